"""The posters that a recall reaches, with their codes."""

import re
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from outreach.posters.models import WAS_RELEASED, Loop, Poster
from outreach.posters.outgoing import describe, get_source
from outreach.recalls.coverage import covers
from outreach.recalls.reach import Reached, ReachedKind, TargetQuery
from outreach.recalls.targets import RecallTarget

POSTER_SOURCE = re.compile(r"\Aposter:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\Z")


def find_posters(target: RecallTarget, *, at: datetime) -> list[Poster]:
    """Return the posters that a recall sent at that moment reaches, withdrawn ones too: they may still hang."""
    if target.edition_key:
        return []
    condition = Q(item_kind=target.kind, item_key=target.key)
    if target.source:
        kind, _colon, key = target.source.partition(":")
        if kind != "poster":
            return []
        condition = Q(key=key)
    elif target.fact_key:
        condition = Q(facts__has_key=target.fact_key)
    posters = Poster.objects.filter(condition, state__in=WAS_RELEASED)
    return [poster for poster in posters.order_by("pk") if covers(target, describe(poster).origin, sent_at=at)]


def find_reach(target: RecallTarget, at: datetime) -> list[Reached]:
    """Return the posters that a recall reaches, and the loops with one of them.

    With their codes, if the recall isn't of their item: ``links`` knows those.
    """
    posters = find_posters(target, at=at)
    reached = [
        Reached(
            ReachedKind.POSTER,
            f"{poster} ({poster.get_state_display()})",
            url=reverse("poster_detail", args=[poster.key]),
            organisation_key=poster.organisation_key,
        )
        for poster in posters
    ]
    loops = Loop.objects.filter(parts__poster__in=posters, released_at__isnull=False).distinct().order_by("pk")
    reached += [
        Reached(
            ReachedKind.POSTER,
            _("Loop: %(name)s") % {"name": loop},
            url=reverse("poster_loop", args=[loop.pk]),
            organisation_key=loop.organisation_key,
        )
        for loop in loops
    ]
    codes = set() if target.is_item else {poster.link_id for poster in posters if poster.link_id}
    return reached + [Reached(ReachedKind.CODE, code) for code in sorted(codes)]


def list_targets(query: TargetQuery) -> list[RecallTarget]:
    """Return posters that were ever out: each can be recalled by itself. A withdrawn one may still hang."""
    posters = Poster.objects.filter(state__in=WAS_RELEASED).order_by("-pk")
    if query.source:
        keys = [UUID(key) for key in POSTER_SOURCE.findall(query.source)]
        posters = posters.filter(key__in=keys)
    found = posters.filter(Q(title__icontains=query.search) | Q(placement__icontains=query.search))[: query.most]
    return [RecallTarget(title=str(poster), source=get_source(poster)) for poster in found]
