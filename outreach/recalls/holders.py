"""Items held by organisations that a recall reaches."""

from dataclasses import dataclass
from datetime import datetime

from outreach.holdings.models import HeldItem
from outreach.recalls.reach import find_reach
from outreach.recalls.targets import RecallTarget

_Name = tuple[object, ...]


@dataclass(frozen=True)
class HeldTarget:
    """A held item that a recall reaches: the whole of it, or only a poster or picture in it."""

    row: HeldItem
    is_whole: bool = True


def find_held(target: RecallTarget, *, at: datetime) -> list[HeldTarget]:
    """Return the items offered to organisations that a recall sent at that moment reaches; none that they removed."""
    rows = HeldItem.objects.filter(removed_at__isnull=True, offered_at__lte=at)
    if target.edition_key:
        return [HeldTarget(row) for row in rows.filter(edition_key=target.edition_key).order_by("pk")]
    if target.is_item:
        found = rows.of_item(kind=target.kind, key=target.key, language=target.language)
        return [HeldTarget(row) for row in found.order_by("pk")]
    return _find_by_reach(target, at=at)


def find_recalled(target: RecallTarget, *, sent_at: datetime) -> list[HeldTarget]:
    """Return what of a sent recall wasn't removed yet. A version that was offered since is no part of it."""
    held = find_held(target, at=sent_at)
    return [entry for entry in held if entry.row.recalled_at is not None or not entry.is_whole]


def _find_by_reach(target: RecallTarget, *, at: datetime) -> list[HeldTarget]:
    wholes: dict[_Name, bool] = {}
    for reached in find_reach(target, at=at):
        if reached.item is not None and reached.organisation_key is not None:
            item = reached.item
            name = (reached.organisation_key, reached.edition_key, item.kind, item.key, item.language, item.sha256)
            wholes[name] = wholes.get(name, False) or reached.is_whole
    rows = HeldItem.objects.filter(key__in={name[3] for name in wholes}, removed_at__isnull=True, offered_at__lte=at)
    named = [(row, _get_name(row)) for row in rows.order_by("pk")]
    return [HeldTarget(row, is_whole=wholes[name]) for row, name in named if name in wholes]


def _get_name(row: HeldItem) -> _Name:
    return row.organisation_key, row.edition_key, row.kind, row.key, row.language, row.sha256
