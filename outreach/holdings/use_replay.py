"""Reports of use compared with the events about them, which hold their digests."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from outreach.holdings.models import UseKind, UseReport
from outreach.ledger.actions import Action
from outreach.ledger.chain import canonical
from outreach.ledger.derivations import find_other_people
from outreach.ledger.findings import FindingKind, LedgerFinding

SAID = (
    "edition_key",
    "kind",
    "key",
    "language",
    "link_code",
    "place",
    "starts_on",
    "ends_on",
    "audience",
    "evidence",
    "use_kind",
    "air_time",
    "copies",
    "address",
    "photo_sha256",
)
"""What a report says: two with the same of it are one."""
ADDED = {"use_kind": UseKind.SHOWN.value, "air_time": None, "copies": None, "address": "", "photo_sha256": ""}
"""What reports have said only since there are kinds of use. A report without it keeps the digest that it had before."""


def get_digest(report: UseReport) -> str:
    """Return the SHA-256 of all that the report says, its evidence included."""
    values = {name: getattr(report, name) for name in (*SAID, "reported_at", "corrects_id")}
    values = {name: value for name, value in values.items() if name not in ADDED or value != ADDED[name]}
    values |= {"organisation": report.organisation.key}
    if report.air_time is not None:
        values["air_time"] = report.air_time.isoformat()
    values |= {name: str(values[name]) for name in ("starts_on", "ends_on")}
    return hashlib.sha256(canonical(values).encode()).hexdigest()


class UsesReplay:
    """The digests of the reports of use and who reported, as the events hold them."""

    actions = frozenset({Action.USED, Action.USE_CORRECTED})

    def __init__(self) -> None:
        self.reports: dict[int, str] = {}
        self.people: dict[int, str] = {}

    def add(self, content: Mapping[str, Any]) -> None:
        if "use_report" in content["data"]:
            self.reports[content["data"]["use_report"]] = content["data"]["report_sha256"]
            self.people[content["data"]["use_report"]] = content["by_key"]

    def find_differences(self) -> Iterator[LedgerFinding]:
        derived = dict(self.reports)
        others = set(find_other_people(self.people, dict(UseReport.objects.values_list("pk", "reported_by_id"))))
        for report in UseReport.objects.select_related("organisation").order_by("pk").iterator():
            if derived.pop(report.pk, "") != get_digest(report) or report.pk in others:
                yield LedgerFinding(FindingKind.USE_REPORT_DIFFERS, {"name": str(report.pk)})
        for pk in derived:
            yield LedgerFinding(FindingKind.USE_REPORT_DIFFERS, {"name": str(pk)})
