"""The standing of items, files and facts: public now or not. Apps that keep copies ask before they send one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Max, Subquery
from django.utils import timezone

from cms.approvals.models import Approval
from cms.core.embargo import is_embargoed, not_embargoed
from cms.core.items import ItemRef
from cms.core.page_cache import make_version_query
from cms.core.rights import UNLIMITED, Rights
from cms.facts.live import get_live_values
from cms.facts.models import ONCE_LIVE, FactVersion
from cms.films.models import LanguageVersion, RightsWindow
from cms.films.rights import list_rights
from cms.media.models import CampaignImage, Consent, FileKind, FileUse, FilmMaster, Recording
from cms.media.rights import get_image_rights, get_recording_rights
from cms.published.reading import get_model, parse_key

WITHDRAWN_FACT = 0
"""The version of a fact whose value is withdrawn: no text shows it now."""


def make_version_expression() -> Subquery:
    """Return the version of all public content as an expression: what was read under a version holds while it stays.

    Every change of public content raises it in the same transaction.
    """
    return Subquery(make_version_query())


class PublicState(StrEnum):
    PUBLIC = "public"
    EMBARGOED = "embargoed"
    ABSENT = "absent"


@dataclass(frozen=True)
class TextStanding:
    """The state of an item in one language; ``ref`` and ``approved_at`` are of the text that the public reads now.

    ``was_public``: it may now, or it could once.
    """

    state: PublicState
    ref: ItemRef | None = None
    approved_at: datetime | None = None
    was_public: bool = False

    @property
    def is_withdrawn(self) -> bool:
        return self.was_public and self.state is not PublicState.PUBLIC


ONCE_PUBLIC = TextStanding(PublicState.ABSENT, was_public=True)


@dataclass(frozen=True)
class FileStanding:
    """The languages in which live pages of an item show a picture, document or film now, and the rights to it now."""

    languages: frozenset[str] = frozenset()
    rights: tuple[Rights, ...] = ()


def get_text_standings(items: Iterable[tuple[str, str]]) -> dict[tuple[str, str, str], TextStanding]:
    """Return the standing of these items (kind, key) in every language they have a page in; in one query a kind."""
    by_kind: dict[str, set[UUID]] = {}
    for kind, key in items:
        translation_key = parse_key(key)
        if translation_key is not None:
            by_kind.setdefault(kind, set()).add(translation_key)
    if not by_kind:
        return {}
    current = _get_current(set().union(*by_kind.values()))
    found: dict[tuple[str, str, str], TextStanding] = {}
    for kind, keys in by_kind.items():
        found |= _read_kind(kind, keys, current)
    return found


_Current = Mapping[tuple[str, str], TextStanding]


def _get_current(keys: set[UUID]) -> _Current:
    """Return the standing by approvals alone: the current text, or one that was public once."""
    columns = ("kind", "translation_key", "language", "pk", "digest", "approved_at", "withdrawn_at", "superseded_at")
    rows = Approval.objects.filter(translation_key__in=keys, published_at__isnull=False).values_list(*columns)
    found: dict[tuple[str, str], TextStanding] = {}
    for kind, key, language, pk, digest, approved_at, withdrawn_at, superseded_at in rows:
        name = (str(key), language)
        if withdrawn_at is None and superseded_at is None:
            ref = ItemRef(kind, str(key), language, str(pk), digest)
            found[name] = TextStanding(PublicState.PUBLIC, ref, approved_at, was_public=True)
        else:
            found.setdefault(name, ONCE_PUBLIC)
    return found


def _read_kind(kind: str, keys: set[UUID], current: _Current) -> dict[tuple[str, str, str], TextStanding]:
    model = get_model(kind)
    if model is None:
        return {}
    now = timezone.now()
    pages = model.objects.filter(translation_key__in=keys).values_list(
        "translation_key", "locale__language_code", "live", "embargo_until"
    )
    found = {(kind, key, language): ONCE_PUBLIC for key, language in current if UUID(key) in keys}
    for key, language, live, embargo_until in pages:
        standing = current.get((str(key), language), TextStanding(PublicState.ABSENT))
        if is_embargoed(embargo_until, at=now):
            standing = TextStanding(PublicState.EMBARGOED, was_public=standing.was_public)
        elif not live:
            standing = TextStanding(PublicState.ABSENT, was_public=standing.was_public)
        found[kind, str(key), language] = standing
    return found


def get_file_standings(files: Iterable[tuple[str, str]]) -> dict[tuple[str, str], FileStanding]:
    """Return the standing of these files, each named by its source (``image:7``) and the key of the item it is of."""
    wanted = {(source, key): _parse_source(source) for source, key in files}
    named = {name: parsed for name, parsed in wanted.items() if parsed is not None}
    if not named:
        return {}
    shown = _get_shown(set(named.values()))
    rights = _get_rights(named)
    return {
        name: FileStanding(frozenset(shown.get((*parsed, name[1]), ())), rights.get(name, ()))
        for name, parsed in named.items()
    }


_Parsed = tuple[str, int]


def _parse_source(source: str) -> _Parsed | None:
    kind, _colon, number = source.partition(":")
    return (kind, int(number)) if kind in FileKind.values and number.isdecimal() else None


def _get_shown(sources: set[_Parsed]) -> dict[tuple[str, int, str], set[str]]:
    """Return the languages of the live pages that use each file, by file and key of their item."""
    uses = FileUse.objects.filter(
        not_embargoed("public_from", at=timezone.now()), page__live=True, object_id__in={pk for _kind, pk in sources}
    )
    shown: dict[tuple[str, int, str], set[str]] = {}
    columns = ("kind", "object_id", "page__translation_key", "page__locale__language_code")
    for kind, pk, key, language in uses.values_list(*columns):
        shown.setdefault((kind, pk, str(key)), set()).add(language)
    return shown


def _get_rights(named: Mapping[tuple[str, str], _Parsed]) -> dict[tuple[str, str], tuple[Rights, ...]]:
    images = CampaignImage.objects.in_bulk({pk for kind, pk in named.values() if kind == FileKind.IMAGE})
    masters = {name: pk for name, (kind, pk) in named.items() if kind == FileKind.MASTER}
    refused = set(
        FilmMaster.objects.filter(pk__in=masters.values(), consent=Consent.REFUSED).values_list("pk", flat=True)
    )
    recordings = Recording.objects.in_bulk({pk for kind, pk in named.values() if kind == FileKind.RECORDING})
    windows = _get_windows({key for _source, key in masters}) if masters else {}
    tags = _get_tags(masters.values()) if any(each.languages for rows in windows.values() for each in rows) else {}
    found: dict[tuple[str, str], tuple[Rights, ...]] = {}
    for name, (kind, pk) in named.items():
        if kind == FileKind.IMAGE:
            found[name] = get_image_rights(images[pk]) if pk in images else ()
        elif kind == FileKind.MASTER:
            found[name] = () if pk in refused else _list_rights(windows.get(name[1], ()), tags.get((name[1], pk), ()))
        elif kind == FileKind.RECORDING:
            found[name] = get_recording_rights(recordings[pk]) if pk in recordings else ()
        else:
            found[name] = UNLIMITED
    return found


def _get_windows(keys: Iterable[str]) -> dict[str, list[RightsWindow]]:
    windows: dict[str, list[RightsWindow]] = {}
    for window in RightsWindow.objects.filter(film__translation_key__in=list(keys)).select_related("film"):
        windows.setdefault(str(window.film.translation_key), []).append(window)
    return windows


def _get_tags(masters: Iterable[int]) -> dict[tuple[str, int], set[str]]:
    """Return the languages of the sound of these masters, by film and master."""
    found: dict[tuple[str, int], set[str]] = {}
    versions = LanguageVersion.objects.filter(master_id__in=list(masters))
    for key, master, tag in versions.values_list("film__translation_key", "master_id", "language_tag"):
        found.setdefault((str(key), master), set()).add(tag)
    return found


def _list_rights(windows: Iterable[RightsWindow], tags: Iterable[str]) -> tuple[Rights, ...]:
    """Return what the windows allow for a master; without tags, what they allow for any language."""
    known = list(windows)
    return tuple(dict.fromkeys(right for tag in sorted(tags) or [""] for right in list_rights(known, language_tag=tag)))


def get_fact_versions() -> dict[str, int]:
    """Return the version of each fact that texts show now; ``WITHDRAWN_FACT`` for one whose value is withdrawn."""
    return {key: WITHDRAWN_FACT if value.is_withdrawn else value.version_id for key, value in get_live_values().items()}


def get_fact_ends() -> dict[str, datetime]:
    """Return the stated end of each fact that has one."""
    return {key: value.ends_at for key, value in get_live_values().items() if value.ends_at is not None}


@dataclass(frozen=True)
class KnownFact:
    """A fact of the register that was ever public; ``version`` is the newest one that was approved."""

    key: str
    label: str
    version: int


def list_known_facts() -> tuple[KnownFact, ...]:
    """Return the facts that were ever public, by label."""
    versions = FactVersion.objects.filter(state__in=ONCE_LIVE)
    rows = versions.values("fact__key", "fact__label").annotate(version=Max("pk")).order_by("fact__label", "fact__key")
    return tuple(KnownFact(row["fact__key"], row["fact__label"], row["version"]) for row in rows)


@dataclass(frozen=True)
class FoundFilm:
    """A film in the language of its sound, and whether live pages show it now."""

    ref: ItemRef
    title: str
    is_public: bool


def find_films(sha256: str) -> tuple[FoundFilm, ...]:
    """Return the films with this file as their master."""
    versions = LanguageVersion.objects.filter(master__sha256=sha256).select_related("film").order_by("pk")
    names = {row: (f"{FileKind.MASTER}:{row.master_id}", str(row.film.translation_key)) for row in versions}
    standings = get_file_standings(names.values())
    return tuple(
        FoundFilm(
            ItemRef("film", name[1], row.language_tag, "", sha256),
            row.film.title,
            is_public=bool(standings.get(name, FileStanding()).languages),
        )
        for row, name in names.items()
    )
