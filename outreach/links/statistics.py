"""Scans counted, for whoever shows or reports them. Each function first brings in what this machine has answered."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from outreach.links.drain import drain_spool
from outreach.links.models import Link, Scan, ScanQuerySet


@dataclass(frozen=True)
class LinkCount:
    """How often one link was scanned in a period, by people and by robots."""

    code: str
    item_kind: str
    item_key: str
    language: str
    organisation_key: uuid.UUID | None
    placement: str
    people: int
    robots: int


def get_scans(*, since: datetime, until: datetime) -> ScanQuerySet:
    """Return the scans of a period, robots' included, to filter on: the rows behind every number here."""
    drain_spool()
    return Scan.objects.between(since, until)


def count_scans(
    *,
    since: datetime,
    until: datetime,
    item_kind: str = "",
    item_key: str = "",
    organisation_key: uuid.UUID | None = None,
    placement: str = "",
) -> int:
    """Count people's scans of a period, of all links or of those of one item, organisation or placement."""
    scans = get_scans(since=since, until=until).by_people()
    if item_key:
        scans = scans.of_item(kind=item_kind, key=item_key)
    if organisation_key is not None:
        scans = scans.of_organisation(organisation_key)
    if placement:
        scans = scans.of_placement(placement)
    return scans.count()


def count_by_link(*, since: datetime, until: datetime) -> list[LinkCount]:
    """Return every link with its scans of the period, the most scanned first, those never scanned last."""
    drain_spool()
    in_period = Q(scans__minute__gte=since, scans__minute__lt=until)
    fields = ("code", "item_kind", "item_key", "language", "organisation_key", "placement")
    rows = Link.objects.values(
        *fields,
        people=Count("scans", filter=in_period & Q(scans__is_robot=False)),
        robots=Count("scans", filter=in_period & Q(scans__is_robot=True)),
    )
    return [LinkCount(**row) for row in rows.order_by("-people", "code")]
