"""Downloads of editions, whole or single files, and acknowledgements of receipt.

``downloaded`` is recorded after the last byte of the file was sent, with the bytes that the response had: over a poor
connection an archive is fetched in several pieces. Only the recipient knows that the last piece arrived, and says so by
acknowledging receipt.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.core.files.storage import Storage, default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.files.serving import SentBytes
from cms.files.storage import RangeStorage
from cms.users.models import User
from outreach.holdings.holdings import ref_of
from outreach.holdings.models import Delivery, HeldItem, HeldItemQuerySet
from outreach.kits.models import EditionState, KitEdition, KitFile
from outreach.kits.outgoing import WithheldFile, find_withheld, list_recalled, list_withheld_parts
from outreach.ledger.actions import Action
from outreach.ledger.ledger import lock_head, record
from outreach.ledger.models import LedgerEvent
from outreach.organisations.members import get_organisation_of
from outreach.organisations.models import Organisation


class EditionWithheld(Exception):
    """The edition or file can't be downloaded (any more); the text says why. ``withheld`` are the files meant."""

    def __init__(self, message: str, *, withheld: tuple[WithheldFile, ...] = ()) -> None:
        super().__init__(message)
        self.withheld = withheld


@dataclass(frozen=True)
class Download:
    """Arguments of ``serve_file`` for a download."""

    storage_name: str
    filename: str
    content_type: str
    sha256: str
    edition: KitEdition
    file: KitFile | None = None

    @property
    def storage(self) -> Storage:
        inside = self.file if self.is_inside else None
        return cast(Storage, EditionStorage(inside)) if inside else default_storage

    @property
    def is_inside(self) -> bool:
        """True for a file inside an archive, which only Django finds there."""
        return self.file is not None and not self.file.is_apart


def open_edition(*, edition: KitEdition, by: User, at: datetime) -> Download:
    """Return the archive for a member of the edition's organisation; ``record_download`` records that it was sent.

    Raise ``NotAMember`` for any other user, ``EditionWithheld`` if the edition isn't finished or one of its files may
    not leave.
    """
    get_organisation_of(user=by, key=edition.organisation.key)
    if edition.state != EditionState.FINISHED:
        raise EditionWithheld(_("This edition is still being built."))
    withheld = find_withheld([edition], at=at)[edition.pk]
    if withheld:
        raise EditionWithheld(
            _("Parts of this edition may not be used any more, so it can't be downloaded as a whole."),
            withheld=withheld,
        )
    return Download(edition.storage_name, edition.filename, "application/zip", edition.sha256, edition)


def open_file(*, file: KitFile, by: User, at: datetime) -> Download:
    """Return one file of an edition for a member; ``record_download`` records that it was sent.

    Serve it from its ``storage``, by Django itself if it ``is_inside`` the archive. Raise as ``open_edition``, except
    that a file that may not leave withholds no other, unless the whole edition was recalled.
    """
    edition = file.edition
    get_organisation_of(user=by, key=edition.organisation.key)
    withheld = tuple(entry for entry in find_withheld([edition], at=at)[edition.pk] if entry.file == file)
    if withheld:
        raise EditionWithheld(
            _("This file may not be used any more. Reason: %(reason)s") % {"reason": withheld[0].reason.label},
            withheld=withheld,
        )
    stored = file.storage_name or edition.storage_name
    return Download(stored, file.path.rsplit("/", 1)[-1], file.media_type, file.sha256, edition, file)


def _get_held_items(edition: KitEdition) -> HeldItemQuerySet:
    return HeldItem.objects.filter(organisation_key=edition.organisation.key, edition_key=str(edition.key))


@transaction.atomic
def record_download(*, download: Download, sent: SentBytes, by_key: str, at: datetime, request_id: str = "") -> None:
    """Record that the bytes were sent, if the file's last byte is among them; once a user, day and piece of a file.

    ``request_id`` names the request in the front server's log, if it sent the file.
    """
    if not sent.has_last:
        return
    edition, file = download.edition, download.file
    lock_head()
    what = {"path": file.path if file else "", "bytes": [sent.start, sent.end, sent.size], "sha256": download.sha256}
    written = LedgerEvent.objects.filter(
        action=Action.DOWNLOADED,
        edition_key=str(edition.key),
        by_key=by_key,
        occurred_at__gte=timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0),
    ).values_list("data", flat=True)
    if any(_has(data, what) for data in written):
        return
    row = None
    if file is not None:
        rows = _get_held_items(edition).of_item(kind=file.kind, key=file.key, language=file.language)
        row = rows.filter(sha256=file.item_sha256).first()
    record(
        action=Action.DOWNLOADED,
        at=at,
        by_key=by_key,
        organisation_key=edition.organisation.key,
        item=ref_of(row) if row else None,
        edition=str(edition.key),
        data={
            "title": edition.kit.title,
            "number": edition.number,
            **what,
            **({"request": request_id} if request_id else {}),
        },
    )


def _has(data: Mapping[str, Any], what: Mapping[str, Any]) -> bool:
    return all(data.get(name) == value for name, value in what.items())


def record_opening(*, edition: KitEdition, by: User, at: datetime) -> None:
    """Record, once a person, that they have opened the edition's page. Raise ``NotAMember`` for any other user."""
    get_organisation_of(user=by, key=edition.organisation.key)
    opened = LedgerEvent.objects.filter(action=Action.OPENED, edition_key=str(edition.key), by_key=by.key)
    if opened.exists():
        return
    with transaction.atomic():
        lock_head()
        if not opened.exists():
            _record_step(Action.OPENED, edition=edition, by=by, at=at)


@transaction.atomic
def acknowledge_edition(*, edition: KitEdition, by: User, at: datetime) -> None:
    """Record, once, that the organisation has received the edition. Raise as ``open_edition``."""
    get_organisation_of(user=by, key=edition.organisation.key)
    if edition.state != EditionState.FINISHED:
        raise EditionWithheld(_("This edition is still being built."))
    lock_head()
    delivery = Delivery.objects.filter(organisation_key=edition.organisation.key, edition_key=str(edition.key))
    if delivery.filter(acknowledged_at__isnull=False).exists():
        return
    _record_step(Action.ACKNOWLEDGED, edition=edition, by=by, at=at)


def _record_step(action: Action, *, edition: KitEdition, by: User, at: datetime) -> None:
    record(
        action=action,
        at=at,
        by_key=by.key,
        organisation_key=edition.organisation.key,
        edition=str(edition.key),
        data={"title": edition.kit.title, "number": edition.number},
    )


class EditionStorage:
    """A storage that reads one file inside an archive, for ``serve_file``."""

    def __init__(self, file: KitFile) -> None:
        self.file = file

    def size(self, name: str) -> int:
        if not default_storage.exists(name):
            raise FileNotFoundError(name)
        return self.file.size

    def read_range(self, name: str, *, start: int, end: int) -> Iterator[bytes]:
        archive = cast(RangeStorage, default_storage)
        yield from archive.read_range(name, start=self.file.offset + start, end=self.file.offset + end)


@dataclass(frozen=True)
class EditionOffer:
    """An edition with its delivery and those of its files that may not leave any more."""

    edition: KitEdition
    delivery: Delivery
    withheld: tuple[WithheldFile, ...]

    @property
    def recalled(self) -> list[WithheldFile]:
        return list_recalled(self.withheld)

    @property
    def withheld_parts(self) -> list[WithheldFile]:
        return list_withheld_parts(self.withheld)


def get_offers(organisation: Organisation, *, at: datetime) -> list[EditionOffer]:
    """Return the newest finished edition of each kit for the organisation, the latest first."""
    key = organisation.key
    editions = (
        KitEdition.objects.filter(organisation=organisation, state=EditionState.FINISHED)
        .select_related("kit", "organisation")
        .order_by("kit_id", "-number")
    )
    newest = {edition.kit_id: edition for edition in reversed(editions)}
    keys = [str(edition.key) for edition in newest.values()]
    deliveries = {row.edition_key: row for row in Delivery.objects.filter(organisation_key=key, edition_key__in=keys)}
    withheld = find_withheld(newest.values(), at=at)
    offers = [EditionOffer(edition, deliveries[str(edition.key)], withheld[edition.pk]) for edition in newest.values()]
    return sorted(offers, key=lambda offer: offer.edition.finished_at or offer.edition.requested_at, reverse=True)
