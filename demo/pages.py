"""Pages of the demonstration, loaded through the desk's rules: one person writes, another approves."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale

from cms.approvals.approval import approve, find_findings
from cms.approvals.drafts import get_source_approval
from cms.approvals.models import Approval, Submission
from cms.approvals.submission import submit
from cms.approvals.withdrawal import withdraw
from cms.calls.models import CallIndexPage, CallPage
from cms.campaign.models import EvidenceKind, Topic
from cms.core.models import BasePage
from cms.events.models import EventIndexPage, EventPage
from cms.films.models import FilmIndexPage, FilmPage
from cms.pages.models import HomePage, StandardPage
from cms.rebuttals.models import RebuttalIndexPage, RebuttalPage
from cms.stories.models import StoryIndexPage, StoryPage
from cms.users.models import User
from demo.files import APPROVED, DRAFT, OUT_OF_DATE, SUBMITTED, WITHDRAWN, Item
from demo.films import add_clips
from demo.people import get_person
from demo.register import get_channels_of_calls
from translations.languages import SOURCE

COMPARED = "Demonstration: the reviewer has compared the name with the translation."
PAGES: dict[str, tuple[type[BasePage], type[BasePage]]] = {
    "page": (StandardPage, HomePage),
    "call": (CallPage, CallIndexPage),
    "story": (StoryPage, StoryIndexPage),
    "film": (FilmPage, FilmIndexPage),
    "rebuttal": (RebuttalPage, RebuttalIndexPage),
    "event": (EventPage, EventIndexPage),
}
LISTS_OF_LINES = ("poster_text", "transcript", "to_bring")


@transaction.atomic
def load_item(item: Item, *, at: datetime) -> bool:
    """Load the item in all its languages, each in its state; return False, without changes, if it is loaded."""
    page = _find(item)
    if page is not None and Approval.objects.filter(translation_key=page.translation_key).exists():
        return False
    page = page or _make(item)
    earlier = item.metadata.get("earlier", {})
    _write(page, item, SOURCE, by=get_person("editor"), at=at, **earlier)
    if isinstance(page, FilmPage):
        add_clips(film=page, item=item, on=at.date())
    _approve(page, SOURCE, at=at)
    outdated = [code for code in item.targets if item.status_of(code) == OUT_OF_DATE]
    for language in outdated:
        _translate(page, item, language, at=at)
    if earlier:
        _write(page, item, SOURCE, by=get_person("editor"), at=at)
        _approve(page, SOURCE, at=at)
    for language in item.targets:
        if language not in outdated:
            _translate(page, item, language, at=at)
    return True


def _find(item: Item) -> BasePage | None:
    if item.kind == "home":
        return HomePage.objects.get(locale__language_code=SOURCE)
    page_class, _parent = PAGES[item.kind]
    return page_class.objects.filter(locale__language_code=SOURCE, slug=item.metadata["slug"]).first()


def _make(item: Item) -> BasePage:
    page_class, parent_class = PAGES[item.kind]
    parent = parent_class.objects.get(locale__language_code=SOURCE)
    title = item.texts[SOURCE]["title"]
    page = page_class(title=title, slug=item.metadata["slug"], locale=parent.locale, live=False, is_demonstration=True)
    parent.add_child(instance=page)
    return page


def _translate(source: BasePage, item: Item, language: str, *, at: datetime) -> None:
    """Create the translation and load it in the state that ``item.toml`` says."""
    locale = Locale.objects.get(language_code=language)
    page = type(source).objects.filter(translation_key=source.translation_key, locale=locale).first()
    if page is None:
        page = source.copy_for_translation(locale)
    status = item.status_of(language)
    _write(page, item, language, by=get_person(f"translator-{language}"), at=at)
    if status == SUBMITTED:
        _submit(page, language, at=at)
    elif status in (APPROVED, OUT_OF_DATE, WITHDRAWN):
        _approve(page, language, at=at)
    elif status != DRAFT:
        raise ValueError(f"{item.name}: the status “{status}” of {language} is unknown.")
    if status == WITHDRAWN:
        withdraw(
            translation_key=page.translation_key,
            language=language,
            by=get_person("publisher"),
            reason=item.metadata["withdrawal"]["reason"],
            at=at,
        )


def _write(page: BasePage, item: Item, language: str, *, by: User, at: datetime, **earlier: str) -> None:
    """Save a draft of the page with the texts of this language; ``earlier`` replaces fields with an earlier wording."""
    for name, value in {**item.texts[language], **earlier}.items():
        if name == "body":
            page.body = _make_body(page, item, value)
        else:
            setattr(page, name, "\n".join(value) if name in LISTS_OF_LINES else value)
    page.draft_title = page.title
    if item.kind == "film":
        page.subtitles = item.subtitles.get(language, "")
    _set_metadata(page, item, at=at)
    page.save_revision(user=by)


def _set_metadata(page: BasePage, item: Item, *, at: datetime) -> None:
    """Set what isn't wording: topics, kinds of evidence, contacts, the verdict, the times of an event."""
    if "topics" in item.metadata:
        page.topics = list(Topic.objects.filter(number__in=item.metadata["topics"]))
    if "evidence" in item.metadata:
        page.evidence_sought = list(EvidenceKind.objects.filter(key__in=item.metadata["evidence"]))
    if item.kind in ("call", "event"):
        page.contacts = get_channels_of_calls()
    if "held" in item.metadata:
        page.starts_at, page.ends_at = _find_times(item.metadata["held"], at=at)
    if "verdict" in item.metadata:
        page.verdict = item.metadata["verdict"]


def _find_times(held: dict[str, Any], *, at: datetime) -> tuple[datetime, datetime]:
    """Return when the event begins and ends: so many days after loading, on the campaign's clock."""
    day = timezone.localdate(at) + timedelta(days=held["in_days"])
    begins, ends = (timezone.make_aware(datetime.combine(day, held[name])) for name in ("from", "until"))
    return begins, ends


def _make_body(page: BasePage, item: Item, blocks: list[dict[str, Any]]) -> Any:
    """Convert the file's blocks to the page's. A block has the same identity in every language."""
    raw = []
    for place, block in enumerate(blocks):
        identity = f"{item.name}/{place}"
        value = {name: _make_value(each, f"{identity}/{name}") for name, each in block.items() if name != "type"}
        if "html" in value:
            value["text"] = value.pop("html")
        raw.append({"type": block["type"], "value": value, "id": _identify(identity)})
    return page._meta.get_field("body").to_python(json.dumps(raw, default=str))


def _make_value(value: Any, identity: str) -> Any:
    """Convert a part of a block: lists within it, such as steps or the entries of a timeline, and their texts."""
    if isinstance(value, dict):
        return {name: _make_value(each, f"{identity}/{name}") for name, each in value.items()}
    if not isinstance(value, list):
        return value
    return [
        {"type": "item", "value": _make_value(each, f"{identity}/{number}"), "id": _identify(f"{identity}/{number}")}
        for number, each in enumerate(value)
    ]


def _identify(name: str) -> str:
    return str(uuid5(NAMESPACE_OID, f"demo/{name}"))


def _submit(page: BasePage, language: str, *, at: datetime) -> Submission:
    by = get_person("editor" if language == SOURCE else f"translator-{language}")
    return submit(page=type(page).objects.get(pk=page.pk), by=by, at=at)


def _approve(page: BasePage, language: str, *, at: datetime) -> None:
    """Submit the draft and have a second person approve it, which publishes it."""
    submission = _submit(page, language, at=at)
    source = None if language == SOURCE else get_source_approval(page.translation_key)
    approve(
        submission=submission,
        digest=submission.digest,
        source_digest=source.digest if source else "",
        by=get_person("publisher" if language == SOURCE else f"reviewer-{language}"),
        at=at,
        reasons={each.code: COMPARED for each in find_findings(submission, source) if each.is_confirmation},
    )
    page.refresh_from_db()
