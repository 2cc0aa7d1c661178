"""Editions as the portal shows them: items with their files by language, their validity, and exclusions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Self

from outreach.availability.reasons import Reason
from outreach.holdings.models import Delivery
from outreach.kits.editions import get_exclusions
from outreach.kits.exclusions import Exclusion
from outreach.kits.models import EditionState, FileRole, KitEdition, KitFile
from outreach.kits.outgoing import WithheldFile, find_withheld, list_recalled, list_withheld_parts
from outreach.kits.renewal import list_newer
from outreach.portal.pictures import choose_picture
from translations.languages import CODES, get_autonym


@dataclass(frozen=True)
class PortalFile:
    """A file of an edition; ``reason`` is why it may not leave, None if it may.

    ``detail`` is what its title says beyond the item's, such as the format of a poster.
    """

    file: KitFile
    role: str
    reason: Reason | None
    detail: str = ""

    @property
    def form(self) -> str:
        """Its format as people name it, such as PDF."""
        return self.file.path.rpartition(".")[2].upper()


@dataclass(frozen=True)
class PortalItem:
    """The files of one item in one language; ``picture`` is the file whose small picture is shown for all.

    ``valid_until`` is the first day on which one of the files that may be used ends, None if none does.
    """

    title: str
    picture: KitFile | None
    files: tuple[PortalFile, ...]

    @property
    def valid_until(self) -> date | None:
        days = [shown.file.valid_until for shown in self.files if not shown.reason and shown.file.valid_until]
        return min(days, default=None)

    @property
    def is_usable(self) -> bool:
        return any(not shown.reason for shown in self.files)


@dataclass(frozen=True)
class LanguageItems:
    """The items of an edition in one language."""

    code: str
    name: str
    items: tuple[PortalItem, ...]

    @property
    def count(self) -> int:
        """The number of files."""
        return sum(len(item.files) for item in self.items)


@dataclass(frozen=True)
class FileFilter:
    """The files of an edition that a reader chose to see, by language and role, each "" for all."""

    language: str = ""
    role: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str], *, files: Iterable[KitFile]) -> Self:
        """Return the filter of an address; a language or role that the edition lacks is none."""
        known = list(files)
        language, role = query.get("language", ""), query.get("role", "")
        return cls(
            language=language if any(file.language == language for file in known) else "",
            role=role if any(file.role == role for file in known) else "",
        )

    def keeps(self, file: KitFile) -> bool:
        return self.language in {"", file.language} and self.role in {"", file.role}


@dataclass(frozen=True)
class EditionDetails:
    """An edition with its delivery, its files by language, its exclusions and what of it may not leave any more.

    ``languages`` and ``roles`` are those that a reader can choose from, each with its name.
    """

    delivery: Delivery | None
    groups: tuple[LanguageItems, ...]
    languages: tuple[tuple[str, str], ...]
    roles: tuple[tuple[str, str], ...]
    chosen: FileFilter
    exclusions: tuple[Exclusion, ...]
    withheld: tuple[WithheldFile, ...]
    number_of_files: int
    newer: KitEdition | None
    is_renewing: bool

    @property
    def recalled(self) -> list[WithheldFile]:
        return list_recalled(self.withheld)

    @property
    def is_everything_withdrawn(self) -> bool:
        return any(entry.reason is Reason.EMERGENCY for entry in self.withheld)

    @property
    def has_files_left(self) -> bool:
        return len({entry.file.pk for entry in self.withheld if entry.file}) < self.number_of_files

    @property
    def may_renew(self) -> bool:
        is_due = bool(self.withheld) and not self.is_everything_withdrawn
        return is_due and self.newer is None and not self.is_renewing

    @property
    def withheld_parts(self) -> list[WithheldFile]:
        return list_withheld_parts(self.withheld)


def describe_edition(
    edition: KitEdition, *, language: str, at: datetime, query: Mapping[str, str] | None = None
) -> EditionDetails:
    """Return what the portal shows of an edition at this moment, the files of ``language`` first.

    ``query`` are the parameters of the address. Texts are in the active language. Takes a fixed number of queries.
    """
    withheld = find_withheld([edition], at=at)[edition.pk]
    files = list(edition.files.order_by("path"))
    chosen = FileFilter.read(query or {}, files=files)
    codes = sorted({file.language for file in files}, key=lambda code: _language_order(code, first=language))
    roles = {file.role for file in files}
    later = list_newer(edition)
    return EditionDetails(
        delivery=Delivery.objects.filter(
            organisation_key=edition.organisation.key, edition_key=str(edition.key)
        ).first(),
        groups=_group(files, chosen=chosen, codes=codes, withheld=withheld),
        languages=tuple((code, get_autonym(code)) for code in codes),
        roles=tuple((role.value, str(role.label)) for role in FileRole if role in roles),
        chosen=chosen,
        exclusions=tuple(get_exclusions(edition)),
        withheld=withheld,
        number_of_files=len(files),
        newer=next((other for other in later if other.state == EditionState.FINISHED), None),
        is_renewing=any(other.state == EditionState.BUILDING for other in later),
    )


def _group(
    files: list[KitFile], *, chosen: FileFilter, codes: list[str], withheld: tuple[WithheldFile, ...]
) -> tuple[LanguageItems, ...]:
    reasons = {entry.file.pk: entry.reason for entry in withheld if entry.file}
    groups = []
    for code in codes:
        own = sorted((file for file in files if file.language == code), key=_item_order)
        of_items = [list(group) for _name, group in groupby(own, key=lambda file: (file.kind, file.key))]
        items = [_describe_item(group, chosen=chosen, reasons=reasons) for group in of_items]
        if kept := sorted((item for item in items if item.files), key=lambda item: item.title):
            groups.append(LanguageItems(code, get_autonym(code), tuple(kept)))
    return tuple(groups)


def _item_order(file: KitFile) -> tuple[str, str, int, str, str]:
    return (file.kind, file.key, FileRole.values.index(file.role), file.title, file.path)


def _describe_item(files: list[KitFile], *, chosen: FileFilter, reasons: dict[int, Reason]) -> PortalItem:
    title = next((file.title for file in files if file.role == FileRole.TEXT), files[0].title)
    shown = tuple(
        PortalFile(file, str(FileRole(file.role).label), reasons.get(file.pk), _get_detail(file, of=title))
        for file in files
        if chosen.keeps(file)
    )
    return PortalItem(title, choose_picture(file for file in files if file.pk not in reasons), shown)


def _get_detail(file: KitFile, *, of: str) -> str:
    return file.title.removeprefix(of).lstrip(": ") if file.title != of else ""


def _language_order(code: str, *, first: str) -> tuple[bool, int]:
    return (code != first, CODES.index(code) if code in CODES else len(CODES))
