"""Changes to Wagtail's admin: without the menu items that don't fit this project's approvals, and with safe links."""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry

from cms.core.own_saves import find_save, renew_base
from cms.core.page_links import LivePageLinkHandler
from cms.users.roles import Capability, may

SHORTCUTS = "keyboard-shortcuts-trigger"
GUIDES = "guides"
AFTER_WAGTAIL = 10
WORKFLOW_REPORTS = frozenset({"workflows", "workflow-tasks"})


@hooks.register("construct_main_menu")
def hide_reports(request: HttpRequest, menu_items: list[Any]) -> None:
    """Hide Wagtail's reports from those who don't write the source: they are about its editor."""
    if not may(request.user, Capability.WRITE_SOURCE):
        menu_items[:] = [item for item in menu_items if item.name != "reports"]


@hooks.register("construct_reports_menu")
def hide_workflow_reports(request: HttpRequest, menu_items: list[Any]) -> None:
    """Hide Wagtail's reports on workflows: the desk's table shows what is in review, and they don't know approvals."""
    if not request.user.is_superuser:
        menu_items[:] = [item for item in menu_items if item.name not in WORKFLOW_REPORTS]


@hooks.register("construct_help_menu")
def hide_wagtails_guide(request: HttpRequest, menu_items: list[Any]) -> None:
    """Hide Wagtail's guide: it explains publishing with buttons that don't exist here."""
    menu_items[:] = [item for item in menu_items if item.name in (GUIDES, SHORTCUTS)]


@hooks.register("register_rich_text_features", order=AFTER_WAGTAIL)
def register_live_page_links(features: FeatureRegistry) -> None:
    features.register_link_type(LivePageLinkHandler)


@hooks.register("insert_global_admin_js")
def add_saving_script() -> SafeString:
    """Add the scripts that pages with texts share; they must run before the pages' own."""
    scripts = ((static(f"js/{name}.js"),) for name in ("saving", "form-keeping"))
    return format_html_join("\n", '<script src="{}" defer></script>', scripts)


@hooks.register("insert_global_admin_js")
def add_script_of_dates() -> SafeString:
    """Add the script that must run before any date picker is made, which pages do while they are read."""
    return format_html('<script src="{}"></script>', static("js/typed-dates.js"))


@hooks.register("before_edit_page")
def renew_own_base(request: HttpRequest, page: Page) -> None:
    """Renew the base of the submitted form if its own window saved the newest draft; tell an autosave from a save."""
    if request.method == "POST":
        by_itself = page.is_saved_by_itself = not request.accepts("text/html")
        user_id = request.user.pk or 0
        renewed: Any = renew_base(request.POST, page=page, user_id=user_id, by_itself=by_itself)
        request.POST = renewed


@hooks.register("before_create_page")
def continue_created_page(request: HttpRequest, parent_page: Page, page_class: type[Page]) -> HttpResponseBase | None:
    """Save to the page that the form's window has created already, if the response to that was lost on its way."""
    own = find_save(request.POST) if request.method == "POST" else None
    if own is None:
        return None
    response = EditView.as_view()(request, own.page_id)
    if not isinstance(response, JsonResponse) or response.status_code != HTTPStatus.OK:
        return response
    address = reverse("wagtailadmin_pages:edit", args=[own.page_id])
    hydrate = f"{address}?_w_hydrate_create_view=1"
    return JsonResponse({**json.loads(response.content), "url": address, "hydrate_url": hydrate})


@hooks.register("insert_editor_js")
def add_paste_notice_script() -> SafeString:
    """Add the script that says what a paste couldn't keep, such as the headings and tables of a Word document."""
    return format_html(
        '<script src="{}" data-headings="{}" data-tables="{}" data-pictures="{}" defer></script>',
        static("js/paste-notice.js"),
        _("Headings were pasted as paragraphs: make each a block of its own, of the kind “Heading”."),
        _("A table was pasted as paragraphs, a cell in each: write it as a list, or add it as a file."),
        _("Pictures weren't pasted: add each as a block of its own, of the kind “Image”."),
    )
