"""Formats of artwork, from `media_templates/screen_formats.csv`."""

import csv
import functools
import math
from dataclasses import dataclass
from pathlib import Path

TEMPLATES_DIR = Path(__file__).resolve().parents[2] / "media_templates"
FORMATS_FILE = TEMPLATES_DIR / "screen_formats.csv"
MEDIA = ("screen", "social", "print")
INKS = ("colour", "black")
POINTS_PER_MM = 72 / 25.4
# A code can be read from ten times its width. A social post has no fixed distance: on a phone's screen, 70 mm wide,
# another phone's camera needs at least a quarter of the shorter side to focus.
SCAN_DISTANCE_IN_CODE_WIDTHS = 10
SOCIAL_CODE_SHARE = 0.25
# Capitals of 1/300 of the viewing distance: 11.5 minutes of arc, more than twice what normal vision needs.
CAPITALS_PER_DISTANCE = 1 / 300
CAPITAL_HEIGHT_EM = 0.714
SOCIAL_TEXT_SHARE = 0.028
# Smaller type would look like a page of a book, however short the viewing distance.
LEAST_TEXT_SHARE = 0.025
# From this distance a passer-by has a few seconds: enough for headline, action and number, not for running text.
DISTANCE_WITHOUT_LINES_M = 20


class UnknownFormat(LookupError):
    """There is no format with this code."""


@dataclass(frozen=True)
class ScreenFormat:
    """A row of the table. Screens have pixels and millimetres, social posts only pixels, print only millimetres."""

    code: str
    medium: str
    width_px: int | None
    height_px: int | None
    width_mm: float | None
    height_mm: float | None
    viewing_distance_m: float | None
    scan_distance_m: float | None
    artwork_scale: float
    typical_place: str
    inks: str

    @property
    def is_print(self) -> bool:
        """True if the artwork is a PDF in millimetres, False if it is a PNG in pixels."""
        return self.medium == "print"

    @property
    def one_ink(self) -> bool:
        """True for an office printer that has black only and prints on sheets that nobody trims."""
        return self.inks == "black"

    @property
    def has_bleed(self) -> bool:
        """True if a printing house prints it on a larger sheet and trims it."""
        return self.is_print and not self.one_ink

    @property
    def width(self) -> float:
        """Width of the artwork's page: pixels, or points for print."""
        return self._artwork_length(pixels=self.width_px, millimetres=self.width_mm)

    @property
    def height(self) -> float:
        """Height of the artwork's page: pixels, or points for print."""
        return self._artwork_length(pixels=self.height_px, millimetres=self.height_mm)

    @property
    def code_width(self) -> float:
        """Minimum width of the QR symbol without its quiet zone, in the unit of `width`."""
        if self.scan_distance_m is None:
            return SOCIAL_CODE_SHARE * min(self.width, self.height)
        return self._from_millimetres(self.scan_distance_m * 1000 / SCAN_DISTANCE_IN_CODE_WIDTHS)

    @property
    def least_text_size(self) -> float:
        """Minimum type size of action, lines and contact, in the unit of `width`."""
        short_side = min(self.width, self.height)
        if self.viewing_distance_m is None:
            return SOCIAL_TEXT_SHARE * short_side
        size = self._from_millimetres(self.viewing_distance_m * 1000 * CAPITALS_PER_DISTANCE / CAPITAL_HEIGHT_EM)
        return max(size, LEAST_TEXT_SHARE * short_side)

    @property
    def carries_lines(self) -> bool:
        """True if the format has running text; False if it is seen from so far that only short texts can be read."""
        return self.viewing_distance_m is None or self.viewing_distance_m < DISTANCE_WITHOUT_LINES_M

    def _artwork_length(self, *, pixels: int | None, millimetres: float | None) -> float:
        if self.is_print:
            return self._from_millimetres(millimetres or 0)
        return float(pixels or 0)

    def _from_millimetres(self, millimetres: float) -> float:
        if self.is_print:
            return millimetres * self.artwork_scale * POINTS_PER_MM
        if not self.width_px or not self.width_mm:
            return 0.0
        return millimetres * self.width_px / self.width_mm


@functools.cache
def load_formats(path: Path = FORMATS_FILE) -> tuple[ScreenFormat, ...]:
    """Return all formats in the order of the file; raise ValueError for a cell that isn't a number."""
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(_read_row(row) for row in csv.DictReader(lines))


def get_format(code: str) -> ScreenFormat:
    """Return the format with this code; raise `UnknownFormat` if there is none."""
    for entry in load_formats():
        if entry.code == code:
            return entry
    raise UnknownFormat(f"There is no screen format “{code}”.")


def validate(path: Path = FORMATS_FILE) -> list[str]:
    """Return the problems of the table, each as a sentence that names the row; empty if it is valid."""
    try:
        formats = load_formats(path)
    except (OSError, ValueError, KeyError) as error:
        return [f"The table of screen formats can't be read: {error}."]
    codes = [entry.code for entry in formats]
    problems = [f"Format {code} is listed more than once." for code in sorted({c for c in codes if codes.count(c) > 1})]
    for entry in formats:
        problems += [f"Format {entry.code}: {problem}" for problem in _find_problems(entry)]
    return problems


def _find_problems(entry: ScreenFormat) -> list[str]:
    problems = []
    needs_px, needs_mm = entry.medium in ("screen", "social"), entry.medium in ("screen", "print")
    if entry.medium not in MEDIA:
        return [f"medium “{entry.medium}” is none of {', '.join(MEDIA)}."]
    if needs_px and not (entry.width_px and entry.height_px):
        problems.append("width and height in pixels are missing.")
    if needs_mm and not (entry.width_mm and entry.height_mm):
        problems.append("width and height in millimetres are missing.")
    if needs_mm and not (entry.viewing_distance_m and entry.scan_distance_m):
        problems.append("viewing and scan distance are missing.")
    if entry.inks not in INKS:
        problems.append(f"inks “{entry.inks}” is none of {', '.join(INKS)}.")
    if not 0 < entry.artwork_scale <= 1:
        problems.append("the scale of the artwork is not between 0 and 1.")
    if not problems and entry.medium == "screen" and _pixels_are_not_square(entry):
        problems.append("its pixels are not square: width and height in pixels and millimetres disagree.")
    if not problems and entry.code_width * 1.4 > 0.75 * min(entry.width, entry.height):
        problems.append("the code for its scan distance leaves no space for text.")
    return problems


def _pixels_are_not_square(entry: ScreenFormat) -> bool:
    across = (entry.width_px or 0) / (entry.width_mm or 1)
    down = (entry.height_px or 0) / (entry.height_mm or 1)
    return not math.isclose(across, down, rel_tol=0.02)


def _read_row(row: dict[str, str]) -> ScreenFormat:
    return ScreenFormat(
        code=row["code"],
        medium=row["medium"],
        width_px=int(row["width_px"]) if row["width_px"] else None,
        height_px=int(row["height_px"]) if row["height_px"] else None,
        width_mm=float(row["width_mm"]) if row["width_mm"] else None,
        height_mm=float(row["height_mm"]) if row["height_mm"] else None,
        viewing_distance_m=float(row["viewing_distance_m"]) if row["viewing_distance_m"] else None,
        scan_distance_m=float(row["scan_distance_m"]) if row["scan_distance_m"] else None,
        artwork_scale=float(row["artwork_scale"]),
        typical_place=row["typical_place"],
        inks=row["inks"],
    )
