"""Items that organisations hold: compared with what is public now; differences are recorded in the ledger."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.db.models import Max, QuerySet

from cms.published import (
    GetItem,
    ItemRef,
    PublicState,
    PublishedItem,
    find_behind_source,
    get_fact_versions,
    get_published,
    get_text_standings,
    make_version_expression,
)
from outreach.holdings.models import Delivery, HeldItem, HeldItemQuerySet, OutdatedWhy
from outreach.ledger.actions import Action
from outreach.ledger.ledger import SYSTEM, NewEvent, append, lock_head

DAY = timedelta(days=1)
_SEEN = "holdings.mark_all_outdated"
_Name = tuple[str, str, str]
"""Kind, key and language of an item."""
PAGE_PATH = re.compile(r' href="/[^"]*"')


@dataclass(frozen=True)
class _Seen:
    """The state at the last comparison: newest held item with version of the content, facts, and when all was read."""

    newest: tuple[int, Any]
    facts: Mapping[str, int]
    all_at: datetime


def fingerprint(item: PublishedItem) -> str:
    """Return the SHA-256 of the item as it is read: its text with the facts written in, and its contacts.

    Unlike the digest of the approval, it changes with a telephone number of the register. It ignores where links lead:
    a page that goes live elsewhere changes no word of this item. Pictures and films have rights and versions of their
    own, which the rule of availability compares file by file.
    """
    words = {
        "title": item.title,
        "summary": item.summary,
        "text": [{**asdict(block), "html": PAGE_PATH.sub("", block.html)} for block in item.text],
        "poster": asdict(item.poster_wording) if item.poster_wording else None,
        "contacts": [contact.get_line() for contact in item.contacts],
        "subtitles": [file.sha256 for file in item.files if file.role == "subtitles"],
    }
    if item.corrections:  # an item without any keeps the fingerprint that it had before there were corrections
        words["corrections"] = [asdict(each) for each in item.corrections]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


def list_invalid_items(organisation_key: UUID) -> HeldItemQuerySet:
    """Return the items that the organisation holds and must not use any more."""
    rows = HeldItem.objects.filter(organisation_key=organisation_key).invalid()
    return rows.order_by("kind", "title", "language", "pk")


def list_valid_items(organisation_key: UUID) -> HeldItemQuerySet:
    """Return the items that the organisation holds and may use."""
    rows = HeldItem.objects.filter(organisation_key=organisation_key).held().valid()
    return rows.order_by("kind", "title", "language", "pk")


def keep_behind(rows: Iterable[HeldItem]) -> list[HeldItem]:
    """Return those translations that are still valid, but out of date by their source."""
    valid = [row for row in rows if not (row.outdated_at or row.recalled_at or row.removed_at)]
    behind = find_behind_source(ref_of(row) for row in valid)
    return [row for row in valid if row.revision in behind]


def list_deliveries(organisation_key: UUID) -> QuerySet[Delivery]:
    return Delivery.objects.filter(organisation_key=organisation_key).order_by("-offered_at", "-pk")


def mark_outdated(*, kind: str, key: str, language: str, at: datetime, get_item: GetItem | None = None) -> int:
    """Record which held versions of the item differ from what is public, and which are right again.

    One event is appended for each organisation and edition. Return how many. ``get_item`` reads what is public, where
    the caller has read it already.
    """
    rows = HeldItem.objects.of_item(kind=kind, key=key, language=language).active().texts()
    if not rows.exists():
        return 0
    live = get_item() if get_item else get_published(kind=kind, key=key, language=language)
    return _append_changes(rows, live, at=at)


def mark_all_outdated(*, at: datetime) -> int:
    """Compare held items with what is public; the scheduler runs it, in case a process ended before it sent a signal.

    Only what changed since the last call is read: nothing if neither the public content nor what is held is newer; the
    items whose public text isn't the one held, and the newly held; all if a fact of the register changed. All are
    compared once a day.
    """
    active = HeldItem.objects.active().texts()
    newest = active.order_by("-pk").annotate(version=make_version_expression()).values_list("pk", "version").first()
    seen: _Seen | None = cache.get(_SEEN)
    if seen is not None and at - seen.all_at >= DAY:
        seen = None
    if newest is None or (seen is not None and seen.newest == newest):
        return 0
    facts = get_fact_versions()
    if seen is not None and seen.facts != facts:
        seen = None
    names = _find_names(active) if seen is None else _find_suspects(active, after=seen.newest[0])
    count = sum(mark_outdated(kind=kind, key=key, language=language, at=at) for kind, key, language in sorted(names))
    cache.set(_SEEN, _Seen(newest, facts, all_at=at if seen is None else seen.all_at), 2 * DAY.total_seconds())
    return count


def _find_names(rows: HeldItemQuerySet) -> set[_Name]:
    return set(rows.order_by().values_list("kind", "key", "language").distinct())


def _find_suspects(rows: HeldItemQuerySet, *, after: int) -> set[_Name]:
    """Return the items that were newly held, or whose public text says that a row is wrong; in few queries."""
    names = ("kind", "key", "language")
    versions = list(
        rows.order_by().values_list(*names, "sha256", "outdated_why").annotate(last=Max("pk")).order_by(*names)
    )
    standings = get_text_standings({(kind, key) for kind, key, *_rest in versions})
    suspects = set()
    for kind, key, language, sha256, why, last in versions:
        standing = standings.get((kind, key, language))
        public = standing.ref.sha256 if standing and standing.ref and standing.state is PublicState.PUBLIC else ""
        is_same = public == sha256
        if last > after or (is_same and why not in {"", OutdatedWhy.FACT}) or not (is_same or why):
            suspects.add((kind, key, language))
    return suspects


@transaction.atomic
def _append_changes(rows: HeldItemQuerySet, live: PublishedItem | None, *, at: datetime) -> int:
    live_fingerprint = fingerprint(live) if live else ""
    lock_head()
    events = []
    for row in rows.order_by("pk"):
        why = _find_difference(row, live=live, live_fingerprint=live_fingerprint)
        if (why is None) != (row.outdated_at is None):
            events.append(_make_event(row, why=why, at=at))
    append(events)
    return len(events)


def _find_difference(row: HeldItem, *, live: PublishedItem | None, live_fingerprint: str) -> OutdatedWhy | None:
    if live is None:
        return OutdatedWhy.WITHDRAWN
    if live.ref.sha256 != row.sha256:
        return OutdatedWhy.CHANGED
    if row.text_sha256 and row.text_sha256 != live_fingerprint:
        return OutdatedWhy.FACT
    return None


def _make_event(row: HeldItem, *, why: OutdatedWhy | None, at: datetime) -> NewEvent:
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
