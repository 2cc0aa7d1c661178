"""Recalls and their recipients compared with the events about them, which hold their digests."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from outreach.ledger.actions import Action
from outreach.ledger.chain import canonical
from outreach.ledger.findings import FindingKind, LedgerFinding
from outreach.recalls.models import Recall, RecallRecipient

FIELDS = (
    "kind",
    "key",
    "language",
    "edition_key",
    "source",
    "fact_key",
    "fact_version",
    "title",
    "reason",
    "deadline",
    "sent_at",
)
Recipient = tuple[int, str]
"""Key of the recall and of the organisation."""


def get_digest(recall: Recall) -> str:
    """Return the SHA-256 of all that the recall says; the event about it holds it."""
    return _digest({name: getattr(recall, name) for name in FIELDS})


def get_evidence_digest(evidence: str) -> str:
    return hashlib.sha256(evidence.encode()).hexdigest()


def _digest(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(values).encode()).hexdigest()


class RecallsReplay:
    """Recalls, their recipients and the answers, as the events tell them."""

    def __init__(self) -> None:
        self.recalls: dict[int, str] = {}
        self.answers: dict[Recipient, tuple[Any, str]] = {}

    def add(self, content: Mapping[str, Any]) -> None:
        data = content["data"]
        if content["action"] == Action.RECALL_SENT:
            self.recalls[data["recall"]] = data["recall_sha256"]
            self.answers |= {(data["recall"], organisation): (None, "") for organisation in data["recipients"]}
        elif content["action"] == Action.RECALL_CONFIRMED:
            answer = (content["occurred_at"], data["evidence_sha256"])
            self.answers[data["recall"], str(content["organisation_key"])] = answer

    def find_differences(self) -> Iterator[LedgerFinding]:
        recalls = {row.pk: get_digest(row) for row in Recall.objects.order_by("pk").iterator()}
        for pk in _differ(self.recalls, recalls):
            yield LedgerFinding(FindingKind.RECALL_DIFFERS, {"name": str(pk)})
        for pk, organisation in _differ(self.answers, _read_answers()):
            yield LedgerFinding(FindingKind.RECIPIENT_DIFFERS, {"name": f"{pk} {organisation}"})


def _read_answers() -> dict[Recipient, tuple[Any, str]]:
    rows = RecallRecipient.objects.order_by("pk").values_list(
        "recall_id", "organisation__key", "confirmed_at", "evidence"
    )
    return {
        (recall, str(organisation)): (confirmed_at, get_evidence_digest(evidence) if confirmed_at else "")
        for recall, organisation, confirmed_at, evidence in rows.iterator()
    }


def _differ(derived: Mapping[Any, Any], rows: Mapping[Any, Any]) -> list[Any]:
    names = [*rows, *(name for name in derived if name not in rows)]
    return [name for name in names if name not in derived or name not in rows or derived[name] != rows[name]]
