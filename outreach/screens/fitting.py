"""Files that fit a screen: made for its format, which sets the distance of its code, and for its own placement."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cms.render.formats import UnknownFormat, get_format
from outreach.availability.reasons import Reason
from outreach.availability.surroundings import find_reasons, find_recipient
from outreach.posters.loops import find_loop_reason
from outreach.posters.models import LoopFile, LoopState, PosterFile, PosterState
from outreach.posters.outgoing import describe
from outreach.posters.places import PosterPlace
from outreach.screens.models import Screen

SHOWABLE = ("image/", "video/")


class SchedulingRefused(Exception):
    """The file can't be scheduled on this screen; the text says why."""


def find_fitting_files(screen: Screen) -> QuerySet[PosterFile]:
    """Return the released files that were made for this screen's operator, placement and format."""
    return PosterFile.objects.filter(
        poster__state=PosterState.RELEASED,
        poster__organisation_key=screen.organisation_key,
        poster__placement=screen.place,
        poster__format_code=screen.format,
    ).select_related("poster")


def find_fitting_loops(screen: Screen) -> QuerySet[LoopFile]:
    """Return the films of the released loops that were made for this screen's operator, placement and format."""
    return LoopFile.objects.filter(
        loop__state=LoopState.RELEASED,
        loop__organisation_key=screen.organisation_key,
        loop__placement=screen.place,
        loop__format_code=screen.format,
    ).select_related("loop")


def require_fitting(*, screen: Screen, file: PosterFile | LoopFile, at: datetime) -> None:
    """Raise ``SchedulingRefused`` for a file that may not leave, or that was made for another kind of screen or place.

    A code that is made for a shorter distance can't be read from a longer one, and one of another place counts there.
    """
    reason = _find_reason(file, screen=screen, at=at)
    if reason is not None:
        raise SchedulingRefused(
            _("This poster can't be shown on a screen. Reason: %(reason)s") % {"reason": reason.label}
        )
    if not file.media_type.startswith(SHOWABLE):
        raise SchedulingRefused(_("A screen shows pictures and videos, not %(type)s.") % {"type": file.media_type})
    _require_format(screen=screen, file=file)
    _require_place(screen=screen, file=file)


def _find_reason(file: PosterFile | LoopFile, *, screen: Screen, at: datetime) -> Reason | None:
    if isinstance(file, LoopFile):
        return find_loop_reason(file.loop, at=at)
    return find_reasons([describe(file.poster)], recipient=find_recipient(screen.organisation_key), at=at)[0]


def _get_place(file: PosterFile | LoopFile) -> PosterPlace:
    made = file.poster if isinstance(file, PosterFile) else file.loop
    return PosterPlace(made.format_code, made.placement, made.organisation_key)


def _require_format(*, screen: Screen, file: PosterFile | LoopFile) -> None:
    wanted, made_for = get_format(screen.format), _get_place(file).format_code
    if made_for != screen.format:
        raise SchedulingRefused(
            _(
                "The file was made for the format %(made_for)s, scanned from %(made_for_distance)s m. "
                "This screen has the format %(format)s, scanned from %(distance)s m."
            )
            % {
                "made_for": made_for,
                "made_for_distance": _find_distance(made_for),
                "format": screen.format,
                "distance": f"{wanted.scan_distance_m:g}",
            }
        )
    if (file.width, file.height) != (wanted.width_px, wanted.height_px):
        raise SchedulingRefused(
            _("The file has %(width)d × %(height)d pixels, the screen %(wanted_width)d × %(wanted_height)d.")
            % {
                "width": file.width,
                "height": file.height,
                "wanted_width": wanted.width_px,
                "wanted_height": wanted.height_px,
            }
        )


def _find_distance(format_code: str) -> str:
    try:
        distance = get_format(format_code).scan_distance_m
    except UnknownFormat:
        return "?"
    return "?" if distance is None else f"{distance:g}"


def _require_place(*, screen: Screen, file: PosterFile | LoopFile) -> None:
    made = _get_place(file)
    if (made.organisation_key, made.placement) != (screen.organisation_key, screen.place):
        raise SchedulingRefused(
            _(
                "The file's code was made for another place, “%(made_for)s”: scans here would be counted there. "
                "Make the poster for this operator with the placement “%(place)s”."
            )
            % {"made_for": made.placement, "place": screen.place}
        )
