"""Reference masters: the version of a film that subtitles in a language are written and checked against."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cms.films.models import LanguageVersion, VersionKind
from cms.media.models import FilmMaster
from translations.languages import get_language_entry


@dataclass(frozen=True)
class Original:
    """A version with original sound; ``since`` is when the film got this master."""

    version_id: int
    language_tag: str
    master_id: int
    sha256: str
    since: datetime | None


def read_originals(keys: Collection[UUID]) -> dict[UUID, list[Original]]:
    """Return the versions with original sound of these films, oldest first, in one query."""
    found: dict[UUID, list[Original]] = defaultdict(list)
    versions = LanguageVersion.objects.filter(film__translation_key__in=keys, kind=VersionKind.ORIGINAL)
    wanted = ("film__translation_key", "pk", "language_tag", "master_id", "master__sha256")
    moments = ("master_since", "master__taken_in_at")
    for key, pk, tag, master_id, sha256, *known in versions.order_by("pk").values_list(*wanted, *moments):
        since = max((moment for moment in known if moment), default=None)
        found[key].append(Original(pk, tag, master_id, sha256, since))
    return found


def choose_original(originals: Iterable[Original], *, language: str) -> Original | None:
    """Return the version that subtitles in this language are checked against: the language's own, else the oldest."""
    tag = get_language_entry(language).tag.lower()
    return min(originals, key=lambda original: original.language_tag.lower() != tag, default=None)


def get_original(translation_key: UUID, *, language: str) -> Original | None:
    return choose_original(read_originals([translation_key])[translation_key], language=language)


def get_shots(translation_key: UUID, *, language: str) -> tuple[float, ...]:
    """Return the seconds at which the shot changes in the reference master; none before its shots were detected."""
    original = get_original(translation_key, language=language)
    master = FilmMaster.objects.filter(pk=original.master_id).first() if original else None
    return tuple(master.shots or ()) if master else ()
