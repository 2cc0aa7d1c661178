"""Kits and their editions: creating a kit, requesting an edition, and building it in a job."""

import hashlib
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import BinaryIO, cast

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.jobs.models import UNFINISHED
from cms.jobs.queue import enqueue
from cms.published import is_everything_withdrawn
from cms.users.models import User
from outreach.availability.surroundings import find_reasons, find_recipient, get_recipient
from outreach.holdings.models import HeldItem
from outreach.kits.bag import CHUNK, PackedFile, PayloadFile, pack
from outreach.kits.candidates import PlannedFile
from outreach.kits.exclusions import Exclusion, ExclusionReason, ItemPart
from outreach.kits.models import EditionState, FileRole, Kit, KitEdition, KitFile, KitItem
from outreach.kits.plan import EditionRecipient, ItemKey, KitPlan, make_plan
from outreach.kits.start_page import find_facts, make_manifest, write_manifest, write_start_page
from outreach.ledger.actions import Action
from outreach.ledger.ledger import SYSTEM, NewEvent, append
from outreach.organisations.models import Organisation
from translations.languages import CODES


class EditionRefused(Exception):
    """The edition can't be built; the text says why."""


@transaction.atomic
def create_kit(
    *,
    title: str,
    organisations: Iterable[Organisation],
    items: Iterable[ItemKey],
    by: User | None,
    at: datetime,
    is_demonstration: bool = False,
) -> Kit:
    """Create a kit. Nothing is delivered until an edition is built."""
    kit = Kit.objects.create(title=title, created_by=by, created_at=at, is_demonstration=is_demonstration)
    kit.organisations.set(organisations)
    KitItem.objects.bulk_create(
        KitItem(kit=kit, position=position, kind=item.kind, key=item.key) for position, item in enumerate(items)
    )
    return kit


@transaction.atomic
def request_edition(*, kit: Kit, organisation: Organisation, by: User | None, at: datetime) -> KitEdition:
    """Request the next edition of a kit for an organisation; return the existing one if one is being built.

    An edition whose job failed is queued again. Raise ``EditionRefused`` if the kit isn't for the organisation or is
    empty, or if the organisation reads no language of the campaign.
    """
    _require_possible(kit=kit, organisation=organisation)
    Kit.objects.select_for_update().get(pk=kit.pk)
    made = KitEdition.objects.filter(kit=kit, organisation=organisation)
    edition = made.filter(state=EditionState.BUILDING).select_related("job").first()
    if edition is None:
        last = made.order_by("-number").first()
        edition = KitEdition.objects.create(
            kit=kit,
            organisation=organisation,
            number=last.number + 1 if last else 1,
            requested_by=by,
            requested_at=at,
        )
    if edition.job is None or edition.job.state not in UNFINISHED:
        edition.job = enqueue(kind="kits.build", key=f"edition:{edition.pk}", params={"edition": edition.pk}, by=by)
        edition.save(update_fields=["job"])
    return edition


def _require_possible(*, kit: Kit, organisation: Organisation) -> None:
    _require_open(organisation)
    if not kit.organisations.filter(pk=organisation.pk).exists():
        raise EditionRefused(_("The kit is not for this organisation."))
    if not kit.items.exists():
        raise EditionRefused(_("The kit is empty. Choose its contents."))
    if not get_languages(organisation):
        raise EditionRefused(_("First set the languages that the organisation reads."))


def _require_open(organisation: Organisation) -> None:
    if not organisation.is_active:
        raise EditionRefused(_("This organisation's account is closed, so nothing is built for it. Open it first."))
    if is_everything_withdrawn():
        raise EditionRefused(
            _("Everything is withdrawn now, so nothing is built. Request it again when everything is restored.")
        )


def get_languages(organisation: Organisation) -> tuple[str, ...]:
    """Return the campaign's languages that the organisation reads, in the campaign's order."""
    return tuple(code for code in CODES if code in organisation.languages)


Progress = Callable[[int, int], None]


def build_edition(*, edition: KitEdition, attempt: str, at: datetime, progress: Progress) -> KitEdition:
    """Build the edition and offer it. May be killed at any time and run again; the result is one edition.

    Each attempt writes to a name of its own, which nothing refers to until the edition is finished.
    """
    if edition.state == EditionState.FINISHED:
        return edition
    _require_open(edition.organisation)
    plan = make_plan(items=_get_items(edition.kit), recipient=_get_recipient(edition), at=at)
    with tempfile.TemporaryFile() as archive:
        built = _pack(cast(BinaryIO, archive), edition=edition, plan=plan, at=at, progress=progress)
        size = archive.tell()
        sha256 = _hash(cast(BinaryIO, archive))
        name = _store(cast(BinaryIO, archive), edition=edition, attempt=attempt, sha256=sha256)
    progress(len(plan.files) + 1, len(plan.files) + 1)
    _require_unchanged(plan, edition=edition, at=at)
    _finish(edition=edition, plan=plan, built=built, sha256=sha256, size=size, storage_name=name, at=at)
    _remove_other_attempts(edition)
    edition.refresh_from_db()
    return edition


def _require_unchanged(plan: KitPlan, *, edition: KitEdition, at: datetime) -> None:
    """Raise ``EditionRefused`` if a file may not leave any more, because that changed while it was packed."""
    recipient = find_recipient(edition.organisation.key)
    if any(find_reasons([file.outgoing for file in plan.files], recipient=recipient, at=at)):
        raise EditionRefused(
            _("Something was taken down or changed while the edition was being built. Request the edition again.")
        )


def _get_items(kit: Kit) -> list[ItemKey]:
    return [ItemKey(item.kind, item.key) for item in kit.items.order_by("position", "pk")]


def _get_recipient(edition: KitEdition) -> EditionRecipient:
    organisation = edition.organisation
    to = get_recipient(organisation)
    return EditionRecipient(
        key=organisation.key, languages=get_languages(organisation), territory=to.territory, medium=to.medium
    )


@dataclass(frozen=True)
class BuiltArchive:
    """The packed files of an archive, its manifest, and the versions of the facts on its start page."""

    packed: list[PackedFile]
    manifest: dict[str, object]
    facts: dict[str, int]


def _pack(archive: BinaryIO, *, edition: KitEdition, plan: KitPlan, at: datetime, progress: Progress) -> BuiltArchive:
    languages = get_languages(edition.organisation)
    day = timezone.localdate(at)
    manifests: list[dict[str, object]] = []
    facts = find_facts(edition.organisation, languages=languages)

    def write_tags(packed: list[PackedFile]) -> dict[str, bytes]:
        manifest = make_manifest(edition, plan=plan, packed=packed, languages=languages, on=day)
        manifests.append(manifest)
        page = write_start_page(edition, plan=plan, packed=packed, languages=languages, on=day)
        return {"index.html": page, "manifest.json": write_manifest(manifest)}

    packed = pack(
        archive,
        files=[PayloadFile(file.path, file.size, file.open) for file in plan.files],
        info={"External-Identifier": str(edition.key), "Bagging-Date": day.isoformat()},
        write_tags=write_tags,
        progress=lambda done: progress(done, len(plan.files) + 1),
    )
    archive.seek(0, 2)
    return BuiltArchive(packed, manifests[0], facts)


def _hash(archive: BinaryIO) -> str:
    archive.seek(0)
    sha256 = hashlib.sha256()
    while chunk := archive.read(CHUNK):
        sha256.update(chunk)
    return sha256.hexdigest()


def _store(archive: BinaryIO, *, edition: KitEdition, attempt: str, sha256: str) -> str:
    archive.seek(0)
    return default_storage.save(f"{_folder(edition)}/{attempt}-{sha256[:16]}.zip", File(archive))


def _folder(edition: KitEdition) -> str:
    return f"kits/{edition.key}"


@transaction.atomic
def _finish(
    *, edition: KitEdition, plan: KitPlan, built: BuiltArchive, sha256: str, size: int, storage_name: str, at: datetime
) -> None:
    """Finish and offer the edition in one transaction; do nothing if another worker has already finished it."""
    finished = KitEdition.objects.filter(pk=edition.pk, state=EditionState.BUILDING).update(
        state=EditionState.FINISHED,
        manifest=built.manifest,
        facts=built.facts,
        sha256=sha256,
        size=size,
        storage_name=storage_name,
        finished_at=at,
    )
    if not finished:
        return
    packed_files = {file.path: file for file in built.packed}
    KitFile.objects.bulk_create(_make_file(edition, file, packed_files[f"data/{file.path}"]) for file in plan.files)
    items = [*cast("list[dict[str, object]]", built.manifest["items"]), *_list_films(plan)]
    append([*_make_superseded_events(edition, at=at), _make_offered_event(edition, items=items, sha256=sha256, at=at)])


def _make_file(edition: KitEdition, planned: PlannedFile, packed: PackedFile) -> KitFile:
    return KitFile(
        edition=edition,
        path=packed.path,
        role=planned.role,
        title=planned.title[:255],
        kind=planned.ref.kind,
        key=planned.ref.key,
        language=planned.ref.language,
        revision=planned.ref.revision,
        item_sha256=planned.ref.sha256,
        source=planned.outgoing.origin.source,
        facts=dict(planned.outgoing.origin.facts),
        as_of=planned.outgoing.origin.as_of,
        media_type=planned.media_type,
        sha256=packed.sha256,
        size=packed.size,
        offset=packed.offset,
        valid_until=planned.valid_until,
    )


def _list_films(plan: KitPlan) -> list[dict[str, object]]:
    """Return the films of the edition as items of their own: each is in the language of its sound."""
    return [
        {**asdict(file.ref), "title": file.title, "text_sha256": ""}
        for file in plan.files
        if file.role is FileRole.MASTER
    ]


def _make_offered_event(edition: KitEdition, *, items: list[dict[str, object]], sha256: str, at: datetime) -> NewEvent:
    return NewEvent(
        action=Action.OFFERED,
        at=at,
        by_key=edition.requested_by.key if edition.requested_by else SYSTEM,
        organisation_key=edition.organisation.key,
        edition=str(edition.key),
        data={"title": edition.kit.title, "number": edition.number, "items": items, "sha256": sha256},
    )


def _make_superseded_events(edition: KitEdition, *, at: datetime) -> list[NewEvent]:
    earlier = KitEdition.objects.filter(
        kit=edition.kit, organisation=edition.organisation, number=edition.number - 1, state=EditionState.FINISHED
    )
    return [
        NewEvent(
            action=Action.SUPERSEDED,
            at=at,
            by_key=SYSTEM,
            organisation_key=edition.organisation.key,
            edition=str(old.key),
            data={"title": edition.kit.title, "number": old.number, "by": str(edition.key)},
        )
        for old in earlier
    ]


def _remove_other_attempts(edition: KitEdition) -> None:
    kept = KitEdition.objects.get(pk=edition.pk).storage_name
    for name in default_storage.listdir(_folder(edition))[1]:
        path = f"{_folder(edition)}/{name}"
        if path != kept:
            default_storage.delete(path)


def get_exclusions(edition: KitEdition) -> list[Exclusion]:
    """Return the parts of the kit that aren't in this edition, each with its reason."""
    return [
        Exclusion(
            kind=part["kind"],
            key=part["key"],
            title=part["title"],
            language=part["language"],
            part=ItemPart(part["part"]),
            reason=ExclusionReason(part["reason"]),
            detail=part["detail"],
        )
        for part in edition.manifest.get("exclusions", [])
    ]


def get_outdated_items(edition: KitEdition) -> list[HeldItem]:
    """Return the items of the edition that were since changed, withdrawn or recalled, or whose poster was."""
    rows = HeldItem.objects.filter(edition_key=str(edition.key), organisation_key=edition.organisation.key)
    return list(rows.invalidated().order_by("pk"))
