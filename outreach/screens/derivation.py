"""Files that screens fetched, and when, compared with the events about them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models.functions import Coalesce

from outreach.ledger.actions import Action
from outreach.ledger.derivations import compare
from outreach.ledger.findings import FindingKind, LedgerFinding
from outreach.screens.models import ScreenAssignment


class FetchesReplay:
    """The moments at which scheduled files were fetched, for which screen and which file, as the events tell them."""

    actions = frozenset({Action.DOWNLOADED})

    def __init__(self) -> None:
        self.fetched: dict[int, tuple[datetime, int, str]] = {}

    def add(self, content: Mapping[str, Any]) -> None:
        data = content["data"]
        for assignment in data.get("assignments", ()):
            self.fetched.setdefault(assignment, (content["occurred_at"], data["screen"], data["file"]))

    def find_differences(self) -> Iterator[LedgerFinding]:
        fetched = ScreenAssignment.objects.filter(fetched_at__isnull=False).order_by("pk")
        sha256 = Coalesce("poster_file__sha256", "loop_file__sha256")
        columns = fetched.annotate(sha256=sha256).values_list("pk", "fetched_at", "screen_id", "sha256")
        rows = {pk: tuple(values) for pk, *values in columns}
        for pk in compare(self.fetched, rows):
            yield LedgerFinding(FindingKind.FETCH_DIFFERS, {"name": str(pk)})
