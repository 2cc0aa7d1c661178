"""Readings of recalls: those under way, and those that not everybody has answered in time."""

from collections.abc import Iterator
from datetime import datetime

from cms.monitoring.readings import Reading
from outreach.recalls.models import Recall


def read_recalls(at: datetime) -> Iterator[Reading]:
    under_way = Recall.objects.under_way()
    overdue = under_way.filter(deadline__lt=at)
    yield Reading("outreach_recalls_open", "Recalls that aren't closed.", under_way.count())
    yield Reading("outreach_recalls_overdue", "Recalls that aren't closed after their deadline.", overdue.count())
