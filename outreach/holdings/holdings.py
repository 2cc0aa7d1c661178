"""Who holds what, and whose versions are out of date."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cms.published import ItemRef, PublishedItem, find_behind_source, get_published
from outreach.holdings.models import Delivery, HeldItem, OutdatedWhy
from outreach.ledger.actions import Action
from outreach.ledger.ledger import SYSTEM, NewEvent, append, lock_head
from outreach.organisations.members import get_names

PAGE_PATH = re.compile(r' href="/[^"]*"')


def fingerprint(item: PublishedItem) -> str:
    """Return the SHA-256 of the item as it is read: its words with the facts written out, contacts, files, rights.

    The digest of an approval stays the same when a telephone number of the register changes; this doesn't. Where a link
    leads is left out: another page going live in the language changes no word of this one.
    """
    words = {
        "title": item.title,
        "summary": item.summary,
        "text": [{**asdict(block), "html": PAGE_PATH.sub("", block.html)} for block in item.text],
        "poster": asdict(item.poster_wording) if item.poster_wording else None,
        "contacts": [contact.get_line() for contact in item.contacts],
        "files": [[file.role, file.sha256, [asdict(window) for window in file.rights]] for file in item.files],
    }
    return hashlib.sha256(json.dumps(words, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True)
class Holder:
    """An organisation that has versions of an item, and in which edition (empty: a single file)."""

    organisation_key: UUID
    organisation: str
    edition_key: str
    language: str
    title: str


def get_holders(*, kind: str, key: str, language: str = "") -> list[Holder]:
    """Return who holds the item in this language, or in any where none is named."""
    rows = list(
        HeldItem.objects.of_item(kind=kind, key=key, language=language)
        .held()
        .order_by("organisation_key", "edition_key", "language", "pk")
    )
    names = get_names({row.organisation_key for row in rows})
    return [
        Holder(row.organisation_key, names.get(row.organisation_key, ""), row.edition_key, row.language, row.title)
        for row in rows
    ]


def get_invalid_items(organisation_key: UUID) -> list[HeldItem]:
    """Return what the organisation holds and must not use any more."""
    return list(
        HeldItem.objects.filter(organisation_key=organisation_key).invalid().order_by("kind", "title", "language")
    )


def get_valid_items(organisation_key: UUID) -> list[HeldItem]:
    """Return what the organisation holds and may use."""
    rows = HeldItem.objects.filter(organisation_key=organisation_key).held().valid()
    return list(rows.order_by("kind", "title", "language"))


def keep_behind(rows: Iterable[HeldItem]) -> list[HeldItem]:
    """Keep the versions that are valid still, but whose source has changed: a translation that has to follow."""
    valid = [row for row in rows if not (row.outdated_at or row.recalled_at or row.removed_at)]
    behind = find_behind_source(ref_of(row) for row in valid)
    return [row for row in valid if row.revision in behind]


def get_deliveries(organisation_key: UUID) -> list[Delivery]:
    return list(Delivery.objects.filter(organisation_key=organisation_key).order_by("-offered_at", "-pk"))


@transaction.atomic
def mark_outdated(*, kind: str, key: str, language: str, at: datetime) -> int:
    """Record, once an organisation and edition, which versions of this item aren't what is public, and which are again.

    Return how many changed.
    """
    rows = HeldItem.objects.of_item(kind=kind, key=key, language=language).standing()
    if not rows.exists():
        return 0
    live = get_published(kind=kind, key=key, language=language)
    live_fingerprint = fingerprint(live) if live else ""
    lock_head()
    entries = []
    for row in rows.order_by("pk"):
        why = _why_outdated(row, live=live, live_fingerprint=live_fingerprint)
        if (why is None) != (row.outdated_at is None):
            entries.append(_make_entry(row, why=why, at=at))
    append(entries)
    return len(entries)


def _why_outdated(row: HeldItem, *, live: PublishedItem | None, live_fingerprint: str) -> OutdatedWhy | None:
    if live is None:
        return OutdatedWhy.WITHDRAWN
    if live.ref.sha256 != row.sha256:
        return OutdatedWhy.CHANGED
    if row.text_sha256 and row.text_sha256 != live_fingerprint:
        return OutdatedWhy.FACT
    return None


def _make_entry(row: HeldItem, *, why: OutdatedWhy | None, at: datetime) -> NewEvent:
    actions = {None: Action.RESTORED, OutdatedWhy.WITHDRAWN: Action.WITHDRAWN}
    return NewEvent(
        action=actions.get(why, Action.SUPERSEDED),
        at=at,
        by_key=SYSTEM,
        organisation_key=row.organisation_key,
        item=ref_of(row),
        edition=row.edition_key,
        data={"why": why.value if why else "", "title": row.title},
    )


def ref_of(row: HeldItem) -> ItemRef:
    return ItemRef(kind=row.kind, key=row.key, language=row.language, revision=row.revision, sha256=row.sha256)


def mark_all_outdated(*, at: datetime) -> int:
    """Do ``mark_outdated`` for every item that somebody has: mends what a lost signal left; run by the clock."""
    items = HeldItem.objects.standing().values_list("kind", "key", "language").distinct()
    return sum(mark_outdated(kind=kind, key=key, language=language, at=at) for kind, key, language in list(items))
