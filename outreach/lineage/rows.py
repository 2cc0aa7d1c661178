"""All rows of a page of a lineage, read in a fixed number of queries."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from cms.published import ApprovalRecord, find_behind_source, get_approvals
from cms.users.models import User
from outreach.holdings.models import Delivery, HeldItem, UseReport
from outreach.links.drain import drain_spool
from outreach.links.models import Link
from outreach.organisations.members import get_names
from outreach.posters.models import LoopPart, Poster
from outreach.recalls.models import Recall

PAGE_SIZE = 50
"""So many posters, links without poster, holdings and recalls are on a page: an item may have thousands of each."""


@dataclass(frozen=True)
class LineageRows:
    """The rows; ``page`` has the number of the page and of all pages."""

    page: Page[int]
    approvals: list[ApprovalRecord]
    posters: list[Poster]
    loops: list[LoopPart]
    links: dict[str, Any]
    unprinted: list[Any]
    held: list[HeldItem]
    deliveries: dict[tuple[UUID, str], Delivery]
    uses: list[UseReport]
    recalls: list[Recall]
    names: dict[UUID, str]
    people: dict[int, User]
    behind: frozenset[str]


def read_lineage(*, kind: str, key: str, number: str | int | None = 1) -> LineageRows:
    """Return a page of the lineage; a number out of range is that of the nearest page."""
    drain_spool()
    lists: dict[str, QuerySet[Any]] = {
        "posters": Poster.objects.of_item(kind=kind, key=key).select_related("file").order_by("pk"),
        "unprinted": _count_people(Link.objects.of_item(kind=kind, key=key).filter(posters__isnull=True)),
        "held": HeldItem.objects.of_item(kind=kind, key=key).order_by("pk"),
        "recalls": Recall.objects.in_earnest().filter(kind=kind, key=key).order_by("sent_at", "pk"),
    }
    page = Paginator(range(max(rows.count() for rows in lists.values())), PAGE_SIZE).get_page(number)
    start = (page.number - 1) * PAGE_SIZE
    found = {name: list(rows[start : start + PAGE_SIZE]) for name, rows in lists.items()}
    approvals = list(get_approvals(kind=kind, key=key))
    codes = [poster.link_id for poster in found["posters"]]
    editions = {row.edition_key for row in found["held"]}
    holders = {row.organisation_key for row in found["held"]}
    return LineageRows(
        page=page,
        **found,
        approvals=approvals,
        loops=list(LoopPart.objects.filter(poster__in=found["posters"]).select_related("loop").order_by("loop", "pk")),
        links={link.code: link for link in _count_people(Link.objects.filter(pk__in=codes))},
        deliveries={
            (row.organisation_key, row.edition_key): row for row in Delivery.objects.filter(edition_key__in=editions)
        },
        uses=list(_find_uses(kind=kind, key=key, editions=editions, holders=holders)),
        names=get_names(holders | {row.organisation_key for row in found["posters"] if row.organisation_key}),
        people=User.objects.in_bulk({p for a in approvals for p in (a.submitted_by_id, a.approved_by_id)}),
        behind=find_behind_source(approval.ref for approval in approvals),
    )


def _count_people(links: QuerySet[Link]) -> QuerySet[Any]:
    counted: QuerySet[Any] = links.annotate(people=Count("scans", filter=Q(scans__is_robot=False)))
    return counted.order_by("created_at", "code")


def _find_uses(*, kind: str, key: str, editions: set[str], holders: set[UUID]) -> QuerySet[UseReport]:
    uses = UseReport.objects.current().filter(Q(kind=kind, key=key) | Q(edition_key__in=editions - {""}))
    return uses.filter(organisation__key__in=holders).select_related("organisation").order_by("reported_at", "pk")
