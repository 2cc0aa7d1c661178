"""Conflicts of rights: windows and broadcasts that contradict, repeat or exceed each other, each with both rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cms.core.rights import ALL_MEDIA, Medium, may_be_used
from cms.films.models import BroadcastSlot, RightsWindow
from cms.films.rights import covers, list_rights, speaks
from cms.films.territories import name_for_staff, overlap
from translations.languages import SOURCE


class ConflictKind(models.TextChoices):
    """In the order of gravity."""

    DOUBLE = "double", gettext_lazy("Entered twice")
    EXCLUSIVE = "exclusive", gettext_lazy("Exclusive to two licensors")
    HELD_BACK = "held_back", gettext_lazy("Held back during the window")
    RUNS = "runs", gettext_lazy("More broadcasts than allowed")
    UNLICENSED = "unlicensed", gettext_lazy("Broadcast without a right")
    OVERLAP = "overlap", gettext_lazy("Windows overlap")


@dataclass(frozen=True)
class RightsConflict:
    """Two rows that don't go together; ``second`` is None where a row lacks its counterpart."""

    kind: ConflictKind
    first: RightsWindow | BroadcastSlot
    second: RightsWindow | BroadcastSlot | None = None

    @property
    def text(self) -> str:
        """The conflict in a sentence that names both rows, in the active language."""
        rows = {"first": describe_row(self.first), "second": describe_row(self.second) if self.second else ""}
        return _TEXTS[self.kind] % rows


_TEXTS = {
    ConflictKind.DOUBLE: gettext_lazy("The same right is there twice: %(first)s, and %(second)s."),
    ConflictKind.EXCLUSIVE: gettext_lazy(
        "Both can't hold, because one of them is exclusive and the licensors differ: %(first)s, and %(second)s."
    ),
    ConflictKind.HELD_BACK: gettext_lazy("%(first)s can't be used during the holdback: %(second)s."),
    ConflictKind.RUNS: gettext_lazy("%(second)s is one broadcast more than this right allows: %(first)s."),
    ConflictKind.UNLICENSED: gettext_lazy("No right allows this broadcast: %(first)s."),
    ConflictKind.OVERLAP: gettext_lazy(
        "These overlap in territory, medium, language and days: %(first)s, and %(second)s."
    ),
}


def find_conflicts(window: RightsWindow, others: Iterable[RightsWindow]) -> list[RightsConflict]:
    """Return how the window conflicts with others of its film; with itself, as it was stored, it doesn't."""
    found = [_compare(window, other) for other in others if other.pk is None or other.pk != window.pk]
    return sorted((each for each in found if each), key=_gravity)


def find_all_conflicts(
    windows: Sequence[RightsWindow], slots: Sequence[BroadcastSlot], *, on: date
) -> list[RightsConflict]:
    """Return every conflict among a film's rows that concerns this day or a later one."""
    current = [each for each in windows if each.ends_on is None or each.ends_on >= on]
    pairs = [_compare(one, other) for one, other in combinations(current, 2)]
    of_slots = [each for slot in slots if _get_day(slot) >= on for each in find_slot_conflicts(slot, windows, slots)]
    return sorted(dict.fromkeys([*filter(None, pairs), *of_slots]), key=_gravity)


def find_slot_conflicts(
    slot: BroadcastSlot, windows: Iterable[RightsWindow], others: Iterable[BroadcastSlot]
) -> list[RightsConflict]:
    """Return whether no right allows the broadcast, and the rights whose number of broadcasts it exceeds.

    A broadcast in more than one country needs a right for all countries.
    """
    known, day = list(windows), _get_day(slot)
    rights = list_rights(known, language_tag=slot.language_tag)
    if not may_be_used(rights, territory=slot.territory, on=day, medium=Medium.BROADCAST):
        return [RightsConflict(ConflictKind.UNLICENSED, slot)]
    counted = [each for each in others if each.pk != slot.pk]
    return [
        RightsConflict(ConflictKind.RUNS, window, slot)
        for window in known
        if window.runs is not None
        and _allows(window, slot)
        and sum(_allows(window, each) for each in counted) >= window.runs
        and not any(_allows(other, slot) for other in known if other.runs is None)
    ]


def describe_row(row: RightsWindow | BroadcastSlot) -> str:
    """Return the row's film, licensor or broadcaster, territory and days, in the active language."""
    language = get_language() or SOURCE
    where = name_for_staff(row.territory, language=language) if row.territory else _("All countries")
    if isinstance(row, BroadcastSlot):
        moment = row.starts_at.astimezone(ZoneInfo(row.time_zone)).strftime("%d/%m/%Y %H:%M")
        return f"“{row.film.draft_title}”, {row.broadcaster}, {where}, {moment}"
    parts = [
        f"“{row.film.draft_title}”",
        _("Holdback") if row.is_holdback else row.licensor,
        where,
        str(Medium(row.medium).label) if row.medium else _("All media"),
        row.languages,
        f"{row.starts_on:%d/%m/%Y}–{row.ends_on:%d/%m/%Y}" if row.ends_on else f"{row.starts_on:%d/%m/%Y}–",
    ]
    return ", ".join(filter(None, parts))


def _compare(one: RightsWindow, other: RightsWindow) -> RightsConflict | None:
    if not _meet(one, other):
        return None
    if one.is_holdback != other.is_holdback:
        grant, holdback = (other, one) if one.is_holdback else (one, other)
        return RightsConflict(ConflictKind.HELD_BACK, grant, holdback)
    if one.licensor == other.licensor and covers(one, other) and covers(other, one):
        return RightsConflict(ConflictKind.DOUBLE, one, other)
    if one.is_holdback:
        return None
    if (one.is_exclusive or other.is_exclusive) and one.licensor != other.licensor:
        return RightsConflict(ConflictKind.EXCLUSIVE, one, other)
    return RightsConflict(ConflictKind.OVERLAP, one, other)


def _meet(one: RightsWindow, other: RightsWindow) -> bool:
    """Return whether both are for some of the same countries, media, languages and days."""
    media = {one.medium, other.medium}
    return (
        overlap(one.territory, other.territory)
        and (ALL_MEDIA in media or len(media) == 1)
        and _share_a_language(one, other)
        and (one.ends_on is None or other.starts_on <= one.ends_on)
        and (other.ends_on is None or one.starts_on <= other.ends_on)
    )


def _share_a_language(one: RightsWindow, other: RightsWindow) -> bool:
    if not one.languages or not other.languages:
        return True
    return any(speaks(one, tag) for tag in other.language_tags) or any(speaks(other, tag) for tag in one.language_tags)


def _allows(window: RightsWindow, slot: BroadcastSlot) -> bool:
    rights = list_rights([window], language_tag=slot.language_tag)
    return may_be_used(rights, territory=slot.territory, on=_get_day(slot), medium=Medium.BROADCAST)


def _get_day(slot: BroadcastSlot) -> date:
    return slot.starts_at.astimezone(ZoneInfo(slot.time_zone)).date()


def _gravity(conflict: RightsConflict) -> int:
    return list(ConflictKind).index(conflict.kind)
