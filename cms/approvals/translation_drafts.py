"""A translator's work on one item in one language: begun from the source, saved as drafts, never over another's."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from wagtail.actions.copy_for_translation import ParentNotTranslatedError
from wagtail.models import Locale, Page, Revision, TaskState

from cms.approvals.drafts import get_draft, get_language, get_source_approval
from cms.approvals.models import Approval, Submission
from cms.approvals.permissions import require
from cms.approvals.refusals import DeskRefusal
from cms.core.models import BasePage
from cms.segments.page_links import follow_links
from cms.segments.page_segments import extract, follow, merge
from cms.segments.segment import Segment, digest, get_texts
from cms.users.models import User
from cms.users.roles import Capability
from translations.languages import SOURCE, get_language_entry


class SavedMeanwhile(DeskRefusal):
    """A draft was saved since this one was opened; nothing was written. ``revision`` is that draft."""

    def __init__(self, revision: Revision) -> None:
        self.revision = revision
        text = _(
            "%(person)s saved this translation while you had it open. Nothing of yours is lost: where the two differ, "
            "both texts stand below. Keep what is right and save again."
        )
        super().__init__("saved_meanwhile", text % {"person": revision.user or _("Another person")})


@dataclass(frozen=True)
class SourceText:
    """The text a translation follows: the approved one, or the source's draft as long as nothing is approved."""

    page: BasePage
    segments: tuple[Segment, ...]
    digest: str
    approval: Approval | None


def get_source_page(translation_key: UUID) -> BasePage:
    page = get_object_or_404(Page, translation_key=translation_key, locale__language_code=SOURCE)
    return page.specific


def get_source_text(translation_key: UUID) -> SourceText:
    approval = get_source_approval(translation_key)
    if approval is not None and approval.revision is not None:
        page = approval.revision.as_object()
    else:
        page = get_draft(get_source_page(translation_key))
    segments = extract(page)
    return SourceText(page, segments, digest(segments), approval)


def find_translation(translation_key: UUID, language: str) -> BasePage | None:
    pages = Page.objects.filter(translation_key=translation_key, locale__language_code=language)
    page = pages.first()
    if page is None:
        return None
    model = page.specific_class
    found: BasePage = model.objects.select_related("locale", "latest_revision").get(pk=page.pk)
    return found


def read_words(page: BasePage, source: SourceText) -> dict[str, str]:
    """Return the translation's words by path; a title still in the source's language counts as none."""
    words = {segment.path: segment.text for segment in get_texts(extract(get_draft(page)))}
    never_saved = len(words) <= 1
    # Nobody writes Vietnamese for a title in Khmer; in a language of Latin letters a name may well be the same.
    is_foreign = get_language_entry(get_language(page)).script != get_language_entry(SOURCE).script
    if (never_saved or is_foreign) and words.get("title") == source.page.title:
        words["title"] = ""
    return words


@transaction.atomic
def start_translation(*, translation_key: UUID, language: str, by: User) -> BasePage:
    """Make the item's page in this language, empty but for its title; return it, or the one that is there already."""
    require(by, Capability.TRANSLATE, language=language)
    existing = find_translation(translation_key, language)
    if existing is not None:
        return existing
    source = get_source_text(translation_key)
    try:
        page = get_source_page(translation_key).copy_for_translation(Locale.objects.get(language_code=language))
    except (ParentNotTranslatedError, Locale.DoesNotExist) as error:
        raise DeskRefusal("no_tree", _("This language has no pages to put the translation under yet.")) from error
    texts = {segment.path: "" for segment in get_texts(extract(page)) if segment.path != "title"}
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
    by_itself: bool = False,
) -> Revision:
    """Save the texts as a draft with the source's structure; raise ``SavedMeanwhile`` over another's draft.

    ``base_moment`` is when the base was saved, where the caller knows it. A draft that the page saves ``by_itself``
    takes the place of the person's own one (see ``_may_rewrite``). A title left empty stays as it was: a page can't
    be without one.
    """
    language = get_language(page)
    require(by, Capability.TRANSLATE, language=language)
    held = _lock(page)
    latest = held.latest_revision
    if latest is not None and not _stands_on(latest, base_revision_id, base_moment):
        raise SavedMeanwhile(latest)
    draft = follow(source=get_source_text(page.translation_key).page, target=get_draft(page))
    written = {path: text for path, text in texts.items() if path != "title" or text.strip()}
    follow_links(page=merge(draft, written), language=language)
    own = latest if by_itself and _may_rewrite(held, by) else None
    return draft.save_revision(user=by, clean=False, log_action=True, overwrite_revision=own)


def _lock(page: BasePage) -> Page:
    """Hold the page against other savers; its newest revision and that one's user are read with it, unheld."""
    rows = Page.objects.select_related("latest_revision__user")
    return rows.select_for_update(of=("self",)).get(pk=page.pk)


def _stands_on(latest: Revision, base_revision_id: int, base_moment: str) -> bool:
    """Handing in freezes a draft as a new revision of the same text: that is nobody's change."""
    is_base = latest.pk == base_revision_id
    base = latest if is_base else Revision.objects.filter(pk=base_revision_id, object_id=latest.object_id).first()
    if base is None or (base_moment and base.created_at.isoformat() != base_moment):
        return False
    return is_base or (latest.user_id is None and base.content == latest.content)


def _may_rewrite(page: Page, by: User) -> bool:
    """Say whether the newest draft is this person's own and nothing else rests on it.

    Without this a morning's work would leave hundreds of revisions behind. What was handed in is safe: handing in
    freezes it as a revision that nobody owns. What is live, waits for its time or is in a workflow isn't touched; who
    changed the text stays known, since the revision keeps its author.
    """
    latest = page.latest_revision
    if latest is None or latest.user_id != by.pk or latest.approved_go_live_at or latest.pk == page.live_revision_id:
        return False
    recorded = any(record.objects.filter(revision=latest).exists() for record in (Submission, Approval))
    return not recorded and not TaskState.objects.filter(revision=latest).exists()
