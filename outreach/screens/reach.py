"""The screens that a recall reaches: those on which a recalled poster is scheduled, or was fetched."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from outreach.posters.outgoing import get_item_ref
from outreach.posters.reach import find_posters
from outreach.recalls.reach import Reached, ReachedKind
from outreach.recalls.targets import RecallTarget
from outreach.screens.models import ScreenAssignment


def find_reach(target: RecallTarget, at: datetime) -> list[Reached]:
    """Return the screens that show a recalled poster now or later, or whose operator holds its file."""
    assignments = ScreenAssignment.objects.filter(
        Q(ends_at__gt=at, removed_at__isnull=True) | Q(fetched_at__isnull=False),
        poster_file__poster__in=find_posters(target, at=at),
    ).select_related("screen", "poster_file__poster")
    found = {(row.screen_id, row.poster_file_id): row for row in assignments.order_by("screen__name", "pk")}
    return [_describe(row) for row in found.values()]


def _describe(row: ScreenAssignment) -> Reached:
    return Reached(
        ReachedKind.SCREEN,
        _("Screen “%(name)s”") % {"name": row.screen.name},
        url=reverse("outreach_screen_schedule", args=[row.screen_id]),
        organisation_key=row.screen.organisation_key,
        item=get_item_ref(row.poster_file.poster),
        is_whole=False,
    )
