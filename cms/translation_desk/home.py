"""The admin's first page for the desk: what waits for this person, with links to the desk's own pages.

It takes the place of Wagtail's panels of workflows and recent edits, whose links lead to Wagtail's page editor.
"""

from collections.abc import Mapping
from typing import Any, cast

from django.forms import Media
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import (
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)
from wagtail.models import Page

from cms.core.models import BasePage
from cms.translation_desk.status_index import read_progress
from cms.translation_desk.worklist import (
    find_languages,
    find_own_submissions,
    find_reviewable,
    find_sent_back,
    get_out_of_date,
    get_worklist,
    may_review,
)
from cms.users.models import User
from translations.languages import SOURCE

SHORT_LIST = 5
REPLACED = (RecentEditsPanel, UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel)


class DeskPanel(Component):
    """The user's waiting work: reviews, assigned work, out-of-date texts of their languages, own submissions."""

    name = "desk"
    template_name = "translation_desk/home.html"
    order = 100

    @property
    def media(self) -> Media:
        return Media(css={"all": ["translation_desk/desk.css", "translation_desk/work.css"]})

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = cast(User, (parent_context or {})["request"].user)
        read_progress()  # derives dirty rows again
        reviewable, tasks, stale = find_reviewable(user), get_worklist(user), get_out_of_date(user)
        return {
            "reviews": may_review(user),
            "reviewable": reviewable[:SHORT_LIST],
            "has_more_reviewable": len(reviewable) > SHORT_LIST,
            "tasks": tasks[:SHORT_LIST],
            "has_more_tasks": len(tasks) > SHORT_LIST,
            "sent_back": find_sent_back(tasks[:SHORT_LIST]) if tasks else {},
            "out_of_date": stale[:SHORT_LIST],
            "has_more_out_of_date": len(stale) > SHORT_LIST,
            "own_languages": find_languages(user),
            "submissions": find_own_submissions(user)[:SHORT_LIST],
            "today": timezone.localdate(),
        }


class EditsPanel(RecentEditsPanel):
    """The user's most recent edits: a translation is opened at the desk, another page in the page editor."""

    template_name = "translation_desk/home_edits.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        context["edits"] = [(moment, page, get_edit_address(page)) for moment, page in context["last_edits"]]
        return context


def get_edit_address(page: Page) -> str:
    """Return the address where a page's text is written."""
    language = page.locale.language_code
    if isinstance(page, BasePage) and page.kind and language != SOURCE:
        return reverse("desk_write", args=[page.translation_key, language])
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def replace_panels(panels: list[Any]) -> None:
    """Put the desk's panels in the place of Wagtail's."""
    panels[:] = [DeskPanel(), EditsPanel(), *(panel for panel in panels if type(panel) not in REPLACED)]
