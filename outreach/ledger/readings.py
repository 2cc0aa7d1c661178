"""Readings of the ledger: how old the newest checkpoint is, and how many events have none."""

from collections.abc import Iterator
from datetime import datetime

from cms.monitoring.readings import Reading
from outreach.ledger.ledger import get_head
from outreach.ledger.models import Checkpoint


def read_ledger(at: datetime) -> Iterator[Reading]:
    newest = Checkpoint.objects.order_by("-size").first()
    signed = newest.size if newest else 0
    yield Reading("outreach_events_unsigned", "Events after the newest checkpoint.", get_head().seq - signed)
    if newest:
        age = (at - newest.made_at).total_seconds()
        yield Reading("outreach_checkpoint_age_seconds", "Seconds since the newest checkpoint.", age)
