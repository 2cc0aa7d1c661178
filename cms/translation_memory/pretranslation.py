"""Pretranslation: fills the empty texts of a draft with exact matches when the translator asks for it."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from cms.approvals.drafts import get_language
from cms.approvals.permissions import require
from cms.approvals.translation_drafts import SourceText, get_source_text, read_words, save_translation
from cms.core.models import BasePage
from cms.segments.segment import Segment, get_texts
from cms.translation_memory.lookup import convert, find_exact
from cms.translation_memory.words import ReducedText
from cms.users.models import User
from cms.users.roles import Capability


def find_pretranslations(*, source: SourceText, words: Mapping[str, str], language: str) -> dict[str, str]:
    """Return by path the exact matches for the texts that are empty in ``words``. At most one query.

    A translation of the same text in the same item takes precedence over the memory.
    """
    texts = get_texts(source.segments)
    empty = [segment for segment in texts if not words.get(segment.path, "").strip()]
    own = _read_translations(texts, words)
    found, rest = {}, []
    for segment in empty:
        digest = ReducedText.read(segment.text, kind=segment.kind).digest
        if (digest, segment.kind) in own:
            found[segment.path] = own[digest, segment.kind]
        else:
            rest.append(segment)
    matches = find_exact(segments=rest, language=language) if rest else {}
    kinds = {segment.path: segment.kind for segment in rest}
    return found | {path: convert(match, kind=kinds[path]) for path, match in matches.items()}


@transaction.atomic
def pretranslate(*, page: BasePage, base_revision_id: int, by: User) -> int:
    """Fill the empty texts of a draft with exact matches, save the draft, and return the number of filled texts.

    Existing texts stay unchanged. Raise ``PermissionDenied``, or ``SavedMeanwhile`` if ``base_revision_id`` isn't the
    latest draft.
    """
    language = get_language(page)
    require(by, Capability.TRANSLATE, language=language)
    source = get_source_text(page.translation_key)
    words = read_words(page, source)
    found = find_pretranslations(source=source, words=words, language=language)
    if found:
        save_translation(page=page, texts=words | found, base_revision_id=base_revision_id, by=by)
    return len(found)


def _read_translations(texts: Iterable[Segment], words: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Return the draft's first translation of each source text, by the source's digest and kind."""
    own: dict[tuple[str, str], str] = {}
    for segment in texts:
        if words.get(segment.path, "").strip():
            digest = ReducedText.read(segment.text, kind=segment.kind).digest
            own.setdefault((digest, segment.kind), words[segment.path])
    return own
