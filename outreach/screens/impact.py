"""The screens that show a fact: on a poster of an item that shows it."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.hooks import Impact
from cms.published import find_items_showing
from outreach.organisations.members import get_names
from outreach.posters.models import Poster
from outreach.screens.models import Screen, ScreenAssignment


def find_fact_impacts(fact_key: str) -> list[Impact]:
    """Return the screens on which a poster of such an item is scheduled, in a loop too, with their operators."""
    found: list[Impact] = []
    for item in find_items_showing(fact_key):
        posters = Poster.objects.released().of_item(kind=item.kind, key=item.key, language=item.language)
        shown = Q(poster_file__poster__in=posters) | Q(loop_file__loop__parts__poster__in=posters)
        scheduled = ScreenAssignment.objects.active().filter(shown, ends_at__gt=timezone.now())
        screens = Screen.objects.filter(assignments__in=scheduled).distinct().order_by("pk")
        found += [_describe(screen, language=item.language) for screen in screens]
    return found


def _describe(screen: Screen, *, language: str) -> Impact:
    return Impact(
        kind="screen",
        label=_("Screen “%(name)s”") % {"name": screen.name},
        url=reverse("outreach_screen_schedule", args=[screen.pk]),
        language=language,
        holders=tuple(get_names({screen.organisation_key}).values()),
        name=screen.name,
        holder_keys=(str(screen.organisation_key),),
    )
