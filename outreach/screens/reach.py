"""The screens that a recall reaches: those on which a recalled poster is scheduled, or was fetched."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from outreach.posters.models import Poster
from outreach.posters.outgoing import get_item_ref
from outreach.posters.reach import find_posters
from outreach.recalls.reach import Reached, ReachedKind
from outreach.recalls.targets import RecallTarget
from outreach.screens.models import Screen, ScreenAssignment


def find_reach(target: RecallTarget, at: datetime) -> list[Reached]:
    """Return the screens that show a recalled poster now or later, in a loop too, or whose operator holds its file."""
    posters = find_posters(target, at=at)
    known = {poster.pk: poster for poster in posters}
    rows = ScreenAssignment.objects.filter(Q(ends_at__gt=at, removed_at__isnull=True) | Q(fetched_at__isnull=False))
    names = ("poster_file__poster_id", "loop_file__loop__parts__poster_id")
    found: dict[tuple[int, int], None] = {}
    for name in names:
        shown = rows.filter(**{f"{name}__in": known}).order_by("screen__name", "pk").values_list("screen_id", name)
        found |= dict.fromkeys(shown)
    screens = Screen.objects.in_bulk({screen_id for screen_id, _poster_id in found})
    return [_describe(screens[screen_id], known[poster_id]) for screen_id, poster_id in found]


def _describe(screen: Screen, poster: Poster) -> Reached:
    return Reached(
        ReachedKind.SCREEN,
        _("Screen “%(name)s”") % {"name": screen.name},
        url=reverse("outreach_screen_schedule", args=[screen.pk]),
        organisation_key=screen.organisation_key,
        item=get_item_ref(poster),
        is_whole=False,
    )
