"""Plan of an edition: which items and files of the kit it includes, and what is excluded from it and why.

``candidates`` says what is lacking and ``availability.rule`` what may not leave; here only an item without a public
text is judged.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import PurePosixPath
from uuid import UUID

from django.utils import timezone

from cms.core.rights import ALL_MEDIA, WORLD, get_last_day, may_be_used
from cms.published import (
    ItemRef,
    PublicState,
    PublishedCorrection,
    PublishedItem,
    get_published,
    get_published_languages,
    get_text_standings,
    get_withdrawal,
)
from cms.users.models import User
from cms.users.roles import CAPABILITIES, Capability, get_roles
from outreach.availability.reasons import FOR_RIGHTS, Reason
from outreach.availability.rule import Recipient, find_text_reason
from outreach.availability.surroundings import find_reasons
from outreach.holdings.holdings import fingerprint
from outreach.kits.candidates import Candidate, PlannedFile, Wanted, list_candidates
from outreach.kits.exclusions import Exclusion, ExclusionReason, ItemPart
from outreach.kits.models import FileRole


@dataclass(frozen=True)
class ItemKey:
    """An item in any language."""

    kind: str
    key: str


@dataclass(frozen=True)
class EditionRecipient:
    """The organisation that an edition is for.

    Its films must be allowed in all countries of ``territory``, in the ``medium`` in which it shows them.
    """

    key: UUID
    languages: tuple[str, ...]
    territory: tuple[str, ...]
    medium: str = ALL_MEDIA


@dataclass(frozen=True)
class IncludedItem:
    """An item in one language that the edition includes."""

    ref: ItemRef
    title: str
    url: str
    text_sha256: str
    approved_at: datetime
    approver_roles: tuple[str, ...]
    source_ref: ItemRef
    corrections: tuple[PublishedCorrection, ...] = ()


@dataclass(frozen=True)
class KitPlan:
    """Items and files of an edition, and the parts of the kit that are excluded from it."""

    items: tuple[IncludedItem, ...]
    files: tuple[PlannedFile, ...]
    exclusions: tuple[Exclusion, ...]

    @property
    def packed(self) -> tuple[PlannedFile, ...]:
        return tuple(file for file in self.files if not file.storage_name)

    @property
    def apart(self) -> tuple[PlannedFile, ...]:
        return tuple(file for file in self.files if file.storage_name)

    def make(self) -> "KitPlan":
        """Return the plan with the content of those of its files that have to be made."""
        return replace(self, files=tuple(file.make() for file in self.files))


def make_plan(*, items: Iterable[ItemKey], recipient: EditionRecipient, at: datetime) -> KitPlan:
    """Return the plan of an edition that is built at this moment."""
    published: list[PublishedItem] = []
    candidates: list[Candidate] = []
    wanted = Wanted(recipient.key, recipient.languages, timezone.localdate(at))
    for number, item in enumerate(items, start=1):
        for language in recipient.languages:
            found = get_published(kind=item.kind, key=item.key, language=language)
            if found is None:
                candidates.append(_exclude_missing(item, language))
                continue
            published.append(found)
            candidates += list_candidates(found, number=number, wanted=wanted)
    files, exclusions = _sort_out(candidates, recipient=recipient, at=at)
    texts = {file.ref for file in files if file.role is FileRole.TEXT}
    roles = _get_approver_roles(published)
    included = [_include(item, roles[item.approved_by_id]) for item in published if item.ref in texts]
    return KitPlan(tuple(included), tuple(_make_paths_unique(files)), tuple(dict.fromkeys(exclusions)))


def _include(item: PublishedItem, approver_roles: tuple[str, ...]) -> IncludedItem:
    return IncludedItem(
        ref=item.ref,
        title=item.title,
        url=item.url,
        text_sha256=fingerprint(item),
        approved_at=item.approved_at,
        approver_roles=approver_roles,
        source_ref=item.source_ref,
        corrections=item.corrections,
    )


def _get_approver_roles(items: Iterable[PublishedItem]) -> dict[int, tuple[str, ...]]:
    """Return the roles in which these people approve texts; no name of a person leaves with a kit."""
    ids = {item.approved_by_id for item in items}
    users = {user.pk: user for user in User.objects.filter(pk__in=ids)}
    approving = CAPABILITIES[Capability.PUBLISH_SOURCE] | CAPABILITIES[Capability.REVIEW]
    return {pk: tuple(sorted(get_roles(users[pk]) & approving)) if pk in users else () for pk in ids}


def _sort_out(
    candidates: list[Candidate], *, recipient: EditionRecipient, at: datetime
) -> tuple[list[PlannedFile], list[Exclusion]]:
    """Return the files that may leave, and the exclusions in the order of the kit."""
    planned = [candidate for candidate in candidates if isinstance(candidate, PlannedFile)]
    to = Recipient(territory=recipient.territory, medium=recipient.medium)
    reasons = iter(find_reasons([file.outgoing for file in planned], recipient=to, at=at))
    files: list[PlannedFile] = []
    exclusions: list[Exclusion] = []
    territories = recipient.territory or (WORLD,)
    today = timezone.localdate(at)
    for candidate in candidates:
        if isinstance(candidate, Exclusion):
            exclusions.append(candidate)
        elif (reason := next(reasons)) is None:
            last_day = get_last_day(candidate.rights, territories=territories, on=today, medium=recipient.medium)
            days = (last_day, _find_last_day(candidate))
            files.append(replace(candidate, valid_until=min((day for day in days if day), default=None)))
        else:
            exclusions.append(_exclude(candidate, reason, to=to, on=today))
    return files, exclusions


def _find_last_day(file: PlannedFile) -> date | None:
    """Return the last day of a poster whose end is known: the end itself isn't included."""
    ends_at = file.outgoing.valid_until
    return timezone.localdate(ends_at - timedelta(seconds=1)) if ends_at else None


def _exclude(file: PlannedFile, reason: Reason, *, to: Recipient, on: date) -> Exclusion:
    """Return the exclusion of a file; for want of rights it names the countries that lack them."""
    territories = to.territory or (WORLD,)
    closed = [code for code in territories if not may_be_used(file.rights, territory=code, on=on, medium=to.medium)]
    detail = ", ".join(filter(None, closed)) if reason in FOR_RIGHTS else ""
    ref = file.ref
    return Exclusion(ref.kind, ref.key, file.title, ref.language, file.part, ExclusionReason(reason.value), detail)


def _exclude_missing(item: ItemKey, language: str) -> Exclusion:
    standing = get_text_standings([(item.kind, item.key)]).get((item.kind, item.key, language))
    withdrawal = get_withdrawal(kind=item.kind, key=item.key, language=language)
    reason = ExclusionReason.NOT_APPROVED
    if standing is not None and (standing.was_public or standing.state is PublicState.EMBARGOED):
        reason = ExclusionReason((find_text_reason(standing) or Reason.WITHDRAWN).value)
    title = withdrawal.title if withdrawal else _find_title(item)
    return Exclusion(item.kind, item.key, title, language, ItemPart.TEXT, reason)


def _find_title(item: ItemKey) -> str:
    """Return the title of a published language version; empty if there is none, as unapproved titles stay internal."""
    for language in get_published_languages(kind=item.kind, key=item.key):
        published = get_published(kind=item.kind, key=item.key, language=language)
        if published:
            return published.title
    return ""


def _make_paths_unique(files: Iterable[PlannedFile]) -> list[PlannedFile]:
    """Add a number to the second path of the same name, and keep a master shared by several languages only once."""
    by_path: dict[str, PlannedFile] = {}
    for file in files:
        if file.role is FileRole.MASTER and file.path in by_path:
            continue
        path, count = PurePosixPath(file.path), 1
        while str(path) in by_path:
            count += 1
            path = PurePosixPath(file.path).with_stem(f"{PurePosixPath(file.path).stem}-{count}")
        by_path[str(path)] = replace(file, path=str(path))
    return list(by_path.values())
