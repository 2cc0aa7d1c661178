"""Alarms of screens: silent players, keys that expire, and plays that can't be true. Each is told once.

The operator's members in charge and the desk are mailed. What couldn't be mailed to anybody is tried again.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, TypeVar
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outreach.organisations.models import Organisation
from outreach.screens.contact import find_expiring, find_silent
from outreach.screens.mailing import Text, tell
from outreach.screens.models import ApiKey, RefusedPlay, Screen
from outreach.screens.play_faults import PlayFault

Row = TypeVar("Row", Screen, ApiKey)
TELL_AGAIN_AFTER = timedelta(days=1)
"""A player whose clock is wrong reports wrong plays every hour: one mail a day for each screen."""


def tell_alarms(*, at: datetime) -> None:
    """Tell everything that is to be told and wasn't. May run at any time."""
    tell_silent(at=at)
    tell_expiring(at=at)
    tell_refused_plays(at=at)


def tell_silent(*, at: datetime) -> None:
    for operator_key, screens in _group(find_silent(at=at)):
        subject = gettext_lazy("Screens of %(name)s that we don't hear of")
        if _tell(operator_key, subject, template="screens/silent_mail.txt", screens=screens):
            Screen.objects.filter(pk__in=[screen.pk for screen in screens]).update(silence_notified_at=at)


def tell_expiring(*, at: datetime) -> None:
    found = find_expiring(at=at).filter(expiry_notified_at__isnull=True)
    for operator_key, keys in _group(found.order_by("organisation_key", "expires_at", "pk")):
        subject = gettext_lazy("Keys of players of %(name)s that expire soon")
        if _tell(operator_key, subject, template="screens/expiring_mail.txt", keys=keys):
            ApiKey.objects.filter(pk__in=[key.pk for key in keys]).update(expiry_notified_at=at)


def tell_refused_plays(*, at: datetime) -> None:
    told = RefusedPlay.objects.filter(notified_at__gt=at - TELL_AGAIN_AFTER).values("screen")
    waiting = RefusedPlay.objects.filter(notified_at__isnull=True).exclude(screen__in=told)
    for screen in Screen.objects.filter(pk__in=waiting.values("screen")).order_by("pk"):
        rows = list(waiting.filter(screen=screen).values_list("pk", "fault"))
        if _tell_of_plays(screen, Counter(fault for _pk, fault in rows)):
            RefusedPlay.objects.filter(pk__in=[pk for pk, _fault in rows]).update(notified_at=at)


def _tell_of_plays(screen: Screen, counts: Counter[str]) -> bool:
    def write(operator: Organisation) -> Text:
        context = {"operator": operator, "screen": screen, "counts": describe_faults(counts.items())}
        body = render_to_string("screens/refused_plays_mail.txt", context)
        return _("Plays on the screen “%(name)s” that aren't counted") % {"name": screen.name}, body

    return tell(screen.organisation_key, write)


def _group(rows: Iterable[Row]) -> Iterator[tuple[UUID, list[Row]]]:
    """Yield each operator with its rows, which come in the order of their operators."""
    for operator_key, found in groupby(rows, key=lambda row: row.organisation_key):
        yield operator_key, list(found)


def _tell(operator_key: UUID, subject: Promise, *, template: str, **context: Any) -> bool:
    def write(operator: Organisation) -> Text:
        body = render_to_string(template, {"operator": operator, **context})
        return str(subject) % {"name": operator.name}, body

    return tell(operator_key, write)


def describe_faults(counts: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return each fault in words with its number of plays, the most frequent first."""
    ordered = sorted(counts, key=lambda row: (-row[1], row[0]))
    return [(str(PlayFault(fault).label), count) for fault, count in ordered]
