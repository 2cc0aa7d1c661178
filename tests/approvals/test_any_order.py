"""Status and public text after any order of events.

A random walk over what users, the scheduler and Wagtail can do to an item and its translation, compared with a simple
model of the expected state (``Account``) that knows nothing of segments, digests or workflows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page

from cms.approvals.approval import approve, request_changes
from cms.approvals.drafts import get_source_approval
from cms.approvals.integrity import find_faults
from cms.approvals.models import Approval, ChangeLevel, Submission, SubmissionState
from cms.approvals.publishing import publish_due
from cms.approvals.status import Status, find_source_pages, get_statuses
from cms.approvals.submission import submit
from cms.approvals.translation_drafts import start_translation
from cms.approvals.withdrawal import withdraw
from cms.core.cached_pages import forget_pages
from cms.core.publication import PublicationRefused
from cms.pages.models import HomePage
from cms.published import get_published
from cms.stories.models import StoryIndexPage, StoryPage
from cms.translation_desk import status_index
from cms.translation_desk.status_index import read_rows
from tests.approvals.factories import make_source

if TYPE_CHECKING:
    from tests.approvals.factories import Desk

LANGUAGES = st.sampled_from(["vi", "ko"])
PICKS = st.sampled_from([("vi", "ko"), ("ko", "vi")])
HOURS = st.sampled_from([0, 0, 0, 2, 5])
START = datetime(2026, 7, 27, 1, 0, tzinfo=timezone.get_fixed_timezone(0))


@dataclass
class Text:
    """A version as written: its words, and the times between which it may be public."""

    words: str
    opens: datetime | None = None
    closes: datetime | None = None


@dataclass
class ApprovedText:
    """An approved version. ``follows``: the words of the source that it was approved against."""

    text: Text
    due: datetime
    change_level: ChangeLevel = ChangeLevel.SUBSTANTIVE
    follows: str = ""
    fate: str = "awaiting"  # then current, then superseded or withdrawn
    moments: set[datetime] = field(default_factory=set)  # that it was put off from and to

    def put_off(self, due: datetime) -> None:
        self.moments |= {self.due, due}
        self.due = due

    @property
    def is_in_force(self) -> bool:
        return self.fate in {"awaiting", "current"}


@dataclass
class Account:
    """The expected state in one language."""

    exists: bool = False
    whole: bool = False
    draft: Text = field(default_factory=lambda: Text(""))
    open: Text | None = None
    approved: list[ApprovedText] = field(default_factory=list)
    offline: bool = False

    @property
    def in_force(self) -> list[ApprovedText]:
        return [one for one in self.approved if one.is_in_force]

    @property
    def current(self) -> ApprovedText | None:
        return next((one for one in self.approved if one.fate == "current"), None)

    @property
    def public(self) -> str | None:
        return self.current.text.words if self.current and not self.offline else None

    def go_live(self, chosen: ApprovedText) -> None:
        if self.current:
            self.current.fate = "superseded"
        chosen.fate, self.offline = "current", False


def on(allowed: Callable[[Account], Any]) -> Callable[..., Any]:
    """Run a rule only if the condition is true of some language; ``AnyOrder.choose`` finds which."""
    return precondition(lambda self: any(allowed(account) for account in self.at.values()))


def exists(account: Account) -> bool:
    return account.exists


def is_open(account: Account) -> bool:
    return account.open is not None


def is_public(account: Account) -> bool:
    return account.public is not None


def says_the_same(source: Account, words: str) -> bool:
    """Return whether only editorial changes lie between the source that was followed and one in force."""
    if not source.in_force:
        return True
    places = [place for place, one in enumerate(source.approved) if one.text.words == words]
    for place in range(places[-1], len(source.approved)):
        if place > places[-1] and source.approved[place].change_level != ChangeLevel.EDITORIAL:
            return False
        if any(one.text.words == source.approved[place].text.words for one in source.in_force):
            return True
    return False


class AnyOrder(RuleBasedStateMachine):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        forget_pages()  # rolling the last walk back lowers the public version again
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.clock = time_machine.travel(START, tick=False)
        self.now = self.clock.start()
        self.written = 0
        self.at = {"vi": Account(exists=True, whole=True), "ko": Account()}
        self.at["vi"].draft = Text(self.invent("vi"))
        words = self.at["vi"].draft.words
        self.story = make_source(desk.editor, title=words, summary=f"{words}.")
        self.copies: list[StoryPage] = []
        key = uuid4()
        for home in HomePage.objects.filter(locale__language_code__in=self.at):
            other = StoryIndexPage(title="Khác", slug="khac", locale=home.locale, translation_key=key)
            home.add_child(instance=other)

    def teardown(self) -> None:
        self.clock.stop()
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    # --- tools ---

    def invent(self, language: str) -> str:
        """Return words never written before, without a digit: a number would be a fact."""
        self.written += 1
        return (
            f"Bản {chr(96 + self.written % 26)}{'ă' * self.written}"
            if language == "vi"
            else f"글{chr(0xAC00 + self.written)}"
        )

    def pass_time(self, **much: int) -> datetime:
        self.now.shift(timedelta(**(much or {"seconds": 1})))
        return timezone.now()

    def choose(self, pick: tuple[str, str], allowed: Callable[[Account], Any]) -> str:
        return next(language for language in pick if allowed(self.at[language]))

    def page(self, language: str) -> StoryPage:
        return StoryPage.objects.get(translation_key=self.story.translation_key, locale__language_code=language)

    def submission(self, language: str) -> Submission:
        return Submission.objects.get(
            translation_key=self.story.translation_key, language=language, state=SubmissionState.OPEN
        )

    def writer(self, language: str) -> Any:
        return self.desk.editor if language == "vi" else self.desk.translator

    def approver(self, language: str) -> Any:
        return self.desk.publisher if language == "vi" else self.desk.reviewer

    # --- actions of users ---

    @rule(language=LANGUAGES, opens=HOURS, closes=HOURS)
    def write(self, language: str, opens: int, closes: int) -> None:
        now, account = self.pass_time(), self.at[language]
        if not account.exists:
            start_translation(translation_key=self.story.translation_key, language="ko", by=self.desk.translator)
        account.exists = account.whole = True
        account.draft = Text(
            self.invent(language),
            now + timedelta(hours=opens) if opens else None,
            now + timedelta(hours=opens + closes) if closes else None,
        )
        self.save_draft(language)

    def save_draft(self, language: str, **more: Any) -> None:
        text = self.at[language].draft
        page = self.page(language).get_latest_revision_as_object()
        page.title, page.summary = text.words, f"{text.words}."
        page.go_live_at, page.expire_at = text.opens, text.closes
        page.save_revision(user=self.writer(language), clean=False, **more)
        self.postpone(language, text.opens)

    def postpone(self, language: str, opens: datetime | None) -> None:
        """Put off what awaits its time, and the translation that waits for it, by the time of a draft."""
        for one in self.at[language].in_force:
            if one.fate == "awaiting" and opens and opens > one.due and opens not in one.moments:
                one.put_off(opens)
                for follower in self.at["ko"].in_force if language == "vi" else []:
                    if follower.fate == "awaiting" and follower.follows == one.text.words:
                        follower.put_off(max(opens, follower.due))

    @on(exists)
    @rule(pick=PICKS)
    def autosave_over_the_same_persons_draft(self, pick: tuple[str, str]) -> None:
        language = self.choose(pick, exists)
        self.pass_time()
        latest = self.page(language).latest_revision
        if latest is not None and latest.user == self.writer(language) and self.at[language].whole:
            self.at[language].draft = Text(self.invent(language))
            self.save_draft(language, overwrite_revision=latest)

    @precondition(lambda self: not self.at["ko"].exists)
    @rule()
    def start(self) -> None:
        self.pass_time()
        start_translation(translation_key=self.story.translation_key, language="ko", by=self.desk.translator)
        self.at["ko"].exists = True

    @on(exists)
    @rule(pick=PICKS)
    def submit(self, pick: tuple[str, str]) -> None:
        language = self.choose(pick, exists)
        now, account, source = self.pass_time(), self.at[language], self.at["vi"]
        followed = source.in_force[-1].text.words if language == "ko" and source.in_force else ""
        is_blind = language == "ko" and not followed
        last = account.in_force[-1] if account.in_force else None
        is_same = bool(last and account.public and (last.text, last.follows) == (account.draft, followed))
        try:
            submit(page=self.page(language), by=self.writer(language), at=now)
        except PublicationRefused:
            assert is_blind or is_same or not account.whole
        else:
            assert not (is_blind or is_same or not account.whole)
            account.open = account.draft

    @on(is_open)
    @rule(pick=PICKS, change_level=st.sampled_from(ChangeLevel))
    def accept(self, pick: tuple[str, str], change_level: ChangeLevel) -> None:
        language = self.choose(pick, is_open)
        now, account, source = self.pass_time(), self.at[language], self.at["vi"]
        assert account.open is not None
        change_level = change_level if language == "vi" and account.approved else ChangeLevel.SUBSTANTIVE
        submission = self.submission(language)
        beside = get_source_approval(submission.translation_key) if language == "ko" else None
        try:
            approve(
                submission=submission,
                digest=submission.digest,
                source_digest=beside.digest if beside else "",
                by=self.approver(language),
                at=now,
                change_level=change_level,
            )
        except PublicationRefused:
            assert language == "ko" and not source.in_force
            return
        followed = source.in_force[-1] if language == "ko" else None
        moments = [now, account.open.opens, account.draft.opens, followed.due if followed else None]
        approved = ApprovedText(account.open, max(moment for moment in moments if moment), change_level)
        approved.follows = followed.text.words if followed else ""
        for one in account.in_force:
            one.fate = "superseded" if one.fate == "awaiting" else one.fate
        account.approved.append(approved)
        account.open = None
        if approved.due <= now:
            account.go_live(approved)

    @on(is_open)
    @rule(pick=PICKS)
    def ask_for_changes(self, pick: tuple[str, str]) -> None:
        language = self.choose(pick, is_open)
        now = self.pass_time()
        request_changes(submission=self.submission(language), by=self.approver(language), at=now, comment="Viết lại.")
        self.at[language].open = None

    @on(is_open)
    @rule(pick=PICKS)
    def cancel_the_review_in_wagtail(self, pick: tuple[str, str]) -> None:
        language = self.choose(pick, is_open)
        self.pass_time()
        self.page(language).current_workflow_state.cancel(user=self.writer(language))
        self.at[language].open = None

    @rule(language=st.sampled_from(["vi", "ko", None]))
    def take_down(self, language: str | None) -> None:
        now = self.pass_time()
        chosen = [self.at[language]] if language else list(self.at.values())
        key = self.story.translation_key
        if not any(account.in_force for account in chosen):
            with pytest.raises(PublicationRefused):
                withdraw(translation_key=key, language=language, by=self.desk.lead, reason="Sai.", at=now)
            return
        withdraw(translation_key=key, language=language, by=self.desk.lead, reason="Sai.", at=now)
        for account in chosen:
            account.open = None
            for one in account.in_force:
                one.fate = "withdrawn"

    @rule(hours=st.sampled_from([1, 3]))
    def run_the_scheduler(self, hours: int) -> None:
        now = self.pass_time(hours=hours)
        publish_due(at=now)
        for account in self.at.values():
            for one in list(account.in_force):
                if one.fate == "awaiting" and one.due <= now:
                    account.go_live(one)
            closes = account.current.text.closes if account.current else None
            if closes and closes <= now:
                account.offline = True

    # --- actions that Wagtail offers a superuser ---

    @on(is_public)
    @rule(pick=PICKS)
    def unpublish(self, pick: tuple[str, str]) -> None:
        language = self.choose(pick, is_public)
        self.pass_time()
        UnpublishPageAction(self.page(language), user=self.desk.superuser).execute(skip_permission_checks=True)
        self.at[language].offline = True

    @on(exists)
    @rule(pick=PICKS, place=st.integers(0, 9))
    def publish_some_revision(self, pick: tuple[str, str], place: int) -> None:
        language = self.choose(pick, exists)
        now, account = self.pass_time(), self.at[language]
        revisions = list(self.page(language).revisions.order_by("pk"))
        revision = revisions[place % len(revisions)]
        as_approved = account.current is not None and revision.as_object().title == account.current.text.words
        opens, closes = revision.as_object().go_live_at, revision.as_object().expire_at
        if as_approved and closes and closes <= now:
            return  # what has expired is only unpublished again by the scheduler
        if opens and opens > now:  # Wagtail only records the time, which our scheduler ignores
            revision.publish(user=self.desk.superuser, skip_permission_checks=True)
            return
        try:
            with transaction.atomic():
                revision.publish(user=self.desk.superuser, skip_permission_checks=True)
        except PublicationRefused:
            assert not as_approved
        else:
            assert as_approved
            account.offline = False

    @on(exists)
    @rule(pick=PICKS, place=st.integers(0, 9))
    def go_back_to_some_revision(self, pick: tuple[str, str], place: int) -> None:
        language = self.choose(pick, exists)
        self.pass_time()
        account = self.at[language]
        revisions = list(self.page(language).revisions.order_by("pk"))
        old = revisions[place % len(revisions)].as_object()
        if old.summary:
            account.draft = Text(old.title, old.go_live_at, old.expire_at)
            old.save_revision(user=self.writer(language), clean=False)
            self.postpone(language, old.go_live_at)

    @on(is_public)
    @rule(pick=PICKS)
    def save_the_row(self, pick: tuple[str, str]) -> None:
        language = self.choose(pick, is_public)
        self.pass_time()
        row = self.page(language)
        row.summary = "Không ai duyệt."
        with pytest.raises(PublicationRefused), transaction.atomic():
            row.save()

    @on(exists)
    @rule(pick=PICKS)
    def move(self, pick: tuple[str, str]) -> None:
        language = self.choose(pick, exists)
        self.pass_time()
        there = StoryIndexPage.objects.filter(locale__language_code=language).order_by("pk")
        page = self.page(language)
        page.move(there.exclude(pk=page.get_parent().pk).first() or there.first(), pos="last-child")

    @on(exists)
    @rule(pick=PICKS)
    def copy(self, pick: tuple[str, str]) -> None:
        language = self.choose(pick, exists)
        self.pass_time()
        slug = f"ban-sao-{int(timezone.now().timestamp())}"
        copy = self.page(language).copy(update_attrs={"slug": slug}, keep_live=False, user=self.writer(language))
        self.copies.append(copy)

    @precondition(lambda self: self.copies)
    @rule()
    def delete_a_copy(self) -> None:
        self.pass_time()
        StoryPage.objects.get(pk=self.copies.pop().pk).delete()

    @precondition(lambda self: self.at["ko"].exists)
    @rule()
    def delete_the_translation(self) -> None:
        self.pass_time()
        account = self.at["ko"]
        try:
            with transaction.atomic():
                self.page("ko").delete()
        except PublicationRefused:
            assert account.approved or account.open
        else:
            assert not (account.approved or account.open)
            self.at["ko"] = Account()

    # --- invariants ---

    def expect(self, language: str) -> Status:
        account = self.at[language]
        if account.open is not None:
            return Status.SUBMITTED
        if account.in_force:
            keeps_up = language == "vi" or says_the_same(self.at["vi"], account.in_force[-1].follows)
            return Status.APPROVED if keeps_up else Status.OUT_OF_DATE
        if any(one.fate == "withdrawn" for one in account.approved):
            return Status.WITHDRAWN
        return Status.DRAFT if account.exists else Status.MISSING

    @invariant()
    def status_is_what_it_should_be_however_it_is_read(self) -> None:
        key = self.story.translation_key
        (item,) = get_statuses(find_source_pages().filter(translation_key=key))
        rows = read_rows([key])[key]
        for language, account in self.at.items():
            cell = item.get_cell(language)
            assert (cell.status, cell.live) == (self.expect(language), account.public is not None), language
            assert (rows[language].status, rows[language].live) == (cell.status, cell.live)

    @invariant()
    def public_reads_exactly_what_was_approved(self) -> None:
        key = self.story.translation_key
        for language, account in self.at.items():
            page = Page.objects.filter(translation_key=key, locale__language_code=language).first()
            assert (page.title if page and page.live else None) == account.public
            item = get_published(kind="story", key=str(key), language=language)
            assert (item.title if item else None) == account.public
            answer = Client().get(page.url_path) if page else None
            words = answer.content.decode() if answer and answer.status_code == 200 else ""
            assert (f"{account.public}." in words) if account.public else not words
        assert not StoryPage.objects.live().exclude(translation_key=key).exists()

    @invariant()
    def nothing_is_left_to_repair(self) -> None:
        assert [fault.text for fault in find_faults()] == []
        assert status_index.find_differences() == []

    @invariant()
    def nothing_approved_is_lost(self) -> None:
        kept = Approval.objects.filter(translation_key=self.story.translation_key).count()
        assert kept == sum(len(account.approved) for account in self.at.values())


def walk(desk: Desk, *, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        lambda: AnyOrder(desk),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_status_and_public_text_are_right_in_any_order_of_events(desk: Desk) -> None:
    walk(desk, examples=6, steps=14)


@pytest.mark.slow
def test_status_and_public_text_are_right_in_long_orders_of_events(desk: Desk) -> None:
    walk(desk, examples=10, steps=30)
