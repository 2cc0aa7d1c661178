"""Recalls, their recipients and closings compared with the events about them, which hold their digests."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from outreach.ledger.actions import Action
from outreach.ledger.chain import canonical
from outreach.ledger.findings import FindingKind, LedgerFinding
from outreach.recalls.models import Recall, RecallRecipient
from outreach.recalls.targets import TARGET_FIELDS

FIELDS = (*TARGET_FIELDS, "title", "reason", "deadline", "sent_at", "is_rehearsal")
Recipient = tuple[int, str]
"""Key of the recall and of the organisation."""
Answer = tuple[Any, str, bool]
"""When, the digest of the evidence, and whether the desk recorded it."""
NO_ANSWER: Answer = (None, "", False)
ANSWERS = frozenset({Action.RECALL_CONFIRMED, Action.RECALL_ANSWERED_BY_DESK})


def get_digest(recall: Recall) -> str:
    """Return the SHA-256 of all that the recall says; the event about it holds it."""
    return _digest({name: getattr(recall, name) for name in FIELDS})


def get_text_digest(text: str) -> str:
    """Return the SHA-256 of what a person wrote: the evidence of a removal, or why there is none."""
    return hashlib.sha256(text.encode()).hexdigest()


def _digest(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(values).encode()).hexdigest()


class RecallsReplay:
    """Recalls, their recipients, the answers and the closings, as the events tell them."""

    def __init__(self) -> None:
        self.recalls: dict[int, tuple[str, Any]] = {}
        self.answers: dict[Recipient, Answer] = {}
        self.reasons: dict[Recipient, str] = {}
        self.people: dict[tuple[Any, ...], str] = {}

    def add(self, content: Mapping[str, Any]) -> None:
        action, data = content["action"], content["data"]
        recipient = (data.get("recall", 0), str(content["organisation_key"]))
        if action == Action.RECALL_SENT:
            self.recalls[data["recall"]] = (data["recall_sha256"], None)
            self.people["sent", data["recall"]] = content["by_key"]
        elif action == Action.RECALL_ADDRESSED:
            self.answers[recipient] = NO_ANSWER
        elif action in ANSWERS:
            by_desk = action == Action.RECALL_ANSWERED_BY_DESK
            self.answers[recipient] = (content["occurred_at"], data["evidence_sha256"], by_desk)
            self.people[recipient] = content["by_key"]
        elif action == Action.RECALL_CLOSED:
            said = self.recalls.get(data["recall"], ("", None))[0]
            self.recalls[data["recall"]] = (said, content["occurred_at"])
            self.people["closed", data["recall"]] = content["by_key"]
            self.reasons |= {(data["recall"], key): digest for key, digest in data["unanswered"].items()}

    def find_differences(self) -> Iterator[LedgerFinding]:
        recalls = {row.pk: (get_digest(row), row.closed_at) for row in Recall.objects.order_by("pk").iterator()}
        people = {name[1] for name in self._find_other_people(_read_people())}
        for pk in dict.fromkeys([*_differ(self.recalls, recalls), *sorted(people)]):
            yield LedgerFinding(FindingKind.RECALL_DIFFERS, {"name": str(pk)})
        derived = {name: (answer, self.reasons.get(name, "")) for name, answer in self.answers.items()}
        others = self._find_other_people(_read_answerers())
        for pk, organisation in dict.fromkeys([*_differ(derived, _read_answers()), *others]):
            yield LedgerFinding(FindingKind.RECIPIENT_DIFFERS, {"name": f"{pk} {organisation}"})

    def _find_other_people(self, rows: Mapping[Any, int | None]) -> list[Any]:
        """Return the names of rows with another person than the event has; an account may have been deleted."""
        return [name for name, user in rows.items() if user and self.people.get(name) != f"user:{user}"]


def _read_people() -> dict[Any, int | None]:
    rows = list(Recall.objects.order_by("pk").values_list("pk", "sent_by_id", "closed_by_id"))
    sent, closed = {("sent", pk): by for pk, by, _by in rows}, {("closed", pk): by for pk, _by, by in rows}
    return {**sent, **closed}


def _read_answerers() -> dict[Any, int | None]:
    rows = RecallRecipient.objects.order_by("pk").values_list("recall_id", "organisation__key", "confirmed_by_id")
    return {(recall, str(organisation)): by for recall, organisation, by in rows}


def _read_answers() -> dict[Recipient, tuple[Answer, str]]:
    names = ("recall_id", "organisation__key", "confirmed_at", "evidence", "is_answered_by_desk", "unanswered_reason")
    rows = RecallRecipient.objects.order_by("pk").values_list(*names)
    return {
        (recall, str(organisation)): (
            (confirmed_at, get_text_digest(evidence) if confirmed_at else "", by_desk),
            get_text_digest(reason) if reason else "",
        )
        for recall, organisation, confirmed_at, evidence, by_desk, reason in rows.iterator()
    }


def _differ(derived: Mapping[Any, Any], rows: Mapping[Any, Any]) -> list[Any]:
    names = [*rows, *(name for name in derived if name not in rows)]
    return [name for name in names if name not in derived or name not in rows or derived[name] != rows[name]]
