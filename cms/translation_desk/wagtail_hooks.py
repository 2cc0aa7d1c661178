"""The desk in Wagtail's admin: its views, menu items, and changes to the page editor."""

from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.users.models import UserProfile

from cms.approvals.embargoed_texts import find_hidden_pages, sees_all
from cms.approvals.models import Submission, SubmissionState
from cms.core.language_names import name_language
from cms.core.models import BasePage
from cms.segments.page_segments import extract
from cms.segments.segment import get_texts
from cms.translation_desk.account import SourceChangesPanel
from cms.translation_desk.home import replace_panels
from cms.translation_desk.impact import find_impact
from cms.translation_desk.views import (
    assigning,
    autosave,
    dossier,
    exchange,
    memory,
    memory_files,
    preview,
    reviewing,
    schedule,
    subtitles,
    table,
    table_export,
    worklist,
    writing,
)
from cms.translation_desk.views.embargo import seen_by_workers
from cms.users.menu import CapabilityMenuItem
from cms.users.models import User
from cms.users.roles import Capability, get_capabilities
from translations.languages import SOURCE

PUBLISH = "action-publish"


def _of_text(route: str, view: Any, name: str) -> URLPattern:
    """Return the address of a view of one text; views of a submission ask by themselves."""
    return path(route, seen_by_workers(view), name=name)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    return [
        path("desk/", table.table, name="desk_table"),
        path("desk/export.xlsx", table_export.export, name="desk_export"),
        path("desk/worklist/", worklist.worklist, name="desk_worklist"),
        path("desk/assign/", assigning.assign, name="desk_assign"),
        path("desk/assign/<int:assignment_id>/unassign/", assigning.unassign, name="desk_unassign"),
        path("desk/assign/<int:assignment_id>/take-over/", assigning.take_over, name="desk_take_over"),
        path("desk/exchange/export/", exchange.show_export, name="desk_exchange_export"),
        path("desk/exchange/import/", exchange.show_import, name="desk_exchange_import"),
        path("desk/memory/", memory_files.choose, name="desk_memory_choose"),
        path("desk/memory/<slug:language>/", memory_files.show, name="desk_memory_files"),
        path("desk/memory/<slug:language>.tmx", memory_files.download, name="desk_memory_download"),
        path("desk/memory/<int:import_id>/remove/", memory_files.remove, name="desk_memory_remove"),
        path("desk/review/<int:submission_id>/", reviewing.review, name="desk_review"),
        path("desk/review/<int:submission_id>/page/", preview.show_submission, name="desk_review_page"),
        _of_text("desk/<uuid:key>/impact/", reviewing.impact, name="desk_impact"),
        _of_text("desk/<uuid:key>/take-down/", reviewing.take_down, name="desk_take_down"),
        _of_text("desk/<uuid:key>/<slug:language>/", writing.write, name="desk_write"),
        _of_text("desk/<uuid:key>/<slug:language>/comment/", worklist.comment, name="desk_comment"),
        _of_text("desk/<uuid:key>/<slug:language>/autosave/", autosave.autosave, name="desk_autosave"),
        _of_text("desk/<uuid:key>/<slug:language>/check/", autosave.check, name="desk_check"),
        _of_text("desk/<uuid:key>/<slug:language>/dossier/", dossier.show, name="desk_dossier"),
        _of_text("desk/<uuid:key>/<slug:language>/dossier.json", dossier.download, name="desk_dossier_download"),
        _of_text("desk/<uuid:key>/<slug:language>/preview/", preview.preview, name="desk_preview"),
        _of_text("desk/<uuid:key>/<slug:language>/preview/page/", preview.show_page, name="desk_preview_page"),
        _of_text("desk/<uuid:key>/<slug:language>/subtitles/", subtitles.subtitles, name="desk_subtitles"),
        _of_text(
            "desk/<uuid:key>/<slug:language>/subtitles/<slug:file_format>/",
            subtitles.subtitles_file,
            name="desk_subtitles_file",
        ),
        _of_text("desk/<uuid:key>/<slug:language>/schedule/", schedule.show_schedule, name="desk_schedule"),
        _of_text("desk/<uuid:key>/<slug:language>/start/", writing.start, name="desk_start"),
        _of_text("desk/<uuid:key>/<slug:language>/memory/", memory.matches, name="desk_memory"),
        _of_text("desk/<uuid:key>/<slug:language>/memory/pretranslate/", memory.fill, name="desk_pretranslate"),
    ]


@hooks.register("register_admin_menu_item")
def desk_menu_item() -> MenuItem:
    return CapabilityMenuItem(
        gettext_lazy("Translation desk"), "desk_table", Capability.SEE_DESK, icon="globe", order=150
    )


@hooks.register("register_admin_menu_item")
def worklist_menu_item() -> MenuItem:
    return CapabilityMenuItem(
        gettext_lazy("Your work"), "desk_worklist", Capability.TRANSLATE, icon="clipboard-list", order=151
    )


@hooks.register("construct_page_chooser_queryset")
def hide_embargoed_pages(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Offer no page under embargo to users who don't work on it: a chooser shows the titles."""
    user = cast(User, request.user)
    if sees_all(user):
        return pages
    return pages.exclude(pk__in=find_hidden_pages(user=user, at=timezone.now()).values("pk"))


@hooks.register("construct_reports_menu")
def hide_page_types(request: HttpRequest, items: list[MenuItem]) -> None:
    """Hide the report that names the newest page of each type in any language: it is refused to them."""
    if not sees_all(cast(User, request.user)):
        items[:] = [item for item in items if item.name != "page-types-usage"]


@hooks.register("construct_homepage_panels")
def show_desk_panels(request: HttpRequest, panels: list[Any]) -> None:
    if Capability.SEE_DESK in get_capabilities(request.user):
        replace_panels(panels)


@hooks.register("register_account_settings_panel")
def source_changes_panel(request: HttpRequest, user: User, profile: UserProfile) -> SourceChangesPanel:
    return SourceChangesPanel(request, user, profile)


class ReviewItem(ActionMenuItem):
    """Link from the page editor to the review of the submitted text."""

    name = "action-desk-review"
    label = gettext_lazy("Go to the review page")
    icon_name = "check"

    def is_shown(self, context: dict[str, Any]) -> bool:
        return context["view"] == "edit" and _find_open(context["page"]) is not None

    def get_url(self, context: dict[str, Any]) -> str:
        submission = _find_open(context["page"])
        return reverse("desk_review", args=[submission.pk]) if submission else reverse("desk_table")


def _find_open(page: Page) -> Submission | None:
    return Submission.objects.filter(page_id=page.pk, state=SubmissionState.OPEN).first()


@hooks.register("register_page_action_menu_item")
def review_item() -> ActionMenuItem:
    return ReviewItem(order=5)


@hooks.register("construct_page_action_menu")
def hide_publish(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Hide the publish button for pages that need approval; the publication rules would refuse it anyway."""
    page = context.get("page")
    if page is None or isinstance(page.specific, BasePage):
        menu_items[:] = [item for item in menu_items if item.name != PUBLISH]


@hooks.register("before_edit_page")
def warn_of_impact(request: HttpRequest, page: Page) -> None:
    """Warn, when a source is opened for editing, of what a change makes out of date."""
    if request.method != "GET" or not isinstance(page, BasePage) or page.locale.language_code != SOURCE:
        return
    impact = find_impact(page) if get_texts(extract(page)) else None
    if impact is None or impact.is_empty:
        return
    holders = {holder for dependant in impact.dependants for holder in dependant.holders}
    names = ", ".join(name_language(entry) for entry in impact.languages)
    parts = []
    if impact.languages:
        parts.append(
            _("A change to this text makes these translations out of date: %(languages)s.") % {"languages": names}
        )
    if impact.dependants:
        text = ngettext(
            "%(count)s item made from it becomes out of date.",
            "%(count)s items made from it become out of date.",
            len(impact.dependants),
        )
        parts.append(text % {"count": len(impact.dependants)})
    if holders:
        parts.append(_("Held by: %(holders)s.") % {"holders": ", ".join(sorted(holders))})
    url = reverse("desk_impact", args=[page.translation_key])
    link = format_html('<a href="{}">{}</a>', url, _("See everything affected"))
    messages.warning(request, format_html("{} {}", " ".join(parts), link))
