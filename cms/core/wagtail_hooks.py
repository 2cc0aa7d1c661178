"""What Wagtail's admin shows of itself: only what a person of the desk can use."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry

from cms.core.page_links import LivePageLinkHandler

SHORTCUTS = "keyboard-shortcuts-trigger"
AFTER_WAGTAIL = 10


@hooks.register("construct_main_menu")
def hide_wagtails_reports(request: HttpRequest, menu_items: list[Any]) -> None:
    """The desk's table says what is in review and out of date; Wagtail's own reports know no approvals."""
    if not request.user.is_superuser:
        menu_items[:] = [item for item in menu_items if item.name != "reports"]


@hooks.register("construct_help_menu")
def hide_links_to_the_outside(request: HttpRequest, menu_items: list[Any]) -> None:
    """Wagtail's guide shows how to publish by its own buttons, which nobody can here."""
    menu_items[:] = [item for item in menu_items if item.name == SHORTCUTS]


@hooks.register("register_rich_text_features", order=AFTER_WAGTAIL)
def lead_to_live_pages(features: FeatureRegistry) -> None:
    features.register_link_type(LivePageLinkHandler)


@hooks.register("insert_editor_js")
def save_after_autosave() -> SafeString:
    """A press on a button waits for a save that is under way; the script says why."""
    return format_html('<script src="{}" defer></script>', static("js/save-after-autosave.js"))
