"""Editions as the portal shows them: files by language, their validity, and exclusions."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from outreach.holdings.models import Delivery, HeldItem
from outreach.kits.editions import get_exclusions
from outreach.kits.exclusions import Exclusion
from outreach.kits.models import FileRole, KitEdition, KitFile
from outreach.kits.poster_files import find_ended
from translations.languages import CODES, get_autonym


@dataclass(frozen=True)
class PortalFile:
    """A file of an edition. ``invalid_reason`` is empty if the file may be used."""

    file: KitFile
    role: str
    invalid_reason: str
    is_recalled: bool

    @property
    def name(self) -> str:
        return self.file.path.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class LanguageFiles:
    """The files of an edition in one language."""

    language: str
    files: tuple[PortalFile, ...]


@dataclass(frozen=True)
class EditionDetails:
    """An edition with its delivery, its files by language, its exclusions and its invalid items."""

    delivery: Delivery | None
    groups: tuple[LanguageFiles, ...]
    exclusions: tuple[Exclusion, ...]
    invalid: tuple[HeldItem, ...]
    newer: KitEdition | None

    @property
    def is_withheld(self) -> bool:
        return any(row.recalled_at is not None for row in self.invalid)


def describe_edition(edition: KitEdition, *, language: str) -> EditionDetails:
    """Return what the portal shows of an edition, the files of ``language`` first.

    Texts are in the active language. Takes a fixed number of queries.
    """
    held = HeldItem.objects.filter(edition_key=str(edition.key), organisation_key=edition.organisation.key)
    invalid = tuple(held.invalidated().order_by("title", "language"))
    files = _describe_files(list(edition.files.order_by("path")), invalid=invalid)
    files.sort(
        key=lambda entry: (_language_order(entry.file.language, first=language), entry.file.title, entry.file.path)
    )
    by_language = groupby(files, key=lambda entry: entry.file.language)
    groups = tuple(LanguageFiles(get_autonym(code), tuple(group)) for code, group in by_language)
    newer = edition.kit.editions.filter(
        organisation=edition.organisation, number__gt=edition.number, finished_at__isnull=False
    )
    return EditionDetails(
        delivery=Delivery.objects.filter(
            organisation_key=edition.organisation.key, edition_key=str(edition.key)
        ).first(),
        groups=groups,
        exclusions=tuple(get_exclusions(edition)),
        invalid=invalid,
        newer=newer.order_by("-number").first(),
    )


def _describe_files(files: list[KitFile], *, invalid: tuple[HeldItem, ...]) -> list[PortalFile]:
    by_item = {(row.kind, row.key, row.language): row for row in invalid}
    ended = find_ended(files)
    described = []
    for file in files:
        row = by_item.get((file.kind, file.key, file.language))
        invalid_reason = row.invalid_reason if row and (row.recalled_at or row.outdated_at) else ""
        if file.sha256 in ended:
            invalid_reason = invalid_reason or _("This poster is no longer valid.")
        is_recalled = bool(row and row.recalled_at)
        described.append(
            PortalFile(file, str(FileRole(file.role).label), invalid_reason=invalid_reason, is_recalled=is_recalled)
        )
    return described


def _language_order(code: str, *, first: str) -> tuple[bool, int]:
    return (code != first, CODES.index(code) if code in CODES else len(CODES))
