"""Trees, people and pages in every state of their way to the public, made through the desk's own rules."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Locale, Page

from cms.approvals.approval import approve, find_findings
from cms.approvals.drafts import get_source_approval
from cms.approvals.models import Approval, Submission, SubmissionState
from cms.approvals.submission import submit
from cms.calls.models import CallIndexPage
from cms.core.models import BasePage
from cms.events.models import EventIndexPage
from cms.films.models import FilmIndexPage
from cms.pages.models import HomePage
from cms.participation.models import TakePartIndexPage
from cms.press.models import PressIndexPage
from cms.rebuttals.models import RebuttalIndexPage
from cms.stories.models import StoryIndexPage, StoryPage
from cms.users.models import User
from cms.users.roles import PER_LANGUAGE, Role, group_name
from tests.factories import UserFactory
from translations.languages import SOURCE

INDEXES = {
    "story": StoryIndexPage,
    "film": FilmIndexPage,
    "call": CallIndexPage,
    "rebuttal": RebuttalIndexPage,
    "event": EventIndexPage,
    "release": PressIndexPage,
    "material": PressIndexPage,
    "guide": TakePartIndexPage,
    "contest": TakePartIndexPage,
}


def make_person(role: Role, language: str | None = None, **fields: Any) -> User:
    user: User = UserFactory(**fields)
    name = group_name(role, language=language if role in PER_LANGUAGE else None)
    user.groups.add(Group.objects.get(name=name))
    return user


@dataclass
class Desk:
    """
    Root
    ├── vi: home → calls, stories, films, rebuttals, events, take-part, press
    ├── ko: the same
    └── and so in each of the other ten languages

    The translator and the reviewer are of Korean.
    """

    editor: User
    publisher: User
    translator: User
    reviewer: User
    lead: User
    superuser: User


def make_desk() -> Desk:
    """The people, who read English. The trees were there: every test finds them."""

    def employ(role: Role, language: str | None = None) -> User:
        return make_person(role, language, interface_language="en")

    return Desk(
        editor=employ(Role.EDITOR),
        publisher=employ(Role.PUBLISHER),
        translator=employ(Role.TRANSLATOR, "ko"),
        reviewer=employ(Role.REVIEWER, "ko"),
        lead=employ(Role.DESK_LEAD),
        superuser=UserFactory(superuser=True, interface_language="en"),
    )


def get_home(language: str) -> HomePage:
    home: HomePage = HomePage.objects.get(locale__language_code=language)
    return home


def make_source(by: User, page_class: type[BasePage] = StoryPage, **fields: Any) -> Any:
    """A draft in the source language, written by this person."""
    index = INDEXES[page_class.kind].objects.get(locale__language_code=SOURCE)
    fields = {"title": "Người lính trở về", "summary": "Một câu chuyện.", **fields}
    page = index.add_child(instance=page_class(live=False, **fields))
    page.save_revision(user=by)
    return page


def make_translation(source: BasePage, language: str, by: User, **texts: Any) -> Any:
    """A draft in this language, copied from the source and written by this person."""
    copy = source.copy_for_translation(Locale.objects.get(language_code=language))
    for name, text in texts.items():
        setattr(copy, name, text)
    copy.save_revision(user=by)
    return copy


def hand_in(page: Any, by: User, at: datetime | None = None) -> Submission:
    return submit(page=page.specific_class.objects.get(pk=page.pk), by=by, at=at or timezone.now())


def accept(
    submission: Submission, by: User, at: datetime | None = None, *, confirms_names: bool = True, **more: Any
) -> Approval:
    """Approve what was submitted, with the source as it is now and each unknown name ticked."""
    source = get_source_approval(submission.translation_key) if submission.language != SOURCE else None
    ticked = confirm_names(submission, source) if confirms_names else {}
    return approve(
        submission=submission,
        digest=submission.digest,
        source_digest=source.digest if source else "",
        by=by,
        at=at or timezone.now(),
        **{**more, "reasons": {**ticked, **more.get("reasons", {})}},
    )


def confirm_names(submission: Submission, source: Approval | None) -> dict[str, str]:
    """Return the reasons that the review page sends for ticked names."""
    if source is None:
        return {}
    return {each.code: "Compared." for each in find_findings(submission, source) if each.is_confirmation}


def get_open(page: Page) -> Submission:
    return Submission.objects.get(page=page, state=SubmissionState.OPEN)


def edit(page: Any, by: User, **texts: Any) -> Any:
    """Save a new draft of the page; return it as it was saved."""
    draft = page.get_latest_revision_as_object()
    for name, text in texts.items():
        setattr(draft, name, text)
    draft.save_revision(user=by)
    return draft
