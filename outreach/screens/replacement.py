"""Emergency replacement: one approved poster takes the place of everything on these screens, with their next contact.

One entitled person does it and ends it alone: what replaces was approved, and so is what comes back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from outreach.ledger.actions import Action
from outreach.ledger.ledger import record
from outreach.posters.models import PosterFile
from outreach.posters.outgoing import get_item_ref
from outreach.screens.files import list_posters
from outreach.screens.fitting import SchedulingRefused, find_fitting_files
from outreach.screens.models import Screen, ScreenAssignment
from outreach.screens.schedule import Showing, assign


@dataclass(frozen=True)
class Replacement:
    """The replacements that were made, and the screens that have no poster of the item in the language."""

    made: tuple[ScreenAssignment, ...]
    without: tuple[Screen, ...]


@transaction.atomic
def replace_everything(
    *, screens: Iterable[Screen], item: tuple[str, str], language: str, until: datetime, by_key: str, at: datetime
) -> Replacement:
    """Let the item's posters in the language, made for each of the screens, replace all else until then.

    Raise ``SchedulingRefused`` if no screen has one that may be shown.
    """
    chosen = list(screens)
    files = {screen: _find_file(screen, item=item, language=language) for screen in chosen}
    showing = Showing(starts_at=at, ends_at=until)
    made = [_replace(screen, file, showing=showing, by_key=by_key, at=at) for screen, file in files.items() if file]
    if not made:
        raise SchedulingRefused(
            _("None of these screens has a released poster of this item in this language. Nothing was changed.")
        )
    return Replacement(tuple(made), tuple(screen for screen in chosen if files[screen] is None))


def find_replacements(*, at: datetime) -> QuerySet[ScreenAssignment]:
    """Return the replacements that are in force, by operator and screen."""
    open_ones = ScreenAssignment.objects.active().filter(is_emergency=True, ends_at__gt=at)
    return open_ones.select_related("screen", "poster_file__poster").order_by("screen__name", "screen_id", "pk")


@transaction.atomic
def end_replacements(*, replacements: QuerySet[ScreenAssignment], by_key: str, at: datetime) -> int:
    """End these replacements and return how many were in force: the screens show their schedule again."""
    ended = list(replacements.filter(is_emergency=True, removed_at__isnull=True).select_for_update(of=("self",)))
    ScreenAssignment.objects.filter(pk__in=[row.pk for row in ended]).update(removed_at=at)
    for row in ended:
        _record(Action.SCREEN_RESTORED, row, by_key=by_key, at=at)
    return len(ended)


def _find_file(screen: Screen, *, item: tuple[str, str], language: str) -> PosterFile | None:
    kind, key = item
    files = find_fitting_files(screen).filter(poster__language=language, poster__item_kind=kind, poster__item_key=key)
    return files.order_by("-pk").first()


def _replace(screen: Screen, file: PosterFile, *, showing: Showing, by_key: str, at: datetime) -> ScreenAssignment:
    row = assign(screen=screen, poster_file=file, showing=showing, is_emergency=True, by_key=by_key, at=at)
    _record(Action.SCREEN_REPLACED, row, by_key=by_key, at=at)
    return row


def _record(action: Action, row: ScreenAssignment, *, by_key: str, at: datetime) -> None:
    file = row.file
    for poster in list_posters(file):
        record(
            action=action,
            at=at,
            by_key=by_key,
            organisation_key=row.screen.organisation_key,
            item=get_item_ref(poster),
            data={"screen": row.screen_id, "assignment": row.pk, "file": file.sha256, "title": poster.title},
        )
