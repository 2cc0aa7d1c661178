"""Health of screens: when each was last heard of, what it showed last, and what it should show now."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from outreach.organisations.members import get_names
from outreach.screens.addresses import get_file_base
from outreach.screens.contact import is_silent
from outreach.screens.feed import name_item
from outreach.screens.models import Play, RefusedPlay, Screen
from outreach.screens.play_faults import PlayFault
from outreach.screens.playing import list_playing
from outreach.screens.schedule import Schedule, get_schedules

RECENT = timedelta(days=7)


class HealthState(models.TextChoices):
    WRONG = "wrong", _("Reported withdrawn material")
    SILENT = "silent", _("Silent")
    OUTDATED = "outdated", _("Hasn't fetched the last change")
    NEVER = "never", _("Never heard of")
    GOOD = "good", _("In order")
    OFF = "off", _("Switched off")


@dataclass(frozen=True)
class ScreenHealth:
    """A screen, its operator's name, and its state; names of what it showed last and should show now."""

    screen: Screen
    operator: str
    state: HealthState
    shown: str
    shown_at: datetime | None
    expected: tuple[str, ...]
    has_replacement: bool
    refused: tuple[tuple[str, int], ...]


def describe_screens(screens: Iterable[Screen], *, at: datetime) -> list[ScreenHealth]:
    """Return the health of these screens, the worst first."""
    wanted = _with_last_play([screen.pk for screen in screens])
    operators = {screen.organisation_key for screen in wanted}
    names = get_names(operators)
    schedules = {
        schedule.screen_id: schedule
        for operator in operators
        for schedule in get_schedules(organisation_key=operator, at=at)
    }
    refused = _count_refused([screen.pk for screen in wanted], at=at)
    rows = [
        _describe(
            screen,
            schedules[screen.pk],
            operator=names.get(screen.organisation_key, ""),
            refused=refused.get(screen.pk, Counter()),
        )
        for screen in wanted
    ]
    order = list(HealthState)
    return sorted(rows, key=lambda row: (order.index(row.state), row.operator, row.screen.name))


def _with_last_play(keys: list[int]) -> list[Screen]:
    title = Coalesce("poster_file__poster__title", "loop_file__loop__title")
    last = Play.objects.filter(screen=OuterRef("pk")).annotate(title=title).order_by("-started_at", "-pk")
    found = Screen.objects.filter(pk__in=keys).annotate(
        shown_title=Subquery(last.values("title")[:1]),
        shown_at=Subquery(last.values("started_at")[:1]),
    )
    return list(found.order_by("pk"))


def _count_refused(keys: list[int], *, at: datetime) -> dict[int, Counter[str]]:
    recent = RefusedPlay.objects.filter(screen__in=keys, received_at__gt=at - RECENT)
    counts: dict[int, Counter[str]] = {}
    for screen_id, fault, number in recent.values_list("screen", "fault").annotate(number=models.Count("pk")):
        counts.setdefault(screen_id, Counter())[fault] = number
    return counts


def _describe(screen: Screen, schedule: Schedule, *, operator: str, refused: Counter[str]) -> ScreenHealth:
    playing = list_playing(schedule.items, panel=schedule.panel, at=schedule.at)
    return ScreenHealth(
        screen=screen,
        operator=operator,
        state=_find_state(screen, schedule, refused=refused),
        shown=getattr(screen, "shown_title", None) or "",
        shown_at=getattr(screen, "shown_at", None),
        expected=tuple(dict.fromkeys(name_item(item) for item in playing)),
        has_replacement=any(item.is_emergency for item in playing),
        refused=tuple((str(PlayFault(fault).label), number) for fault, number in sorted(refused.items())),
    )


def _find_state(screen: Screen, schedule: Schedule, *, refused: Counter[str]) -> HealthState:
    manifest = schedule.get_manifest(base_url=get_file_base(screen.key))
    states = {
        HealthState.OFF: not screen.is_active,
        HealthState.WRONG: bool(refused[PlayFault.WITHDRAWN]),
        HealthState.NEVER: screen.last_contact_at is None,
        HealthState.SILENT: is_silent(screen, at=schedule.at),
        HealthState.OUTDATED: bool(screen.held_etag) and screen.held_etag != manifest.etag,
    }
    return next((state for state, applies in states.items() if applies), HealthState.GOOD)
