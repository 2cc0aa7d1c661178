"""Lineage of an item: approvals, translations, posters, links, scans, deliveries, uses and recalls as trees."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.published import ApprovalRecord
from outreach.holdings.models import HeldItem, UseReport
from outreach.lineage.rows import LineageRows
from outreach.posters.models import Loop, Poster
from outreach.recalls.models import Recall
from translations.languages import CODES, SOURCE, get_language_entry

USES_SHOWN = 5
"""So many uses of one holder are shown; the others are on the organisation's page."""


class NodeKind(models.TextChoices):
    APPROVAL = "approval", gettext_lazy("Approved text")
    POSTER = "poster", gettext_lazy("Poster")
    LOOP = "loop", gettext_lazy("Loop")
    LINK = "link", gettext_lazy("Code")
    SCANS = "scans", gettext_lazy("Scans")
    HELD = "held", gettext_lazy("Organisation")
    USE = "use", gettext_lazy("Reported use")
    RECALL = "recall", gettext_lazy("Recall")


@dataclass(frozen=True)
class LineageNode:
    """A node of the lineage; ``id`` is unique in it, ``state`` is a text such as “valid” or “superseded”."""

    id: str
    kind: NodeKind
    label: str
    url: str
    at: datetime | None = None
    detail: str = ""
    state: str = ""
    children: tuple["LineageNode", ...] = ()


def trace(rows: LineageRows) -> tuple[LineageNode, ...]:
    """Return a tree for each approval of the source text, then the links without poster and the recalls.

    A translation is a child of the source text that it was approved against. On the pages after the first, approvals
    from which nothing on the page comes are left out.
    """
    sources = [approval for approval in rows.approvals if approval.ref.language == SOURCE]
    trees = [_approval_node(source, rows, translations=_get_translations(source, rows)) for source in sources]
    if rows.page.number > 1:
        trees = [kept for tree in trees if (kept := _prune(tree)) is not None]
    unprinted = [_link_node(link) for link in rows.unprinted]
    return (*trees, *unprinted, *(_recall_node(recall) for recall in rows.recalls))


def flatten(nodes: Sequence[LineageNode], *, depth: int = 0) -> Iterator[tuple[int, LineageNode]]:
    """Yield each node with its depth, a parent before its children."""
    for node in nodes:
        yield depth, node
        yield from flatten(node.children, depth=depth + 1)


def _prune(node: LineageNode) -> LineageNode | None:
    """Return the approval without those below it from which nothing comes; None if nothing comes from it."""
    if node.kind is not NodeKind.APPROVAL:
        return node
    children = tuple(kept for child in node.children if (kept := _prune(child)) is not None)
    return replace(node, children=children) if children else None


def _get_translations(source: ApprovalRecord, rows: LineageRows) -> list[ApprovalRecord]:
    found = [a for a in rows.approvals if a.ref.language != SOURCE and a.source_sha256 == source.ref.sha256]
    return sorted(found, key=lambda approval: CODES.index(approval.ref.language))


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
        NodeKind.APPROVAL,
        f"{get_language_entry(approval.ref.language).autonym}: {approval.title}",
        approval.dossier_url,
        at=approval.approved_at,
        detail=detail,
        state=describe_approval(approval, behind=rows.behind),
        children=(*posters, *held, *(_approval_node(translation, rows) for translation in translations)),
    )


def describe_approval(approval: ApprovalRecord, *, behind: frozenset[str]) -> str:
    if approval.withdrawn_at:
        return _("withdrawn")
    if approval.superseded_at:
        return _("superseded")
    return _("out of date") if approval.ref.revision in behind else _("valid")


def _poster_node(poster: Poster, rows: LineageRows) -> LineageNode:
    link = rows.links.get(poster.link_id or "")
    return LineageNode(
        f"poster:{poster.key}",
        NodeKind.POSTER,
        describe_poster(poster),
        reverse("poster_detail", args=[poster.key]),
        at=poster.released_at,
        detail=rows.names.get(poster.organisation_key, "") if poster.organisation_key else "",
        state=str(poster.get_state_display()),
        children=(
            *([_link_node(link)] if link else []),
            *(_loop_node(part.loop, poster) for part in rows.loops if part.poster_id == poster.pk),
        ),
    )


def _loop_node(loop: Loop, poster: Poster) -> LineageNode:
    return LineageNode(
        node_of_loop(loop, poster),
        NodeKind.LOOP,
        describe_loop(loop),
        reverse("poster_loop", args=[loop.pk]),
        at=loop.released_at,
        state=str(loop.get_state_display()),
    )


def node_of_loop(loop: Loop, poster: Poster) -> str:
    """Return the id of the loop's node below one of its posters."""
    return f"loop:{loop.key}:{poster.key}"


def describe_loop(loop: Loop) -> str:
    return _("Loop, %(format)s: %(place)s") % {"format": loop.format_code, "place": loop.placement}


def describe_poster(poster: Poster) -> str:
    return _("Poster, %(format)s: %(place)s") % {"format": poster.format_code, "place": poster.placement}


def _link_node(link: Any) -> LineageNode:
    scans = LineageNode(
        f"scans:{link.code}",
        NodeKind.SCANS,
        _("Scans, without robots: %(count)s") % {"count": link.people},
        reverse("report_rows", args=["scans"]),
    )
    return LineageNode(
        f"link:{link.code}",
        NodeKind.LINK,
        _("Code %(code)s") % {"code": link.code},
        f"{reverse('lineage')}?q={link.code}",
        at=link.created_at,
        detail=link.placement,
        children=(scans,),
    )


def _held_node(row: HeldItem, rows: LineageRows) -> LineageNode:
    delivery = rows.deliveries.get((row.organisation_key, row.edition_key))
    return LineageNode(
        f"held:{row.pk}",
        NodeKind.HELD,
        _describe_holder(row, name=rows.names.get(row.organisation_key, "")),
        reverse("outreach_organisation", args=[row.organisation_key]),
        at=row.removed_at or row.held_at or row.offered_at,
        detail=row.edition_key,
        state=row.invalid_reason or (str(delivery.progress.label) if delivery else ""),
        children=_use_nodes(row, rows),
    )


def _describe_holder(row: HeldItem, *, name: str) -> str:
    """Only who fetched it holds it, until they removed it."""
    if row.removed_at:
        text = _("Removed by %(organisation)s")
    else:
        text = _("Held by %(organisation)s") if row.held_at else _("Offered to %(organisation)s")
    return text % {"organisation": name}


def _use_nodes(row: HeldItem, rows: LineageRows) -> tuple[LineageNode, ...]:
    uses = [
        use
        for use in rows.uses
        if use.organisation.key == row.organisation_key and use.edition_key in {"", row.edition_key}
    ]
    shown = tuple(_use_node(use) for use in uses[:USES_SHOWN])
    if len(uses) <= USES_SHOWN:
        return shown
    label = _("More uses: %(number)s") % {"number": len(uses) - USES_SHOWN}
    return (*shown, LineageNode(f"uses:{row.pk}", NodeKind.USE, label, _get_uses_url(uses[0])))


def _use_node(use: UseReport) -> LineageNode:
    return LineageNode(
        f"use:{use.pk}",
        NodeKind.USE,
        _("Used: %(place)s") % {"place": use.place},
        _get_uses_url(use),
        at=use.reported_at,
        detail=str(use.organisation),
    )


def _get_uses_url(use: UseReport) -> str:
    return f"{reverse('outreach_organisation', args=[use.organisation.key])}#uses"


def _recall_node(recall: Recall) -> LineageNode:
    return LineageNode(
        f"recall:{recall.pk}",
        NodeKind.RECALL,
        (_("Recalled, then lifted: %(reason)s") if recall.lifted_at else _("Recalled: %(reason)s"))
        % {"reason": recall.reason},
        reverse("outreach_recall", args=[recall.pk]),
        at=recall.sent_at,
        detail=recall.language,
    )
