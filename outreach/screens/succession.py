"""Succession on screens: the poster that is valid for a place takes over where one before it was scheduled."""

from datetime import datetime

from django.db import transaction

from outreach.posters.models import Poster, PosterFile, PosterState
from outreach.posters.validity import name_place
from outreach.screens.models import ScreenAssignment

KEPT = (
    "screen_id",
    "starts_at",
    "ends_at",
    "position",
    "seconds",
    "hours",
    "share",
    "priority",
    "is_emergency",
    "playlist_id",
    "assigned_by_key",
)


@transaction.atomic
def take_over(*, poster: Poster, at: datetime) -> int:
    """Schedule the poster's file where files of earlier posters of its place still are; return on how many screens.

    Those are removed: the manifest lists them as withdrawn.
    """
    file = PosterFile.objects.filter(poster=poster, poster__state=PosterState.RELEASED).first()
    if file is None:
        return 0
    of_item = Poster.objects.of_item(kind=poster.item_kind, key=poster.item_key, language=poster.language)
    outdated = of_item.filter(state=PosterState.OUTDATED)
    earlier = [other.pk for other in outdated if name_place(other) == name_place(poster)]
    rows = ScreenAssignment.objects.active().filter(poster_file__poster__in=earlier, ends_at__gt=at)
    followed = list(rows.select_for_update().order_by("-pk"))
    ScreenAssignment.objects.bulk_create([_follow(row, file, at=at) for row in followed], ignore_conflicts=True)
    rows.update(removed_at=at)
    return len(followed)


def _follow(row: ScreenAssignment, file: PosterFile, *, at: datetime) -> ScreenAssignment:
    return ScreenAssignment(poster_file=file, assigned_at=at, **{name: getattr(row, name) for name in KEPT})
