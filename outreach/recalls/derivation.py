"""Recalls, their recipients and closings compared with the events about them, which hold their digests."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from outreach.ledger.actions import Action
from outreach.ledger.chain import canonical
from outreach.ledger.derivations import compare, find_other_people
from outreach.ledger.findings import FindingKind, LedgerFinding
from outreach.recalls.models import Recall, RecallRecipient
from outreach.recalls.targets import TARGET_FIELDS

FIELDS = (*TARGET_FIELDS, "title", "reason", "deadline", "sent_at", "is_rehearsal")
Recipient = tuple[int, str]
"""Key of the recall and of the organisation."""
Row = dict[str, Any]
NEW_RECALL: Row = {
    "sha256": "",
    "addressed_at": None,
    "desk_told_at": None,
    "closed_at": None,
    "lift_reason": "",
    "lift_proposed_at": None,
    "lifted_at": None,
}
"""Of the reason, the digest."""
NEW_RECIPIENT: Row = {
    "confirmed_at": None,
    "evidence": "",
    "is_answered_by_desk": False,
    "unanswered_reason": "",
    "notified_at": None,
    "reminded_at": None,
    "overdue_notice_sent_at": None,
    "lift_notified_at": None,
}
"""Of the evidence and the reason, the digests."""
REACHED = "reached"
"""The outcome of a call by which an organisation was notified."""
MOMENTS = {
    Action.RECALL_HOLDERS_FOUND: "addressed_at",
    Action.RECALL_ESCALATED: "desk_told_at",
    Action.RECALL_CLOSED: "closed_at",
    Action.RECALL_LIFTED: "lifted_at",
}
PEOPLE = {
    "sent": "sent_by_id",
    "closed": "closed_by_id",
    "lift_proposed": "lift_proposed_by_id",
    "lifted": "lifted_by_id",
}
MAILED = frozenset({Action.RECALL_NOTIFIED, Action.RECALL_REMINDED, Action.LIFTING_NOTIFIED})
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

    actions = frozenset(action for action in Action if action.startswith("recall."))

    def __init__(self) -> None:
        self.recalls: dict[int, Row] = {}
        self.recipients: dict[Recipient, Row] = {}
        self.people: dict[tuple[Any, ...], str] = {}

    def add(self, content: Mapping[str, Any]) -> None:
        action, pk = content["action"], content["data"].get("recall")
        if pk is None:
            return
        if action == Action.RECALL_SENT:
            self._get_recall(pk)["sha256"] = content["data"]["recall_sha256"]
            self.people["sent", pk] = content["by_key"]
        elif action in MOMENTS:
            self._get_recall(pk)[MOMENTS[action]] = content["occurred_at"]
            if action == Action.RECALL_CLOSED:
                self._close(pk, content)
            elif action == Action.RECALL_LIFTED:
                self.people["lifted", pk] = content["by_key"]
        elif action == Action.LIFTING_PROPOSED:
            proposal = {"lift_proposed_at": content["occurred_at"], "lift_reason": content["data"]["reason_sha256"]}
            self._get_recall(pk).update(proposal)
            self.people["lift_proposed", pk] = content["by_key"]
        elif action == Action.LIFTING_REJECTED:
            self._get_recall(pk).update({"lift_proposed_at": None, "lift_reason": ""})
            self.people.pop(("lift_proposed", pk), None)
        else:
            self._add_of_recipient((pk, str(content["organisation_key"])), content)

    def _get_recall(self, pk: int) -> Row:
        return self.recalls.setdefault(pk, dict(NEW_RECALL))

    def _get_recipient(self, name: Recipient) -> Row:
        return self.recipients.setdefault(name, dict(NEW_RECIPIENT))

    def _close(self, pk: int, content: Mapping[str, Any]) -> None:
        self.people["closed", pk] = content["by_key"]
        for organisation, digest in content["data"]["unanswered"].items():
            self._get_recipient((pk, organisation))["unanswered_reason"] = digest

    def _add_of_recipient(self, name: Recipient, content: Mapping[str, Any]) -> None:
        action, data, at = content["action"], content["data"], content["occurred_at"]
        row = self._get_recipient(name)
        if action in ANSWERS:
            by_desk = action == Action.RECALL_ANSWERED_BY_DESK
            row |= {"confirmed_at": at, "evidence": data["evidence_sha256"], "is_answered_by_desk": by_desk}
            self.people[name] = content["by_key"]
        elif action in MAILED:
            row[data["mail"]] = row[data["mail"]] or at
        elif action == Action.RECALL_CALLED and data["outcome"] == REACHED:
            told = "lift_notified_at" if data.get("lifting") else "notified_at"
            row[told] = row[told] or at

    def find_differences(self) -> Iterator[LedgerFinding]:
        others = {name[1] for name in find_other_people(self.people, _read_people())}
        for pk in dict.fromkeys([*compare(self.recalls, _read_recalls()), *sorted(others)]):
            yield LedgerFinding(FindingKind.RECALL_DIFFERS, {"name": str(pk)})
        answerers = find_other_people(self.people, _read_answerers())
        for pk, organisation in dict.fromkeys([*compare(self.recipients, _read_recipients()), *answerers]):
            yield LedgerFinding(FindingKind.RECIPIENT_DIFFERS, {"name": f"{pk} {organisation}"})


def _read_recalls() -> dict[int, Row]:
    return {recall.pk: _read_recall(recall) for recall in Recall.objects.order_by("pk").iterator()}


def _read_recall(recall: Recall) -> Row:
    row = {name: getattr(recall, name) for name in NEW_RECALL if name != "sha256"} | {"sha256": get_digest(recall)}
    row["lift_reason"] = get_text_digest(recall.lift_reason) if recall.lift_reason else ""
    return row


def _read_people() -> dict[Any, int | None]:
    rows = Recall.objects.order_by("pk").values_list("pk", *PEOPLE.values())
    return {(what, pk): by for pk, *people in rows for what, by in zip(PEOPLE, people, strict=True)}


def _read_answerers() -> dict[Any, int | None]:
    rows = RecallRecipient.objects.order_by("pk").values_list("recall_id", "organisation__key", "confirmed_by_id")
    return {(recall, str(organisation)): by for recall, organisation, by in rows}


def _read_recipients() -> dict[Recipient, Row]:
    rows = RecallRecipient.objects.order_by("pk").values("recall_id", "organisation__key", *NEW_RECIPIENT)
    found: dict[Recipient, Row] = {}
    for row in rows.iterator():
        name = row.pop("recall_id"), str(row.pop("organisation__key"))
        row["evidence"] = get_text_digest(row["evidence"]) if row["confirmed_at"] else ""
        row["unanswered_reason"] = get_text_digest(row["unanswered_reason"]) if row["unanswered_reason"] else ""
        found[name] = row
    return found
