"""The sheet for testing a screen on the spot: it says from how far each code must be read, and has a code to practise.

The practice code leads to the site's start page, so that practising counts nowhere.
"""

import json
from typing import cast

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.render.fonts import get_script_fonts, make_compiler
from cms.render.formats import SCAN_DISTANCE_IN_CODE_WIDTHS, TEMPLATES_DIR, ScreenFormat, get_format
from cms.render.qr import draw_svg
from outreach.posters.models import Poster
from outreach.screens.feed import name_item
from outreach.screens.playing import list_valid
from outreach.screens.schedule import Schedule
from translations.languages import SOURCE, get_language_entry

TEMPLATE = TEMPLATES_DIR / "documents" / "scan_test.typ"
WIDEST_ON_PAPER_MM = 60.0


def write_scan_test(schedule: Schedule) -> bytes:
    """Return the sheet as PDF in the active language; the same schedule gives the same bytes."""
    language = get_language() or SOURCE
    entry, setting = get_language_entry(language), get_script_fonts(language)
    panel, screen_format = schedule.panel, get_format(schedule.panel.format)
    width = min(get_code_width_mm(screen_format), WIDEST_ON_PAPER_MM)
    content = {
        "lang": entry.tag.split("-")[0],
        "script": entry.script.lower(),
        "direction": entry.direction,
        "fonts": list(setting.families),
        "leading": setting.leading,
        "screen": panel.name,
        "format": f"{panel.format}, {screen_format.width_px} × {screen_format.height_px}",
        "code": draw_svg(settings.SITE_ADDRESS),
        "code_width": width,
        "rows": _list_codes(schedule),
        "labels": _write_labels(screen_format, practice_width=width),
    }
    pdf = make_compiler(TEMPLATE).compile(
        format="pdf",
        sys_inputs={"sheet": json.dumps(content, ensure_ascii=False, sort_keys=True)},
        pdf_standards=["ua-1"],
        timestamp=0,
    )
    return cast(bytes, pdf)


def get_code_width_mm(screen_format: ScreenFormat) -> float:
    """Return how wide a code is on the glass: a tenth of the distance from which it must be read."""
    return (screen_format.scan_distance_m or 0) * 1000 / SCAN_DISTANCE_IN_CODE_WIDTHS


def _list_codes(schedule: Schedule) -> list[list[str]]:
    items = list_valid(schedule.items, panel=schedule.panel, at=schedule.at)
    shown = {item.sha256: name_item(item) for item in items}
    posters = Poster.objects.filter(link__isnull=False)
    found = [
        row
        for name in ("file__sha256", "loop_parts__loop__files__sha256")
        for row in posters.filter(**{f"{name}__in": shown}).order_by("pk").values_list(name, "language", "link_id")
    ]
    host, places = settings.SITE_ADDRESS.partition("://")[2], list(shown)
    rows = sorted(found, key=lambda row: places.index(row[0]))
    return [[_name_code(shown[sha256], language), f"{host}/q/{code}"] for sha256, language, code in rows]


def _name_code(name: str, language: str) -> str:
    """Return the name of what is shown; of a loop, with the language in which this code appears."""
    autonym = get_language_entry(language).autonym
    return name if name.endswith(f"({autonym})") else f"{name}: {autonym}"


def _write_labels(screen_format: ScreenFormat, *, practice_width: float) -> dict[str, str]:
    distance = f"{screen_format.scan_distance_m:g}"
    practice = f"{practice_width * SCAN_DISTANCE_IN_CODE_WIDTHS / 1000:g}"
    return {
        "title": _("Scan test of a screen"),
        "distance": _("The codes on this screen must be read from %(distance)s m. There each is %(width)s mm wide.")
        % {"distance": distance, "width": f"{get_code_width_mm(screen_format):g}"},
        "steps": _(
            "From this distance, in front of the screen and then from each side of it, scan each code with two "
            "telephones of different makers."
        ),
        "counted": _("Each test scan is counted like any other: write down how many there were, and tell the desk."),
        "practice": _("Practice code: printed at full size it is %(width)s mm wide and is read from %(distance)s m.")
        % {"width": f"{practice_width:g}", "distance": practice},
        "failed": _("If a code can't be read, take the file down, and tell the desk the screen and the telephone."),
        "code": _("Code"),
        "first": _("Telephone 1"),
        "second": _("Telephone 2"),
        "date": _("Date"),
        "scans": _("Number of test scans"),
    }
