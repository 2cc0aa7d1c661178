"""Emergency withdrawals compared with the events about them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from cms.published import Decision, EmergencyRecord, list_emergencies
from outreach.ledger.actions import Action
from outreach.ledger.derivations import compare
from outreach.ledger.findings import FindingKind, LedgerFinding


class EmergenciesReplay:
    """Emergency withdrawals, with who decided what, when and why, as the events tell them."""

    actions = frozenset(action for action in Action if action.startswith("emergency."))

    def __init__(self) -> None:
        self.records: dict[int, EmergencyRecord] = {}

    def add(self, content: Mapping[str, Any]) -> None:
        key, reason = content["data"]["emergency"], content["data"].get("reason", "")
        decision = Decision(content["by_key"], content["occurred_at"])
        changes: dict[str, dict[str, Any]] = {
            Action.EMERGENCY_WITHDRAWN: {
                "withdrawn": decision,
                "reason": reason,
                "language": content["data"].get("language", ""),
            },
            Action.EMERGENCY_CONFIRMED: {"confirmed": decision},
            Action.RESTORING_PROPOSED: {"restoring_proposed": decision, "restoration_reason": reason},
            Action.RESTORING_REJECTED: {"restoring_proposed": None, "restoration_reason": ""},
            Action.EMERGENCY_RESTORED: {"restored": decision, "is_in_force": False},
        }
        self.records[key] = replace(self.records.get(key, EmergencyRecord()), **changes[content["action"]])

    def find_differences(self) -> Iterator[LedgerFinding]:
        for key in compare(self.records, list_emergencies()):
            yield LedgerFinding(FindingKind.EMERGENCY_DIFFERS, {"name": str(key)})
