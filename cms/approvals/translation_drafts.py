"""Drafts of translations: started from the source, and saved without overwriting another user's newer draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from wagtail.actions.copy_for_translation import ParentNotTranslatedError
from wagtail.models import Locale, Page, Revision, TaskState

from cms.approvals.drafts import get_draft, get_language, get_source_approval, read_revision
from cms.approvals.models import Approval, Submission
from cms.approvals.permissions import require
from cms.approvals.refusals import DeskRefusal
from cms.core.models import BasePage
from cms.segments.page_links import follow_links
from cms.segments.page_segments import extract, extract_texts, follow, merge, rebuild
from cms.segments.segment import Segment, SegmentKind, digest, from_snapshot, get_texts
from cms.users.models import User
from cms.users.roles import Capability
from translations.characters import strip_invisible
from translations.languages import SOURCE, get_language_entry


class SavedMeanwhile(DeskRefusal):
    """A draft was saved since this one was opened; nothing was written. ``revision`` is that draft."""

    def __init__(self, revision: Revision) -> None:
        self.revision = revision
        text = _(
            "%(person)s saved this translation while you had it open. Nothing of yours is lost: where the two differ, "
            "both texts are shown below. Keep what is right and save again."
        )
        super().__init__("saved_meanwhile", text % {"person": revision.user or _("Another person")})


@dataclass(frozen=True)
class SourceText:
    """The text a translation follows: the approved one, or the source's draft as long as nothing is approved.

    ``page`` is for reading only. ``segments`` are those that were approved, as they were recorded.
    """

    page: BasePage
    segments: tuple[Segment, ...]
    digest: str
    approval: Approval | None


@dataclass(frozen=True)
class HeldTranslation:
    """A translation that no one else can save until the transaction ends.

    ``page`` is its row, ``draft`` the page as its newest draft has it, ``texts`` the draft's texts by path.
    """

    page: BasePage
    draft: BasePage
    texts: Mapping[str, str]


def get_source_page(translation_key: UUID) -> BasePage:
    """Return the item's page in the source language, or raise ``Http404``."""
    page = get_object_or_404(Page, translation_key=translation_key, locale__language_code=SOURCE)
    return page.specific


def get_source_text(translation_key: UUID) -> SourceText:
    """Return the text that the item's translations follow; raise ``Http404`` if there is no such item."""
    approval = get_source_approval(translation_key)
    if approval is not None and approval.revision is not None:
        page = read_revision(approval.revision)
        return SourceText(page, from_snapshot(approval.snapshot), approval.digest, approval)
    page = get_draft(get_source_page(translation_key))
    segments = extract(page)
    return SourceText(page, segments, digest(segments), approval)


def find_translation(translation_key: UUID, language: str) -> BasePage | None:
    """Return the item's page in this language with its locale and latest revision, or None."""
    page = Page.objects.filter(translation_key=translation_key, locale__language_code=language).first()
    return None if page is None else _with_revision(page.specific_class).get(pk=page.pk)


def hold_translation(*, source: SourceText, language: str) -> HeldTranslation | None:
    """Lock the source's translation until the transaction ends and return it; None if it wasn't started."""
    rows = Page.objects.filter(translation_key=source.page.translation_key, locale__language_code=language)
    return _hold(rows, model=type(source.page))


def read_words(page: BasePage, source: SourceText) -> dict[str, str]:
    """Return the newest draft's texts by path; a title still in the source's language counts as empty."""
    texts = {segment.path: segment.text for segment in extract_texts(get_draft(page))}
    return without_source_title(page=page, texts=texts, source=source)


def without_source_title(*, page: BasePage, texts: Mapping[str, str], source: SourceText) -> dict[str, str]:
    """Return a draft's texts with an empty title if the draft only repeats the source's.

    A title in another language may be a name, so it counts as written in a language of Latin letters.
    """
    words = dict(texts)
    never_saved = len(words) <= 1
    is_foreign = get_language_entry(get_language(page)).script != get_language_entry(SOURCE).script
    if (never_saved or is_foreign) and words.get("title") == source.page.title:
        words["title"] = ""
    return words


@transaction.atomic
def start_translation(*, translation_key: UUID, language: str, by: User) -> BasePage:
    """Create the item's page in this language, empty but for its title, and return it; return an existing one as it is.

    Raise ``PermissionDenied``, or ``DeskRefusal`` if the language has no page tree yet.
    """
    require(by, Capability.TRANSLATE, language=language)
    existing = find_translation(translation_key, language)
    if existing is not None:
        return existing
    source = get_source_text(translation_key)
    try:
        page = get_source_page(translation_key).copy_for_translation(Locale.objects.get(language_code=language))
    except (ParentNotTranslatedError, Locale.DoesNotExist) as error:
        raise DeskRefusal("no_tree", _("This language has no pages to put the translation under yet.")) from error
    texts = {segment.path: "" for segment in extract_texts(page) if segment.path != "title"}
    draft = follow_links(page=follow(source=source.page, target=merge(page, texts)), language=language)
    draft.title = source.page.title
    draft.save_revision(user=by, clean=False, log_action=True)
    return draft


@transaction.atomic
def save_translation(
    *,
    page: BasePage,
    texts: Mapping[str, str],
    base_revision_id: int,
    by: User,
    base_moment: str = "",
    knows_own_draft: bool = False,
    by_itself: bool = False,
) -> Revision:
    """Lock the translation and save its texts as a draft: see ``save_held_translation``."""
    held = _hold(Page.objects.filter(pk=page.pk), model=type(page))
    if held is None:
        raise Page.DoesNotExist
    return save_held_translation(
        held=held,
        source=get_source_text(page.translation_key),
        texts=texts,
        base_revision_id=base_revision_id,
        base_moment=base_moment,
        knows_own_draft=knows_own_draft,
        by=by,
        by_itself=by_itself,
    )


def save_held_translation(
    *,
    held: HeldTranslation,
    source: SourceText,
    texts: Mapping[str, str],
    base_revision_id: int,
    by: User,
    base_moment: str = "",
    knows_own_draft: bool = False,
    by_itself: bool = False,
) -> Revision:
    """Save these texts, and the draft's own for all other segments, as a draft with the source's structure.

    ``base_moment`` is when the base was saved, where the caller knows it. An autosave (``by_itself``) overwrites the
    user's own newest draft (see ``_may_overwrite``). An empty title leaves the title unchanged: a page can't be without
    one. With ``knows_own_draft`` (see ``has_only_known_texts``) the user's own newest draft counts as the base.
    Raise ``PermissionDenied``, or ``SavedMeanwhile`` if the newest draft isn't the base.
    """
    language = get_language(held.page)
    require(by, Capability.TRANSLATE, language=language)
    latest = held.page.latest_revision
    is_known = knows_own_draft and latest is not None and latest.user_id == by.pk
    if latest is not None and not is_known and not _is_base(latest, base_revision_id, base_moment):
        raise SavedMeanwhile(latest)
    cleaned = {path: strip_invisible(text) for path, text in texts.items()}
    written = {path: text for path, text in cleaned.items() if path != "title" or text.strip()}
    segments = get_texts(source.segments)
    merged = {segment.path: held.texts.get(segment.path, "") for segment in segments} | written
    draft = rebuild(source=source.page, target=held.draft, texts=merged)
    rich_texts = {segment.path: merged[segment.path] for segment in segments if segment.kind == SegmentKind.RICH}
    follow_links(page=draft, language=language, rich_texts=rich_texts)
    draft.is_saved_by_itself = by_itself
    own = latest if by_itself and _may_overwrite(held.page, by) else None
    return draft.save_revision(user=by, clean=False, log_action=True, overwrite_revision=own)


def has_only_known_texts(*, draft: Mapping[str, str], loaded: Mapping[str, str], submitted: Mapping[str, str]) -> bool:
    """Return whether each submitted text is, in the draft, as the user's page loaded it or as it is submitted now.

    A page saves once more when the user leaves it, the next page may have been loaded before that save arrived, and the
    response to a save may be lost on its way: none of these may refuse the user's next save.
    """
    return all(draft.get(path, "") in (loaded.get(path), text) for path, text in submitted.items())


def _with_revision(model: type[BasePage]) -> Any:
    return model.objects.select_related("locale", "latest_revision__user")


def _hold(rows: QuerySet[Page], *, model: type[BasePage]) -> HeldTranslation | None:
    """Lock the row, then read it: a query that waits for a lock returns joined rows as they were before it waited."""
    pk = rows.select_for_update(of=("self",)).values_list("pk", flat=True).first()
    if pk is None:
        return None
    page = _with_revision(model).get(pk=pk)
    draft = get_draft(page)
    return HeldTranslation(page, draft, {segment.path: segment.text for segment in extract_texts(draft)})


def _is_base(latest: Revision, base_revision_id: int, base_moment: str) -> bool:
    """Return whether the newest draft is the base, or the base frozen by its submission without any change."""
    is_latest = latest.pk == base_revision_id
    base = latest if is_latest else Revision.objects.filter(pk=base_revision_id, object_id=latest.object_id).first()
    if base is None or (base_moment and base.created_at.isoformat() != base_moment):
        return False
    return is_latest or (latest.user_id is None and base.content == latest.content)


def _may_overwrite(page: BasePage, by: User) -> bool:
    """Return whether the newest draft is this user's own and no publication, submission or workflow refers to it.

    Autosave would leave hundreds of revisions behind otherwise. A submitted text is safe: it is frozen as a revision
    without a user. The revision keeps its user, so the author of the text stays known.
    """
    latest = page.latest_revision
    if latest is None or latest.user_id != by.pk or latest.approved_go_live_at or latest.pk == page.live_revision_id:
        return False
    recorded = any(record.objects.filter(revision=latest).exists() for record in (Submission, Approval))
    return not recorded and not TaskState.objects.filter(revision=latest).exists()
