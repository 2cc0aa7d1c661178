"""The release of a loop as an event, and released loops compared with the events about them."""

from collections.abc import Iterator, Mapping
from typing import Any

from cms.users.models import User
from outreach.ledger.actions import Action
from outreach.ledger.derivations import compare
from outreach.ledger.findings import FindingKind, LedgerFinding
from outreach.ledger.ledger import NewEvent
from outreach.posters.loops import list_parts
from outreach.posters.models import Loop
from outreach.posters.outgoing import get_item_ref


def make_loop_event(loop: Loop) -> NewEvent:
    """Return the event of a loop that was released: its posters in turn, of which the first names the item."""
    if loop.released_at is None:
        raise ValueError(f"The loop {loop.key} wasn't released.")
    posters = list_parts(loop)
    return NewEvent(
        action=Action.LOOP_RELEASED,
        at=loop.released_at,
        by_key=User(pk=loop.requested_by_id).key,
        organisation_key=loop.organisation_key,
        item=get_item_ref(posters[0]),
        data={
            "loop": str(loop.key),
            "format": loop.format_code,
            "posters": [str(poster.key) for poster in posters],
            "files": sorted(loop.files.values_list("sha256", flat=True)),
        },
    )


class LoopsReplay:
    """Released loops with their posters, films, time, format and organisation, as the events tell them."""

    actions = frozenset({Action.LOOP_RELEASED})

    def __init__(self) -> None:
        self.released: dict[str, tuple[Any, ...]] = {}

    def add(self, content: Mapping[str, Any]) -> None:
        data = content["data"]
        said = (content["by_key"], content["occurred_at"], content["organisation_key"], data["format"])
        self.released[data["loop"]] = (*said, tuple(data["posters"]), tuple(data["files"]))

    def find_differences(self) -> Iterator[LedgerFinding]:
        loops = Loop.objects.filter(released_at__isnull=False).order_by("pk")
        found = {str(loop.key): _describe(loop) for loop in loops.prefetch_related("parts__poster", "files")}
        for key in compare(self.released, found):
            yield LedgerFinding(FindingKind.LOOP_DIFFERS, {"name": key})


def _describe(loop: Loop) -> tuple[Any, ...]:
    parts = sorted(loop.parts.all(), key=lambda part: part.position)
    return (
        User(pk=loop.requested_by_id).key,
        loop.released_at,
        loop.organisation_key,
        loop.format_code,
        tuple(str(part.poster.key) for part in parts),
        tuple(sorted(file.sha256 for file in loop.files.all())),
    )
