"""Flaws of a poster that is drawn before it is made, and what an officer should know of it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cms.published import PublishedItem, find_behind_source
from cms.render.artwork import PosterWords
from cms.render.code_place import find_code
from cms.render.formats import get_format
from cms.render.poster import Base, FinishedPoster
from cms.render.readback import decode_png, rasterise_pdf

ROUNDING = 2
"""Pixels by which a decoder may miss the edges of a code."""
SEEN_CODE_WIDTH = 400


@dataclass(frozen=True)
class FlawReport:
    """Reasons for which a poster can't be made, and notes of what it lacks."""

    flaws: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def inspect(item: PublishedItem, *, words: PosterWords, base: Base, finished: FinishedPoster) -> FlawReport:
    """Return what can be said of a poster that was drawn and that two decoders have read."""
    flaws, notes = [], []
    if _is_code_narrow(base, finished):
        flaws.append(_("The code is narrower than a tenth of the distance from which it is to be read."))
    if not words.contact_line:
        notes.append(_("There is no telephone number on it, because none in the register can be dialled there."))
    if not words.action:
        notes.append(_("There is no call to action on it: the page has none in this language."))
    if "lines" in base.omitted:
        notes.append(_("The lines of text are left out, because this format is seen from too far away."))
    if "details" in base.omitted:
        notes.append(_("Address and hours are left out, because there is no space."))
    if find_behind_source([item.ref]):
        notes.append(_("The source text has changed since this text was approved."))
    return FlawReport(flaws=tuple(flaws), notes=tuple(notes))


def _is_code_narrow(base: Base, finished: FinishedPoster) -> bool:
    """Measure the code in the finished file, rather than rely on how it was put there."""
    wanted = get_format(base.format_code).code_width
    if finished.extension == "pdf":
        scale = SEEN_CODE_WIDTH / wanted
        found = find_code(rasterise_pdf(finished.content, scale=scale))
    else:
        scale, found = 1.0, find_code(decode_png(finished.content))
    return found is None or found.symbol_width < wanted * scale - ROUNDING
