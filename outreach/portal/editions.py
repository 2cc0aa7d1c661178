"""Editions as the portal shows them: files by language, their validity, and exclusions."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from outreach.availability.reasons import Reason
from outreach.holdings.models import Delivery
from outreach.kits.editions import get_exclusions
from outreach.kits.exclusions import Exclusion
from outreach.kits.models import EditionState, FileRole, KitEdition, KitFile
from outreach.kits.outgoing import WithheldFile, find_withheld, list_recalled, list_withheld_parts
from outreach.kits.renewal import list_newer
from translations.languages import CODES, get_autonym


@dataclass(frozen=True)
class PortalFile:
    """A file of an edition; ``reason`` is why it may not leave, None if it may."""

    file: KitFile
    role: str
    reason: Reason | None

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
    """An edition with its delivery, its files by language, its exclusions and what of it may not leave any more."""

    delivery: Delivery | None
    groups: tuple[LanguageFiles, ...]
    exclusions: tuple[Exclusion, ...]
    withheld: tuple[WithheldFile, ...]
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
        return any(shown.reason is None for group in self.groups for shown in group.files)

    @property
    def may_renew(self) -> bool:
        is_due = bool(self.withheld) and not self.is_everything_withdrawn
        return is_due and self.newer is None and not self.is_renewing

    @property
    def withheld_parts(self) -> list[WithheldFile]:
        return list_withheld_parts(self.withheld)


def describe_edition(edition: KitEdition, *, language: str, at: datetime) -> EditionDetails:
    """Return what the portal shows of an edition at this moment, the files of ``language`` first.

    Texts are in the active language. Takes a fixed number of queries.
    """
    withheld = find_withheld([edition], at=at)[edition.pk]
    reasons = {entry.file.pk: entry.reason for entry in withheld if entry.file}
    files = [
        PortalFile(file, str(FileRole(file.role).label), reason=reasons.get(file.pk))
        for file in edition.files.order_by("path")
    ]
    files.sort(
        key=lambda entry: (_language_order(entry.file.language, first=language), entry.file.title, entry.file.path)
    )
    by_language = groupby(files, key=lambda entry: entry.file.language)
    groups = tuple(LanguageFiles(get_autonym(code), tuple(group)) for code, group in by_language)
    later = list_newer(edition)
    return EditionDetails(
        delivery=Delivery.objects.filter(
            organisation_key=edition.organisation.key, edition_key=str(edition.key)
        ).first(),
        groups=groups,
        exclusions=tuple(get_exclusions(edition)),
        withheld=withheld,
        newer=next((other for other in later if other.state == EditionState.FINISHED), None),
        is_renewing=any(other.state == EditionState.BUILDING for other in later),
    )


def _language_order(code: str, *, first: str) -> tuple[bool, int]:
    return (code != first, CODES.index(code) if code in CODES else len(CODES))
