"""Findings of the ledger's inspection. ``verify_ledger`` exits with the number of the first one's kind."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from django.utils.translation import gettext as _


class FindingKind(IntEnum):
    EVENT_ALTERED = 10
    EVENT_MISSING = 11
    EVENT_DISPLACED = 12
    END_CUT_OFF = 13
    EVENT_REWRITTEN = 14
    EVENT_ADDED = 15
    TRIGGERS_MISSING = 20
    CHECKPOINT_CONTRADICTED = 30
    CHECKPOINT_FORGED = 31
    CHECKPOINT_MISSING = 32
    CHECKPOINT_OVERDUE = 33
    CHECKPOINTS_UNREADABLE = 34
    NO_SIGNING_KEY = 35
    DELIVERY_DIFFERS = 40
    HELD_ITEM_DIFFERS = 41
    USE_REPORT_DIFFERS = 42
    RECALL_DIFFERS = 43
    RECIPIENT_DIFFERS = 44
    FETCH_DIFFERS = 45
    NOTICE_DIFFERS = 46
    EMERGENCY_DIFFERS = 47
    POSTER_DIFFERS = 48
    REGISTER_NOTICE_DIFFERS = 49
    SUBTREE_DIFFERS = 50
    EDITION_DIFFERS = 51
    DESTINATION_DIFFERS = 52
    LOOP_DIFFERS = 53
    RIGHTS_REQUEST_DIFFERS = 54


@dataclass(frozen=True)
class LedgerFinding:
    """Something that is wrong with the ledger or with what is derived from it."""

    kind: FindingKind
    detail: dict[str, Any] = field(default_factory=dict)


def describe_finding(finding: LedgerFinding) -> str:
    """Return a sentence in the active language."""
    return _get_sentences()[finding.kind] % finding.detail


def _get_sentences() -> dict[FindingKind, str]:
    return _get_sentences_on_events() | _get_sentences_on_rows()


def _get_sentences_on_events() -> dict[FindingKind, str]:
    return {
        FindingKind.EVENT_MISSING: _("Event %(number)s was removed."),
        FindingKind.EVENT_DISPLACED: _(
            "Event %(number)s doesn't follow the one before it: events were swapped or inserted."
        ),
        FindingKind.EVENT_ALTERED: _("Event %(number)s was altered."),
        FindingKind.END_CUT_OFF: _("The end of the ledger was cut off: event %(number)s is missing."),
        FindingKind.EVENT_REWRITTEN: _(
            "The ledger was rewritten: event %(number)s isn't the one that was noted earlier."
        ),
        FindingKind.EVENT_ADDED: _("Event %(number)s was added past the end of the ledger."),
        FindingKind.TRIGGERS_MISSING: _(
            "The database no longer protects the ledger: its triggers %(names)s are missing. Run manage.py migrate."
        ),
        FindingKind.CHECKPOINT_CONTRADICTED: _(
            "The ledger contradicts the checkpoint of its first %(number)s events: some were altered, removed or "
            "replaced since."
        ),
        FindingKind.CHECKPOINT_FORGED: _("A checkpoint wasn't signed with this ledger's key. Where: %(place)s."),
        FindingKind.CHECKPOINT_MISSING: _("The checkpoint of %(number)s events was removed. Where: %(place)s."),
        FindingKind.CHECKPOINT_OVERDUE: _(
            "Event %(number)s was written more than two hours ago and has no checkpoint. See that the scheduler runs."
        ),
        FindingKind.CHECKPOINTS_UNREADABLE: _(
            "Checkpoints can't be read now, so the ledger wasn't compared with them. Where: %(place)s."
        ),
        FindingKind.NO_SIGNING_KEY: _("There are checkpoints, but the key that signed them can't be read."),
        FindingKind.SUBTREE_DIFFERS: _(
            "What is kept for proofs isn't what the events say, at event %(number)s. Empty the table "
            "ledger_subtree: the next checkpoint fills it again."
        ),
    }


def _get_sentences_on_rows() -> dict[FindingKind, str]:
    return {
        FindingKind.DELIVERY_DIFFERS: _("The delivery of %(name)s isn't what the events say."),
        FindingKind.HELD_ITEM_DIFFERS: _("What is held of %(name)s isn't what the events say."),
        FindingKind.USE_REPORT_DIFFERS: _("The report of use %(name)s isn't what the events say."),
        FindingKind.RECALL_DIFFERS: _("The recall %(name)s isn't what the events say."),
        FindingKind.FETCH_DIFFERS: _(
            "When place %(name)s in a screen's schedule was fetched, or which file, isn't what the events say."
        ),
        FindingKind.NOTICE_DIFFERS: _(
            "When an organisation was told of a text that was taken down isn't what the events say: %(name)s."
        ),
        FindingKind.EMERGENCY_DIFFERS: _(
            "Who withdrew, confirmed or restored everything, when or why, isn't what the events say: withdrawal "
            "%(name)s."
        ),
        FindingKind.POSTER_DIFFERS: _("The released poster %(name)s isn't what the events say."),
        FindingKind.LOOP_DIFFERS: _("The released loop %(name)s isn't what the events say."),
        FindingKind.REGISTER_NOTICE_DIFFERS: _(
            "When an organisation was told of a withdrawn number or contact isn't what the events say: %(name)s."
        ),
        FindingKind.EDITION_DIFFERS: _("The edition %(name)s, or a file in it, isn't what the events say."),
        FindingKind.RIGHTS_REQUEST_DIFFERS: _("The request for rights %(name)s isn't what the events say."),
        FindingKind.DESTINATION_DIFFERS: _("Where the code %(name)s points isn't what the events say."),
        FindingKind.RECIPIENT_DIFFERS: _("The answer of an organisation to recall %(name)s isn't what the events say."),
    }
