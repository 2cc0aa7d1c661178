"""Examination of the ledger: its triggers, and whether its newest events are signed."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from cms.installation.diagnosis import Diagnosis, describe_age, judge
from outreach.ledger.models import Checkpoint, LedgerEvent
from outreach.ledger.triggers import find_missing

LATEST = timedelta(hours=2)


def examine_checkpoints(at: datetime) -> Iterator[Diagnosis]:
    missing = find_missing()
    yield judge(
        "ledger",
        ok="The ledger refuses every change.",
        error=f"The ledger's triggers are missing: {', '.join(missing)}." if missing else "",
        advice="Run: manage.py setup, then: manage.py verify_ledger",
    )
    newest = Checkpoint.objects.order_by("-size").first()
    unsigned = LedgerEvent.objects.filter(seq__gt=newest.size if newest else 0).order_by("seq").first()
    age = at - unsigned.recorded_at if unsigned else timedelta()
    yield judge(
        "ledger",
        ok="Every event older than two hours is in a signed checkpoint.",
        error=f"An event has waited {describe_age(age.total_seconds())} for a checkpoint." if age > LATEST else "",
        advice="See that the scheduler runs, then: manage.py verify_ledger",
    )
