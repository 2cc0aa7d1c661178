"""Requests for rights compared with the events about them, which hold their digests."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from outreach.acquisition.models import RightsRequest
from outreach.ledger.actions import Action
from outreach.ledger.chain import canonical
from outreach.ledger.findings import FindingKind, LedgerFinding

SAID = ("film_key", "territories", "medium", "note", "state", "answer", "requested_at", "answered_at")


def get_digest(request: RightsRequest) -> str:
    """Return the SHA-256 of all that the request and its answer say."""
    values = {name: getattr(request, name) for name in SAID}
    values |= {"organisation": request.organisation.key}
    values |= {name: str(getattr(request, name)) for name in ("starts_on", "ends_on")}
    return hashlib.sha256(canonical(values).encode()).hexdigest()


class RightsRequestsReplay:
    """The digest of each request as its newest event holds it."""

    actions = frozenset({Action.RIGHTS_REQUESTED, Action.RIGHTS_ANSWERED})

    def __init__(self) -> None:
        self.digests: dict[str, str] = {}

    def add(self, content: Mapping[str, Any]) -> None:
        self.digests[content["data"]["request"]] = content["data"]["request_sha256"]

    def find_differences(self) -> Iterator[LedgerFinding]:
        derived = dict(self.digests)
        for request in RightsRequest.objects.select_related("organisation").order_by("pk").iterator():
            if derived.pop(str(request.key), "") != get_digest(request):
                yield LedgerFinding(FindingKind.RIGHTS_REQUEST_DIFFERS, {"name": str(request.key)})
        for key in derived:
            yield LedgerFinding(FindingKind.RIGHTS_REQUEST_DIFFERS, {"name": key})
