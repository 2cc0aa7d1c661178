"""Destinations of corrected codes, compared with the events about the corrections."""

from collections.abc import Iterator, Mapping
from typing import Any

from outreach.ledger.actions import Action
from outreach.ledger.derivations import compare
from outreach.ledger.findings import FindingKind, LedgerFinding
from outreach.links.models import Link


class DestinationsReplay:
    """The last item to which each corrected code was led, as the events tell it."""

    actions = frozenset({Action.LED_ELSEWHERE})

    def __init__(self) -> None:
        self.destinations: dict[str, tuple[str, str]] = {}

    def add(self, content: Mapping[str, Any]) -> None:
        self.destinations[content["link_code"]] = (content["item_kind"], content["item_key"])

    def find_differences(self) -> Iterator[LedgerFinding]:
        corrected = Link.objects.exclude(destination_kind="", destination_key="").order_by("pk")
        rows = {code: tuple(item) for code, *item in corrected.values_list("pk", "destination_kind", "destination_key")}
        for code in compare(self.destinations, rows):
            yield LedgerFinding(FindingKind.DESTINATION_DIFFERS, {"name": code})
