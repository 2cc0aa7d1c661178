"""Results of a verification as sentences for people."""

from django.utils.translation import gettext as _

from outreach.ledger.chain import ChainFault, Verification


def describe(outcome: Verification) -> str:
    """Return a sentence in the active language: the ledger is intact, or which event is wrong and why."""
    if outcome.fault is None:
        return _("The ledger is intact: %(count)s events were verified.") % {"count": outcome.checked}
    return _get_sentences()[outcome.fault] % {"number": outcome.first_bad_seq}


def _get_sentences() -> dict[ChainFault, str]:
    return {
        ChainFault.MISSING: _("Event %(number)s was removed."),
        ChainFault.DISPLACED: _("Event %(number)s doesn't follow the one before it: events were swapped or inserted."),
        ChainFault.ALTERED: _("Event %(number)s was altered."),
        ChainFault.CUT_OFF: _("The end of the ledger was cut off: event %(number)s is missing."),
        ChainFault.REWRITTEN: _("The ledger was rewritten: event %(number)s isn't the one that was noted earlier."),
        ChainFault.ADDED: _("Event %(number)s was added past the end of the ledger."),
    }
