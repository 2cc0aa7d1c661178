"""Holdings in the admin: menu item and addresses."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from cms.users.menu import CapabilityMenuItem
from cms.users.roles import Capability
from outreach.admin.menu import HOOK
from outreach.holdings import views


@hooks.register("register_admin_urls")
def holdings_urls() -> list[URLPattern]:
    return [
        path("outreach/holdings/", views.holdings, name="outreach_holdings"),
        path("outreach/holdings/<uuid:key>/", views.organisation, name="outreach_organisation"),
        path("outreach/uses/<int:pk>/photo.jpg", views.photo, name="outreach_use_photo"),
    ]


@hooks.register(HOOK)
def holdings_item() -> CapabilityMenuItem:
    return CapabilityMenuItem(
        _("Who holds what"),
        "outreach_holdings",
        Capability.SEE_LEDGER,
        icon="folder-open-inverse",
        order=300,
    )
