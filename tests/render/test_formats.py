from dataclasses import replace
from pathlib import Path

import pytest

from cms.render import qr
from cms.render.formats import FORMATS_FILE, UnknownFormat, get_format, load_formats, validate


def test_table_of_formats_is_valid() -> None:
    assert validate() == []
    assert len(load_formats()) == 23


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("1920,1080,1210,681", "1920,1080,1210,900", "its pixels are not square"),
        ("1.5,1.3,1,commune", "1.5,9,1,commune", "leaves no space for text"),
        ("led-column,screen", "led-column,billboard", "medium “billboard” is none of"),
        ("print-a0,print", "print-a1,print", "Format print-a1 is listed more than once."),
        ("768,1366", "768,tall", "can't be read"),
    ],
)
def test_planted_fault_in_the_table_is_named(tmp_path: Path, old: str, new: str, problem: str) -> None:
    text = FORMATS_FILE.read_text(encoding="utf-8")
    assert old in text
    broken = tmp_path / "formats.csv"
    broken.write_text(text.replace(old, new, 1), encoding="utf-8")

    problems = validate(broken)

    assert any(problem in found for found in problems), problems


def test_unknown_format_is_refused_by_name() -> None:
    with pytest.raises(UnknownFormat, match="There is no screen format “moon”"):
        get_format("moon")


@pytest.mark.parametrize("entry", [f for f in load_formats() if f.scan_distance_m], ids=lambda f: f.code)
def test_code_is_a_tenth_of_the_scan_distance_wide(entry) -> None:
    for version in range(qr.LEAST_VERSION, qr.GREATEST_VERSION + 1):
        size = 17 + 4 * version

        width = size * qr.get_module_width(entry, size=size)

        per_metre = entry.width / (entry.width_mm * entry.artwork_scale) * 1000 * entry.artwork_scale
        assert width >= entry.scan_distance_m / 10 * per_metre - 0.01
        assert width + 8 * qr.get_module_width(entry, size=size) <= qr.get_panel_width(entry) + 0.01


def test_module_of_a_screen_is_whole_pixels() -> None:
    for entry in load_formats():
        if not entry.is_print:
            assert qr.get_module_width(entry, size=25) == int(qr.get_module_width(entry, size=25))


def test_panorama_is_drawn_at_one_to_ten() -> None:
    panorama = get_format("print-pano")

    assert panorama.width == pytest.approx(400 / 25.4 * 72)
    assert replace(panorama, artwork_scale=1.0).width == pytest.approx(4000 / 25.4 * 72)
