"""An edition as its organisation sees it: what each file is, in which language, and whether it may still be used."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from outreach.holdings.models import Delivery, HeldItem
from outreach.kits.editions import get_left_out
from outreach.kits.exclusions import LeftOut
from outreach.kits.models import FileRole, KitEdition, KitFile
from outreach.kits.poster_files import find_ended
from translations.languages import CODES, get_autonym


@dataclass(frozen=True)
class ShownFile:
    file: KitFile
    role: str
    invalid_reason: str
    """Why it must not be used; empty for what may be."""
    is_recalled: bool

    @property
    def name(self) -> str:
        return self.file.path.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class LanguageFiles:
    language: str
    files: tuple[ShownFile, ...]


@dataclass(frozen=True)
class Described:
    delivery: Delivery | None
    groups: tuple[LanguageFiles, ...]
    gaps: tuple[LeftOut, ...]
    invalid: tuple[HeldItem, ...]
    newer: KitEdition | None

    @property
    def is_withheld(self) -> bool:
        return any(row.recalled_at is not None for row in self.invalid)


def describe_edition(edition: KitEdition, *, language: str) -> Described:
    """Return what the portal shows of an edition, in a fixed number of queries; texts are in the active language."""
    held = HeldItem.objects.filter(edition_key=str(edition.key), organisation_key=edition.organisation.key)
    invalid = tuple(held.invalidated().order_by("title", "language"))
    files = _show_files(list(edition.files.order_by("path")), invalid=invalid)
    files.sort(key=lambda shown: (_order(shown.file.language, first=language), shown.file.title, shown.file.path))
    by_language = groupby(files, key=lambda shown: shown.file.language)
    groups = tuple(LanguageFiles(get_autonym(code), tuple(group)) for code, group in by_language)
    newer = edition.kit.editions.filter(
        organisation=edition.organisation, number__gt=edition.number, finished_at__isnull=False
    )
    return Described(
        delivery=Delivery.objects.filter(
            organisation_key=edition.organisation.key, edition_key=str(edition.key)
        ).first(),
        groups=groups,
        gaps=tuple(get_left_out(edition)),
        invalid=invalid,
        newer=newer.order_by("-number").first(),
    )


def _show_files(files: list[KitFile], *, invalid: tuple[HeldItem, ...]) -> list[ShownFile]:
    by_item = {(row.kind, row.key, row.language): row for row in invalid}
    ended = find_ended(files)
    shown = []
    for file in files:
        row = by_item.get((file.kind, file.key, file.language))
        invalid_reason = row.invalid_reason if row and (row.recalled_at or row.outdated_at) else ""
        if file.sha256 in ended:
            invalid_reason = invalid_reason or _("This poster is no longer valid.")
        is_recalled = bool(row and row.recalled_at)
        shown.append(
            ShownFile(file, str(FileRole(file.role).label), invalid_reason=invalid_reason, is_recalled=is_recalled)
        )
    return shown


def _order(code: str, *, first: str) -> tuple[bool, int]:
    return (code != first, CODES.index(code) if code in CODES else len(CODES))
