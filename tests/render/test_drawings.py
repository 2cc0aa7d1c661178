"""Drawings for pages without a picture: the same each time, small, and nothing but shapes."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from cms.render.drawings import draw, draw_all

STATIC = Path(__file__).resolve().parents[2] / "static" / "drawings"
SHAPES = {"svg", "defs", "linearGradient", "radialGradient", "stop", "rect", "g", "path", "circle", "ellipse"}
MOST_BYTES = 12_000


def test_files_are_what_is_drawn_today() -> None:
    kept = {path.name: path.read_text(encoding="utf-8") for path in STATIC.iterdir()}

    assert kept == draw_all(), "Run: make drawings"


def test_no_two_drawings_are_alike() -> None:
    assert len(set(draw_all().values())) == len(draw_all())
    assert draw("map", palette="dawn", seed=1) == draw("map", palette="dawn", seed=1)


def test_drawings_are_small_and_load_nothing() -> None:
    for name, svg in draw_all().items():
        elements = {etree.QName(element).localname for element in etree.fromstring(svg.encode()).iter()}

        assert elements <= SHAPES, name
        assert "href" not in svg, name
        assert len(svg) <= MOST_BYTES, name
