"""Rights that end after delivery: recorded for each held item with such a file, and again if they are given anew."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from outreach.availability.reasons import Reason
from outreach.availability.rule import find_reason
from outreach.availability.surroundings import get_recipient, read_surroundings
from outreach.holdings.models import HeldItem
from outreach.kits.file_events import make_file_event
from outreach.kits.models import KitFile
from outreach.kits.outgoing import LIBRARY, describe_file
from outreach.ledger.actions import Action
from outreach.ledger.ledger import append, lock_head

_Name = tuple[str, str, str, str, str]
"""Edition, kind, key, language and digest of a held item. An edition belongs to one organisation."""


def mark_expired(*, at: datetime) -> int:
    """Record the held items to whose pictures or films the rights have ended since, or were given again.

    Return how many. The scheduler runs it; what was recorded isn't recorded again.
    """
    ended: dict[_Name, KitFile] = {}
    given: dict[_Name, KitFile] = {}
    for name, files in _find_reasons(at=at).items():
        expired = [file for file, reason in files if reason is Reason.EXPIRED]
        if expired:
            ended[name] = expired[0]
        elif all(reason is None for _file, reason in files):
            given[name] = files[0][0]
    return _append_changes(ended, given, at=at)


@transaction.atomic
def _append_changes(ended: Mapping[_Name, KitFile], given: Mapping[_Name, KitFile], *, at: datetime) -> int:
    lock_head()
    rows = HeldItem.objects.held().active().filter(edition_key__in={name[0] for name in (*ended, *given)})
    events = []
    for row in rows.order_by("pk"):
        name = (row.edition_key, row.kind, row.key, row.language, row.sha256)
        if name in ended and row.expired_at is None:
            events.append(make_file_event(ended[name], row, Action.EXPIRED, at=at, rights=True))
        elif name in given and row.expired_at is not None:
            events.append(make_file_event(given[name], row, Action.RESTORED, at=at, rights=True))
    append(events)
    return len(events)


def _find_reasons(*, at: datetime) -> dict[_Name, list[tuple[KitFile, Reason | None]]]:
    """Return by held item its pictures, documents and films in editions, each with why it may not leave now."""
    editions = set(HeldItem.objects.held().exclude(edition_key="").values_list("edition_key", flat=True))
    files = KitFile.objects.filter(role__in=LIBRARY, edition__key__in=editions).select_related("edition__organisation")
    described = [(file, describe_file(file)) for file in files.order_by("pk")]
    now = read_surroundings([outgoing for _file, outgoing in described], at=at)
    found: dict[_Name, list[tuple[KitFile, Reason | None]]] = defaultdict(list)
    for file, outgoing in described:
        reason = find_reason(outgoing, recipient=get_recipient(file.edition.organisation), now=now)
        found[str(file.edition.key), file.kind, file.key, file.language, file.item_sha256].append((file, reason))
    return found
