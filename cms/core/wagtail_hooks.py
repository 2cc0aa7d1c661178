"""Changes to Wagtail's admin: without the menu items that don't fit this project's approvals, and with safe links."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry

from cms.core.page_links import LivePageLinkHandler

SHORTCUTS = "keyboard-shortcuts-trigger"
AFTER_WAGTAIL = 10


@hooks.register("construct_main_menu")
def hide_wagtails_reports(request: HttpRequest, menu_items: list[Any]) -> None:
    """Hide Wagtail's reports, which don't know approvals; the desk's table shows what is in review or out of date."""
    if not request.user.is_superuser:
        menu_items[:] = [item for item in menu_items if item.name != "reports"]


@hooks.register("construct_help_menu")
def hide_wagtails_guide(request: HttpRequest, menu_items: list[Any]) -> None:
    """Hide Wagtail's guide: it explains publishing with buttons that don't exist here."""
    menu_items[:] = [item for item in menu_items if item.name == SHORTCUTS]


@hooks.register("register_rich_text_features", order=AFTER_WAGTAIL)
def register_live_page_links(features: FeatureRegistry) -> None:
    features.register_link_type(LivePageLinkHandler)


@hooks.register("insert_editor_js")
def add_save_after_autosave_script() -> SafeString:
    """Add the script that delays a form's buttons while an autosave is in progress; the script says why."""
    return format_html('<script src="{}" defer></script>', static("js/save-after-autosave.js"))


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
