"""Lineage of an item: approvals, translations, posters, links, scans, deliveries, uses and recalls as trees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.published import ApprovalRecord, find_behind_source, get_approvals
from cms.users.models import User
from outreach.holdings.models import Delivery, HeldItem, HeldItemQuerySet, UseReport
from outreach.links.drain import drain_spool
from outreach.links.models import Link
from outreach.organisations.models import Organisation
from outreach.posters.models import Poster
from outreach.recalls.models import Recall
from translations.languages import CODES, SOURCE, get_language_entry


@dataclass(frozen=True)
class LineageNode:
    """A node of the lineage; ``id`` is unique in it, ``state`` is a text such as “valid” or “superseded”."""

    id: str
    kind: str
    label: str
    at: datetime | None = None
    detail: str = ""
    state: str = ""
    url: str = ""
    children: tuple["LineageNode", ...] = ()


@dataclass(frozen=True)
class LineageRows:
    """All rows that a lineage is built from, read in a fixed number of queries."""

    approvals: list[ApprovalRecord]
    posters: list[Poster]
    links: list[Any]
    held: list[HeldItem]
    deliveries: dict[tuple[UUID, str], Delivery]
    uses: list[UseReport]
    recalls: list[Recall]
    names: dict[UUID, str]
    people: dict[int, User]
    behind: frozenset[str]


def list_held(*, kind: str, key: str) -> HeldItemQuerySet:
    """Return what organisations hold or were offered of the item, in the order in which a lineage shows it."""
    return HeldItem.objects.of_item(kind=kind, key=key).order_by("pk")


def trace(*, kind: str, key: str, held: Sequence[HeldItem]) -> tuple[LineageNode, ...]:
    """Return a tree for each approval of the source text, then the links without poster and the recalls.

    A translation is a child of the source text that it was approved against. ``held`` is ``list_held`` or a page of it:
    an item that hundreds of organisations hold has thousands of rows.
    """
    rows = _read(kind=kind, key=key, held=list(held))
    sources = [approval for approval in rows.approvals if approval.ref.language == SOURCE]
    trees = [_approval_node(source, rows, translations=_get_translations(source, rows)) for source in sources]
    printed_codes = {poster.link_id for poster in rows.posters}
    unprinted = [_link_node(link) for link in rows.links if link.code not in printed_codes]
    return (*trees, *unprinted, *(_recall_node(recall) for recall in rows.recalls))


def _get_translations(source: ApprovalRecord, rows: LineageRows) -> list[ApprovalRecord]:
    found = [a for a in rows.approvals if a.ref.language != SOURCE and a.source_sha256 == source.ref.sha256]
    return sorted(found, key=lambda approval: CODES.index(approval.ref.language))


def _read(*, kind: str, key: str, held: list[HeldItem]) -> LineageRows:
    drain_spool()
    approvals = list(get_approvals(kind=kind, key=key))
    people = Count("scans", filter=Q(scans__is_robot=False))
    editions = {row.edition_key for row in held}
    return LineageRows(
        approvals=approvals,
        posters=list(Poster.objects.of_item(kind=kind, key=key).select_related("file").order_by("pk")),
        links=list(Link.objects.of_item(kind=kind, key=key).annotate(people=people).order_by("created_at", "code")),
        held=held,
        deliveries={
            (row.organisation_key, row.edition_key): row for row in Delivery.objects.filter(edition_key__in=editions)
        },
        uses=list(
            UseReport.objects.current()
            .filter(Q(kind=kind, key=key) | Q(edition_key__in=editions - {""}))
            .select_related("organisation")
            .order_by("reported_at", "pk")
        ),
        recalls=list(Recall.objects.in_earnest().filter(kind=kind, key=key).order_by("sent_at", "pk")),
        names=dict(Organisation.objects.values_list("key", "name")),
        behind=find_behind_source(approval.ref for approval in approvals),
        people=User.objects.in_bulk({p for a in approvals for p in (a.submitted_by_id, a.approved_by_id)}),
    )


def _approval_node(
    approval: ApprovalRecord, rows: LineageRows, *, translations: Sequence[ApprovalRecord] = ()
) -> LineageNode:
    revision = approval.ref.revision
    posters = [_poster_node(poster, rows) for poster in rows.posters if poster.item_revision == revision]
    held = [
        _held_node(row, rows) for row in rows.held if row.revision == revision and row.language == approval.ref.language
    ]
    detail = _("Submitted by %(author)s, approved by %(approver)s; digest %(digest)s") % {
        "author": rows.people.get(approval.submitted_by_id),
        "approver": rows.people.get(approval.approved_by_id),
        "digest": approval.ref.sha256[:12],
    }
    return LineageNode(
        f"approval:{revision}",
        "approval",
        f"{get_language_entry(approval.ref.language).autonym}: {approval.title}",
        at=approval.approved_at,
        detail=detail,
        state=_find_state(approval, rows),
        url=approval.dossier_url,
        children=(*posters, *held, *(_approval_node(translation, rows) for translation in translations)),
    )


def _find_state(approval: ApprovalRecord, rows: LineageRows) -> str:
    if approval.withdrawn_at:
        return _("withdrawn")
    if approval.superseded_at:
        return _("superseded")
    return _("out of date") if approval.ref.revision in rows.behind else _("valid")


def _poster_node(poster: Poster, rows: LineageRows) -> LineageNode:
    links = tuple(_link_node(link) for link in rows.links if link.code == poster.link_id)
    return LineageNode(
        f"poster:{poster.key}",
        "poster",
        _("Poster, %(format)s: %(place)s") % {"format": poster.format_code, "place": poster.placement},
        at=poster.released_at,
        detail=rows.names.get(poster.organisation_key, "") if poster.organisation_key else "",
        state=str(poster.get_state_display()),
        url=reverse("poster_detail", args=[poster.key]),
        children=links,
    )


def _link_node(link: Any) -> LineageNode:
    scans = LineageNode(f"scans:{link.code}", "scans", _("Scans, without robots: %(count)s") % {"count": link.people})
    return LineageNode(
        f"link:{link.code}",
        "link",
        _("Code %(code)s") % {"code": link.code},
        at=link.created_at,
        detail=link.placement,
        children=(scans,),
    )


def _held_node(row: HeldItem, rows: LineageRows) -> LineageNode:
    delivery = rows.deliveries.get((row.organisation_key, row.edition_key))
    state = row.invalid_reason or (str(delivery.state.label) if delivery else "")
    uses = [
        _use_node(use)
        for use in rows.uses
        if use.organisation.key == row.organisation_key and use.edition_key in {"", row.edition_key}
    ]
    text = _("Held by %(organisation)s") if row.held_at else _("Offered to %(organisation)s")
    label = text % {"organisation": rows.names.get(row.organisation_key, "")}
    return LineageNode(
        f"held:{row.pk}",
        "held",
        label,
        at=row.held_at or row.offered_at,
        detail=row.edition_key,
        state=state,
        url=reverse("outreach_organisation", args=[row.organisation_key]),
        children=tuple(uses),
    )


def _use_node(use: UseReport) -> LineageNode:
    return LineageNode(
        f"use:{use.pk}",
        "use",
        _("Used: %(place)s") % {"place": use.place},
        at=use.reported_at,
        detail=str(use.organisation),
    )


def _recall_node(recall: Recall) -> LineageNode:
    return LineageNode(
        f"recall:{recall.pk}",
        "recall",
        _("Recalled: %(reason)s") % {"reason": recall.reason},
        at=recall.sent_at,
        detail=recall.language,
        url=reverse("outreach_recall", args=[recall.pk]),
    )
