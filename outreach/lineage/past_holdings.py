"""What an organisation held at the end of a day in the past, from the ledger's events until then."""

from datetime import date, datetime, time, timedelta, tzinfo
from uuid import UUID

from outreach.holdings.models import HeldItem
from outreach.holdings.replay import HoldingsReplay
from outreach.ledger.ledger import CONTENT_FIELDS
from outreach.ledger.models import LedgerEvent


def list_held_on(*, organisation_key: UUID, day: date, zone: tzinfo) -> list[HeldItem]:
    """Return what the organisation held when the day ended, each as it was then, by title. The rows aren't saved."""
    end = datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)
    events = LedgerEvent.objects.filter(organisation_key=organisation_key, occurred_at__lt=end).order_by("seq")
    replay = HoldingsReplay()
    for content in events.values(*CONTENT_FIELDS).iterator(chunk_size=2000):
        replay.add(content)
    rows = [
        HeldItem(organisation_key=name[0], edition_key=name[1], **row)
        for name, row in replay.get_items().items()
        if row["held_at"] is not None and row["removed_at"] is None
    ]
    return sorted(rows, key=lambda row: (row.title, row.language, row.edition_key, row.sha256))
