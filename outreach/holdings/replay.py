"""Deliveries and held items derived from events in memory.

``deliveries.apply`` does so for each new event, from the rows that it concerns. The inspection derives everything from
all events and compares it with the rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Model

from outreach.holdings.models import Delivery, HeldItem, OutdatedWhy
from outreach.ledger.actions import Action
from outreach.ledger.findings import FindingKind, LedgerFinding

STEPS: dict[str, str] = {
    Action.OFFERED: "offered_at",
    Action.OPENED: "opened_at",
    Action.DOWNLOADED: "downloaded_at",
    Action.ACKNOWLEDGED: "acknowledged_at",
    Action.USED: "used_at",
    Action.SUPERSEDED: "superseded_at",
    Action.WITHDRAWN: "superseded_at",
    Action.POSTER_ENDED: "superseded_at",
    Action.EXPIRED: "superseded_at",
    Action.RECALLED: "recalled_at",
    Action.REMOVED: "removed_at",
}
CONCERNED = frozenset({*STEPS, Action.RESTORED, Action.NO_LONGER_RECALLED})
"""The actions that make or change deliveries and held items."""
FETCHED = frozenset({Action.DOWNLOADED, Action.ACKNOWLEDGED, Action.USED})
OF_WHOLE = frozenset({Action.RECALLED, Action.REMOVED})
"""An edition is recalled or removed by an event about it alone: one about an item in it is about that part."""
ITEM_FIELDS = ("kind", "key", "language", "revision", "sha256", "text_sha256", "title")
_MARKS = {
    Action.RECALLED: "recalled_at",
    Action.POSTER_ENDED: "poster_ended_at",
    Action.EXPIRED: "expired_at",
    Action.REMOVED: "removed_at",
}
TIMES = ("held_at", "outdated_at", "poster_ended_at", "expired_at", "recalled_at", "removed_at")
_NAMES = ("kind", "key", "language", "sha256")
Row = dict[str, Any]
Place = tuple[UUID, str]
"""Organisation and edition; the edition is empty for an item alone."""
ItemName = tuple[Any, ...]
"""The place, and the kind, key, language and digest of the item."""


class HoldingsReplay:
    """Deliveries and held items as the events make them. Events are added in the order of the ledger.

    It begins with nothing, or with what earlier events have made: rows, and the editions that have a newer one.
    """

    actions = CONCERNED

    def __init__(
        self,
        deliveries: Iterable[tuple[Place, Row]] = (),
        items: Iterable[tuple[ItemName, Row]] = (),
        superseded: Iterable[str] = (),
    ) -> None:
        self.deliveries = dict(deliveries)
        self.items: dict[Place, dict[tuple[str, ...], Row]] = defaultdict(dict)
        for name, row in items:
            self.put(name, row)
        self._superseded = set(superseded)

    def put(self, name: ItemName, row: Row) -> None:
        """Add a held item that earlier events have made; later ones change it in place."""
        self.items[name[0], name[1]][name[2:]] = row

    def add(self, content: Mapping[str, Any]) -> None:
        action = content["action"]
        if content["organisation_key"] is None:
            return
        if action == Action.RESTORED:
            self._restore(content)
        if action == Action.NO_LONGER_RECALLED:
            self._lift(content)
        if action not in STEPS or content["data"].get("part"):
            return
        if content["edition_key"] and not (action in OF_WHOLE and content["item_key"]):
            self._step(content)
        if action == Action.OFFERED:
            self._offer(content)
        elif action in FETCHED:
            self._hold(content)
        elif action != Action.OPENED:
            self._end(content)

    def _step(self, content: Mapping[str, Any]) -> None:
        data = content["data"]
        row = self.deliveries.setdefault(
            _get_place(content),
            {"title": data.get("title", "")[:200], "number": data.get("number", 0)} | dict.fromkeys(STEPS.values()),
        )
        step = STEPS[content["action"]]
        row[step] = row[step] or content["occurred_at"]
        if content["action"] == Action.DOWNLOADED:
            row["removed_at"] = None
        if content["action"] == Action.SUPERSEDED and not content["item_key"]:
            self._superseded.add(content["edition_key"])

    def _offer(self, content: Mapping[str, Any]) -> None:
        rows = self.items[_get_place(content)]
        for item in content["data"].get("items", []):
            values = {name: str(item.get(name, ""))[:255] for name in ITEM_FIELDS}
            rows.setdefault(tuple(values[name] for name in _NAMES), _make_row(content, values))

    def _get_or_insert(self, content: Mapping[str, Any]) -> Row:
        """Return the row of an item alone; it is made with the first event about it."""
        rows = self.items[_get_place(content)]
        name = tuple([content[f"item_{field}"] for field in _NAMES])
        row = rows.get(name)
        if row is None:
            data = content["data"]
            values = dict(zip(_NAMES, name, strict=True)) | {"revision": content["item_revision"]}
            values |= {"text_sha256": data.get("text_sha256", ""), "title": data.get("title", "")[:255]}
            row = rows[name] = _make_row(content, values)
        return row

    def _hold(self, content: Mapping[str, Any]) -> None:
        if content["edition_key"]:
            found = list(self._find(content, sha256=content["item_sha256"]))
        elif content["item_key"]:
            found = [self._get_or_insert(content)]
        else:
            found = []
        for row in found:
            if row["removed_at"] and content["action"] == Action.DOWNLOADED:
                row.update(removed_at=None, held_at=None)  # fetched again: it is held since then
            row["held_at"] = row["held_at"] or content["occurred_at"]

    def _end(self, content: Mapping[str, Any]) -> None:
        action = content["action"]
        if action in {Action.SUPERSEDED, Action.WITHDRAWN} and not content["item_key"]:
            return
        for row in self._find(content, sha256=content["item_sha256"] or None):
            if action in _MARKS:
                row[_MARKS[action]] = row[_MARKS[action]] or content["occurred_at"]
            else:
                is_withdrawn = action == Action.WITHDRAWN
                why = OutdatedWhy.WITHDRAWN if is_withdrawn else content["data"].get("why", OutdatedWhy.CHANGED)
                row.update(outdated_at=content["occurred_at"], outdated_why=str(why))

    def _restore(self, content: Mapping[str, Any]) -> None:
        data = content["data"]
        right: Row = {"outdated_at": None, "outdated_why": ""}
        if data.get("path"):
            right = {"expired_at": None} if data.get("rights") else {"poster_ended_at": None}
        for row in self._find(content, sha256=content["item_sha256"]):
            row.update(right)
        place, edition = _get_place(content), content["edition_key"]
        if not edition or edition in self._superseded:
            return
        reasons = ("outdated_at", "poster_ended_at", "expired_at")
        if any(row[name] for row in self.items[place].values() for name in reasons):
            return
        if place in self.deliveries:
            self.deliveries[place]["superseded_at"] = None

    def _lift(self, content: Mapping[str, Any]) -> None:
        """End the recall of an item, or of an edition: its items, of which others may be recalled, by their own."""
        if content["item_key"]:
            for row in self._find(content, sha256=content["item_sha256"]):
                row["recalled_at"] = None
        elif delivery := self.deliveries.get(_get_place(content)):
            delivery["recalled_at"] = None

    def _find(self, content: Mapping[str, Any], *, sha256: str | None) -> Iterator[Row]:
        """Yield the held items that the event is about: all of the edition if it names none."""
        for row in self.items[_get_place(content)].values():
            if not content["item_key"] or (
                (row["kind"], row["key"]) == (content["item_kind"], content["item_key"])
                and content["item_language"] in {"", row["language"]}
                and sha256 in {None, row["sha256"]}
            ):
                yield row

    def get_items(self) -> dict[ItemName, Row]:
        return {(*place, *name): row for place, rows in self.items.items() for name, row in rows.items()}

    def find_differences(self) -> Iterator[LedgerFinding]:
        for kind, derived, rows in (
            (FindingKind.DELIVERY_DIFFERS, self.deliveries, name_deliveries(_stream(Delivery, DELIVERY_COLUMNS))),
            (FindingKind.HELD_ITEM_DIFFERS, self.get_items(), name_items(_stream(HeldItem, ITEM_COLUMNS))),
        ):
            yield from _compare(kind, derived, rows)


def _make_row(content: Mapping[str, Any], values: Row) -> Row:
    return {**values, "offered_at": content["occurred_at"], "outdated_why": "", **dict.fromkeys(TIMES)}


def _get_place(content: Mapping[str, Any]) -> Place:
    return content["organisation_key"], content["edition_key"]


DELIVERY_COLUMNS = ("organisation_key", "edition_key", "title", "number", *dict.fromkeys(STEPS.values()))
ITEM_COLUMNS = ("organisation_key", "edition_key", *ITEM_FIELDS, "offered_at", "outdated_why", *TIMES)
_IDENTITY = tuple(ITEM_COLUMNS.index(name) for name in _NAMES)


def name_deliveries(values: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Place, Row]]:
    """Yield the deliveries with their places, from values of ``DELIVERY_COLUMNS``."""
    for row in values:
        yield (row[0], row[1]), dict(zip(DELIVERY_COLUMNS[2:], row[2:], strict=True))


def name_items(values: Iterable[tuple[Any, ...]]) -> Iterator[tuple[ItemName, Row]]:
    """Yield the held items with their names, from values of ``ITEM_COLUMNS``."""
    for row in values:
        name = (row[0], row[1], *[row[at] for at in _IDENTITY])
        yield name, dict(zip(ITEM_COLUMNS[2:], row[2:], strict=True))


def _stream(model: type[Model], columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    return model._default_manager.order_by("pk").values_list(*columns).iterator(chunk_size=5000)


def _compare(kind: FindingKind, derived: Mapping[Any, Row], rows: Iterable[tuple[Any, Row]]) -> Iterator[LedgerFinding]:
    seen = set()
    for name, row in rows:
        seen.add(name)
        if derived.get(name) != row:
            yield LedgerFinding(kind, {"name": _describe(name)})
    for name in derived:
        if name not in seen:
            yield LedgerFinding(kind, {"name": _describe(name)})


def _describe(name: Iterable[Any]) -> str:
    return " ".join(str(part) for part in name if part)
