"""Items of a kit: those that were chosen by hand, and those that its rule finds when an edition is built."""

from django.utils import timezone

from cms.published import PublishedSummary, list_published
from outreach.kits.models import Kit
from outreach.kits.plan import ItemKey


def has_contents(kit: Kit) -> bool:
    """Return whether anything can be in the kit: an item, or a rule that may find some."""
    return bool(kit.kinds) or kit.items.exists()


def list_items(kit: Kit) -> list[ItemKey]:
    """Return the kit's items: first those chosen, in their order, then those that its rule finds now, oldest first."""
    chosen = [ItemKey(item.kind, item.key) for item in kit.items.order_by("position", "pk")]
    return list(dict.fromkeys([*chosen, *_find(kit)]))


def _find(kit: Kit) -> list[ItemKey]:
    found = [summary for kind in kit.kinds for summary in list_published(kind=kind) if _is_within(kit, summary)]
    found.sort(key=lambda summary: (kit.kinds.index(summary.ref.kind), summary.approved_at, summary.ref.key))
    return [ItemKey(summary.ref.kind, summary.ref.key) for summary in found]


def _is_within(kit: Kit, summary: PublishedSummary) -> bool:
    """Return whether a text was approved in the days of the rule, both included."""
    day = timezone.localdate(summary.approved_at)
    return (kit.approved_from is None or kit.approved_from <= day) and (
        kit.approved_until is None or day <= kit.approved_until
    )
