"""The posters that a recall reaches, with their codes."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from outreach.posters.models import WAS_RELEASED, Poster
from outreach.posters.outgoing import describe
from outreach.recalls.coverage import covers
from outreach.recalls.reach import Reached, ReachedKind
from outreach.recalls.targets import RecallTarget


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
    """Return the posters that a recall reaches, and the code on each: it leads to the page for as long as that is live.

    The poster of a language has a link of its own.
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
    codes = sorted({poster.link_id for poster in posters if poster.link_id})
    return reached + [Reached(ReachedKind.CODE, code) for code in codes]
