"""What need not be translated twice, filled into a draft at the press of one button: never unasked, never live."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from cms.approvals.drafts import get_language
from cms.approvals.permissions import require
from cms.approvals.translation_drafts import SourceText, get_source_text, read_words, save_translation
from cms.core.models import BasePage
from cms.segments.segment import Segment, get_texts
from cms.translation_memory.lookup import find_exact, fit
from cms.translation_memory.words import Wording
from cms.users.models import User
from cms.users.roles import Capability


@dataclass(frozen=True)
class Taken:
    """How many empty texts were filled, from the memory or from where the item says the same."""

    count: int


def find_repeats(segments: Iterable[Segment]) -> dict[str, str]:
    """Return for each text that the item has said before, by path, the path where it says so first."""
    first: dict[str, str] = {}
    repeats = {}
    for segment in get_texts(segments):
        digest = Wording.read(segment.text, kind=segment.kind).digest
        earlier = first.setdefault(digest, segment.path)
        if earlier != segment.path:
            repeats[segment.path] = earlier
    return repeats


def find_takeable(*, source: SourceText, words: Mapping[str, str], language: str) -> dict[str, str]:
    """Return by path what exact matches have for the texts that are still empty in ``words``. At most one query.

    What the item itself says for the same text counts before the memory.
    """
    texts = get_texts(source.segments)
    empty = [segment for segment in texts if not words.get(segment.path, "").strip()]
    own = _read_own(texts, words)
    takeable, rest = {}, []
    for segment in empty:
        digest = Wording.read(segment.text, kind=segment.kind).digest
        if (digest, segment.kind) in own:
            takeable[segment.path] = own[digest, segment.kind]
        else:
            rest.append(segment)
    found = find_exact(segments=rest, language=language) if rest else {}
    kinds = {segment.path: segment.kind for segment in rest}
    return takeable | {path: fit(match, kind=kinds[path]) for path, match in found.items()}


@transaction.atomic
def take_exact(*, page: BasePage, base_revision_id: int, by: User) -> Taken:
    """Fill the empty texts of a draft with their exact matches and save it as a draft like any other.

    Nothing that is written is touched. Raise ``PermissionDenied`` or ``SavedMeanwhile``, having changed nothing.
    """
    language = get_language(page)
    require(by, Capability.TRANSLATE, language=language)
    source = get_source_text(page.translation_key)
    words = read_words(page, source)
    takeable = find_takeable(source=source, words=words, language=language)
    if takeable:
        save_translation(page=page, texts=words | takeable, base_revision_id=base_revision_id, by=by)
    return Taken(len(takeable))


def _read_own(texts: Iterable[Segment], words: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Return what the draft says, by the digest and kind of the source; the first place counts."""
    own: dict[tuple[str, str], str] = {}
    for segment in texts:
        if words.get(segment.path, "").strip():
            digest = Wording.read(segment.text, kind=segment.kind).digest
            own.setdefault((digest, segment.kind), words[segment.path])
    return own
