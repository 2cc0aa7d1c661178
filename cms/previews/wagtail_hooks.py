"""Preview links in the admin: their addresses, menu item, and names in Wagtail's history of a page."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.previews import admin_views
from cms.previews.links import LINK_MADE, LINK_REVOKED
from cms.users.menu import CapabilityMenuItem
from cms.users.roles import Capability


@hooks.register("register_admin_urls")
def preview_urls() -> list[URLPattern]:
    return [
        path("previews/", admin_views.list_texts, name="preview_texts"),
        path("previews/<uuid:key>/<slug:language>/", admin_views.show_links, name="preview_links"),
        path("previews/<int:link_id>/revoke/", admin_views.revoke, name="preview_revoke"),
    ]


@hooks.register("register_admin_menu_item")
def preview_menu_item() -> MenuItem:
    return CapabilityMenuItem(
        _("Previews for newsrooms"), "preview_texts", Capability.SHARE_EMBARGOED, icon="view", order=155
    )


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    made, revoked = _("Preview link made for a newsroom"), _("Preview link revoked")
    actions.register_action(LINK_MADE, made, made)
    actions.register_action(LINK_REVOKED, revoked, revoked)
