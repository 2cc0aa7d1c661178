"""The rules of subtitles: whether each part can be read in its time, and how it sits between its neighbours and cuts.

The limits are those of `translations/checks.toml`, by language. Times to shots follow the Timed Text Style Guide of
Netflix ("Subtitle Timing Guidelines", partnerhelp.netflixstudios.com, article 360051554394): a subtitle begins with the
shot or well away from its change, and what must cross a change stands long enough on both sides of it.
"""

import unicodedata
from collections.abc import Iterator
from itertools import zip_longest

from django.utils.translation import gettext as _

from cms.quality_checks.unit import TranslationUnit
from cms.subtitles.cues import CueTiming

A_FRAME = 0.034
"""The longest frame there is, nearly (30 a second): nearer to a cut than this is at the cut."""


def check_subtitle(pair: TranslationUnit) -> Iterator[str]:
    for part, timing in zip_longest(pair.parts, pair.timing):
        if part is not None and timing is not None:
            yield from _check_reading(pair, part, timing)
            yield from _check_standing(pair, timing)


def check_shots(pair: TranslationUnit) -> Iterator[str]:
    """Find a part that is cut into by a change of shot shortly after it begins, or shortly before it ends."""
    for timing in pair.timing:
        for cut in pair.shots:
            yield from _check_cut(pair, timing, cut)


def _check_reading(pair: TranslationUnit, part: str, timing: CueTiming) -> Iterator[str]:
    lines = [_count(line) for line in part.splitlines() if line.strip()]
    if timing.duration > 0 and sum(lines) / timing.duration > _get_limit(pair, "signs_a_second"):
        yield _("The subtitle can't be read in its %(seconds)s seconds: it has %(signs)s signs.") % {
            "seconds": f"{timing.duration:.1f}",
            "signs": sum(lines),
        }
    if len(lines) > _get_limit(pair, "lines") or max(lines, default=0) > _get_limit(pair, "line"):
        yield _("A subtitle has at most %(lines)s lines of %(signs)s signs.") % {
            "lines": round(_get_limit(pair, "lines")),
            "signs": round(_get_limit(pair, "line")),
        }


def _check_standing(pair: TranslationUnit, timing: CueTiming) -> Iterator[str]:
    if not _get_limit(pair, "shortest") <= round(timing.duration, 3) <= _get_limit(pair, "longest"):
        yield _("The subtitle is shown too briefly or too long: %(seconds)s seconds.") % {
            "seconds": f"{timing.duration:.1f}"
        }
    gap = None if timing.gap is None else round(timing.gap, 3)
    if gap is not None and gap < 0:
        yield _("The subtitle and the next one overlap.")
    elif gap is not None and gap < _get_limit(pair, "gap"):
        yield _("Between the subtitle and the next one there are only %(seconds)s seconds.") % {"seconds": f"{gap:.2f}"}


def _check_cut(pair: TranslationUnit, timing: CueTiming, cut: float) -> Iterator[str]:
    before, after = cut - timing.start, timing.end - cut
    if A_FRAME <= -before < _get_limit(pair, "after_shot"):
        yield _("The subtitle begins %(seconds)s seconds after a change of shot: let it begin with the shot.") % {
            "seconds": f"{-before:.2f}"
        }
    if A_FRAME <= before < _get_limit(pair, "across_shot") and after >= A_FRAME:
        yield _("The subtitle begins only %(seconds)s seconds before a change of shot.") % {"seconds": f"{before:.2f}"}
    if A_FRAME <= after < _get_limit(pair, "across_shot") and before >= A_FRAME:
        yield _("The subtitle ends only %(seconds)s seconds after a change of shot.") % {"seconds": f"{after:.2f}"}


def _get_limit(pair: TranslationUnit, name: str) -> float:
    return pair.settings.get_reading(name, language=pair.language.code)


def _count(line: str) -> int:
    return sum(unicodedata.category(sign) not in {"Mn", "Cf"} for sign in line.strip())
