"""Pages of the demonstration, taken through the desk's own rules: written by one person, approved by another."""

import json
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.db import transaction
from wagtail.models import Locale

from cms.approvals.approval import approve
from cms.approvals.drafts import get_source_approval
from cms.approvals.models import Approval, Submission
from cms.approvals.submission import submit
from cms.approvals.withdrawal import withdraw
from cms.calls.models import CallIndexPage, CallPage
from cms.campaign.models import EvidenceKind, Topic
from cms.core.models import BasePage
from cms.films.models import FilmIndexPage, FilmPage
from cms.pages.models import HomePage, StandardPage
from cms.rebuttals.models import RebuttalIndexPage, RebuttalPage
from cms.stories.models import StoryIndexPage, StoryPage
from cms.users.models import User
from demo.files import APPROVED, DRAFT, OUT_OF_DATE, SUBMITTED, WITHDRAWN, Item
from demo.films import add_clips
from demo.people import get_person
from demo.register import get_hotline_channels
from translations.languages import SOURCE

PAGES: dict[str, tuple[type[BasePage], type[BasePage]]] = {
    "page": (StandardPage, HomePage),
    "call": (CallPage, CallIndexPage),
    "story": (StoryPage, StoryIndexPage),
    "film": (FilmPage, FilmIndexPage),
    "rebuttal": (RebuttalPage, RebuttalIndexPage),
}
LISTS_OF_LINES = ("poster_text", "transcript")


@transaction.atomic
def load_item(item: Item, *, at: datetime) -> bool:
    """Bring the item in all its languages to the state it is to show; do nothing, and say so, if it is there."""
    page = _find(item)
    if page is not None and Approval.objects.filter(translation_key=page.translation_key).exists():
        return False
    page = page or _make(item)
    earlier = item.filing.get("earlier", {})
    _write(page, item, SOURCE, by=get_person("editor"), **earlier)
    if isinstance(page, FilmPage):
        add_clips(film=page, item=item, on=at.date())
    _approve(page, SOURCE, at=at)
    followers = [code for code in item.targets if item.status_of(code) == OUT_OF_DATE]
    for language in followers:
        _translate(page, item, language, at=at)
    if earlier:
        _write(page, item, SOURCE, by=get_person("editor"))
        _approve(page, SOURCE, at=at)
    for language in item.targets:
        if language not in followers:
            _translate(page, item, language, at=at)
    return True


def _find(item: Item) -> BasePage | None:
    if item.kind == "home":
        return HomePage.objects.get(locale__language_code=SOURCE)
    page_class, _parent = PAGES[item.kind]
    return page_class.objects.filter(locale__language_code=SOURCE, slug=item.filing["slug"]).first()


def _make(item: Item) -> BasePage:
    page_class, parent_class = PAGES[item.kind]
    parent = parent_class.objects.get(locale__language_code=SOURCE)
    title = item.texts[SOURCE]["title"]
    page = page_class(title=title, slug=item.filing["slug"], locale=parent.locale, live=False, is_demonstration=True)
    parent.add_child(instance=page)
    return page


def _translate(source: BasePage, item: Item, language: str, *, at: datetime) -> None:
    """Make the language's copy and bring it as far as ``item.toml`` says."""
    locale = Locale.objects.get(language_code=language)
    page = type(source).objects.filter(translation_key=source.translation_key, locale=locale).first()
    if page is None:
        page = source.copy_for_translation(locale)
    status = item.status_of(language)
    _write(page, item, language, by=get_person(f"translator-{language}"))
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
            reason=item.filing["withdrawal"]["reason"],
            at=at,
        )


def _write(page: BasePage, item: Item, language: str, *, by: User, **instead: str) -> None:
    """Save a draft of the page with the words of this language; ``instead`` holds an earlier wording."""
    for name, value in {**item.texts[language], **instead}.items():
        if name == "body":
            page.body = _make_body(page, item, value)
        else:
            setattr(page, name, "\n".join(value) if name in LISTS_OF_LINES else value)
    page.draft_title = page.title
    if item.kind == "film":
        page.subtitles = item.subtitles.get(language, "")
    _file(page, item)
    page.save_revision(user=by)


def _file(page: BasePage, item: Item) -> None:
    """Set what isn't wording: themes, what is sought, who to contact, the verdict."""
    if "topics" in item.filing:
        page.topics = list(Topic.objects.filter(number__in=item.filing["topics"]))
    if "evidence" in item.filing:
        page.evidence_sought = list(EvidenceKind.objects.filter(key__in=item.filing["evidence"]))
        page.contacts = get_hotline_channels()
    if "verdict" in item.filing:
        page.verdict = item.filing["verdict"]


def _make_body(page: BasePage, item: Item, blocks: list[dict[str, Any]]) -> Any:
    """Turn the file's blocks into the page's; a block has the same identity in every language."""
    raw = []
    for place, block in enumerate(blocks):
        identity = f"{item.name}/{place}"
        value = {name: text for name, text in block.items() if name not in ("type", "html", "items")}
        if "html" in block:
            value["text"] = block["html"]
        if "items" in block:
            value["items"] = [
                {"type": "item", "value": text, "id": _identify(f"{identity}/{number}")}
                for number, text in enumerate(block["items"])
            ]
        raw.append({"type": block["type"], "value": value, "id": _identify(identity)})
    return page._meta.get_field("body").to_python(json.dumps(raw))


def _identify(name: str) -> str:
    return str(uuid5(NAMESPACE_OID, f"demo/{name}"))


def _submit(page: BasePage, language: str, *, at: datetime) -> Submission:
    by = get_person("editor" if language == SOURCE else f"translator-{language}")
    return submit(page=type(page).objects.get(pk=page.pk), by=by, at=at)


def _approve(page: BasePage, language: str, *, at: datetime) -> None:
    """Hand the draft in and have a second person approve it, which publishes it."""
    submission = _submit(page, language, at=at)
    source = None if language == SOURCE else get_source_approval(page.translation_key)
    approve(
        submission=submission,
        digest=submission.digest,
        source_digest=source.digest if source else "",
        by=get_person("publisher" if language == SOURCE else f"reviewer-{language}"),
        at=at,
    )
    page.refresh_from_db()
