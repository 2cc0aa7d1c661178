"""Rules for subtitles: reading speed, length, duration, gaps and distance from changes of shot.

The limits of each language are in `translations/checks.toml`, times in seconds. Distances from shots follow the Timed
Text Style Guide of Netflix ("Subtitle Timing Guidelines", partnerhelp.netflixstudios.com, article 360051554394): a
subtitle begins with the shot or well away from its change, and if it crosses one it is shown long enough on both sides.
"""

import unicodedata
from collections.abc import Iterator

from django.utils.translation import gettext as _

from cms.quality_checks.unit import TranslationUnit
from cms.subtitles.cues import CueTiming

FRAME = 0.034
"""Seconds, a little more than a frame at 30 frames a second: anything nearer to a change of shot counts as on it."""


def check_subtitle(unit: TranslationUnit) -> Iterator[str]:
    for part, timing in zip(unit.parts, unit.timing, strict=False):  # without times there is nothing to check
        yield from _check_reading(unit, part, timing)
        yield from _check_duration(unit, timing)
        yield from _check_gap(unit, timing)


def check_shots(unit: TranslationUnit) -> Iterator[str]:
    """Yield a message for each part that begins or ends too near to a change of shot."""
    for timing in unit.timing:
        for cut in unit.shots:
            yield from _check_cut(unit, timing, cut)


def _check_reading(unit: TranslationUnit, part: str, timing: CueTiming) -> Iterator[str]:
    lines = [_count(line) for line in part.splitlines() if line.strip()]
    seconds = timing.duration / 1000
    if seconds > 0 and sum(lines) / seconds > _get_limit(unit, "characters_per_second"):
        yield _("The subtitle can't be read in its %(seconds)s seconds: it has %(characters)s characters.") % {
            "seconds": f"{seconds:.1f}",
            "characters": sum(lines),
        }
    if len(lines) > _get_limit(unit, "lines") or max(lines, default=0) > _get_limit(unit, "line"):
        yield _("A subtitle has at most %(lines)s lines of %(characters)s characters.") % {
            "lines": round(_get_limit(unit, "lines")),
            "characters": round(_get_limit(unit, "line")),
        }


def _check_duration(unit: TranslationUnit, timing: CueTiming) -> Iterator[str]:
    seconds = timing.duration / 1000
    if not _get_limit(unit, "shortest") <= seconds <= _get_limit(unit, "longest"):
        yield _("The subtitle is shown too briefly or too long: %(seconds)s seconds.") % {"seconds": f"{seconds:.1f}"}


def _check_gap(unit: TranslationUnit, timing: CueTiming) -> Iterator[str]:
    if timing.gap is None:
        return
    seconds = timing.gap / 1000
    if seconds < 0:
        yield _("The subtitle and the next one overlap.")
    elif seconds < _get_limit(unit, "gap"):
        yield _("Between the subtitle and the next one there are only %(seconds)s seconds.") % {
            "seconds": f"{seconds:.2f}"
        }


def _check_cut(unit: TranslationUnit, timing: CueTiming, cut: float) -> Iterator[str]:
    before, after = cut - timing.start / 1000, timing.end / 1000 - cut
    if FRAME <= -before < _get_limit(unit, "after_shot"):
        yield _("The subtitle begins %(seconds)s seconds after a change of shot: let it begin with the shot.") % {
            "seconds": f"{-before:.2f}"
        }
    if FRAME <= before < _get_limit(unit, "across_shot") and after >= FRAME:
        yield _("The subtitle begins only %(seconds)s seconds before a change of shot.") % {"seconds": f"{before:.2f}"}
    if FRAME <= after < _get_limit(unit, "across_shot") and before >= FRAME:
        yield _("The subtitle ends only %(seconds)s seconds after a change of shot.") % {"seconds": f"{after:.2f}"}


def _get_limit(unit: TranslationUnit, name: str) -> float:
    return unit.settings.get_subtitle_limit(name, language=unit.language.code)


def _count(line: str) -> int:
    """Return the number of characters, combining and invisible ones left uncounted."""
    return sum(unicodedata.category(character) not in {"Mn", "Cf"} for character in line.strip())
