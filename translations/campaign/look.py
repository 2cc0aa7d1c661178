"""Colours and emblem of a campaign: readable on each other, and safe to put into every page."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

COLOURS = (
    "paper",
    "paper-deep",
    "card",
    "ink",
    "ink-soft",
    "lacquer",
    "lacquer-deep",
    "bronze",
    "bronze-line",
    "gold",
    "on-gold",
    "act",
    "act-deep",
    "on-act",
)
READABLE = (
    *((text, ground) for text in ("ink", "ink-soft", "lacquer") for ground in ("paper", "paper-deep", "card")),
    ("lacquer-deep", "paper"),
    ("bronze", "paper"),
    ("bronze", "card"),
    ("on-gold", "gold"),
    ("on-act", "act"),
    ("on-act", "act-deep"),
)
"""A text's colour and that of its ground: they need the contrast that WCAG 2.2 asks for at level AAA."""
LEAST_CONTRAST = 7.0
FAVICON, TOUCH_ICON, SMALL_ICON, LARGE_ICON, MASKABLE_ICON = ICONS = (
    "favicon.ico",
    "apple-touch-icon.png",
    "icon-192.png",
    "icon-512.png",
    "icon-maskable.png",
)
"""The icons beside the emblem, made of it by `make drawings`; home screens may cut the maskable one round."""
PROPERTY = re.compile(r"--([a-z-]+)\s*:\s*([^;]+);")
DARK = re.compile(r"@media \(prefers-color-scheme: dark\) \{\s*(:root \{[^{}]*\})\s*\}")
HEX = re.compile(r"#[0-9A-Fa-f]{6}")
SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon", "title", "desc"}
"""Elements of an emblem: shapes only, so that it can be put into a page without an identifier or an address."""


def read_colours(css: str) -> dict[str, str]:
    """Return the custom properties of the stylesheet by their names, as they are by day."""
    return _read_properties(DARK.sub("", css))


def read_dark_colours(css: str) -> dict[str, str]:
    """Return the custom properties that the stylesheet has for readers who prefer the dark."""
    return _read_properties("".join(DARK.findall(css)))


def _read_properties(css: str) -> dict[str, str]:
    return {name: value.strip() for name, value in PROPERTY.findall(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))}


def find_colour_faults(colours: Mapping[str, str], *, scheme: str = "") -> Iterator[str]:
    """Yield the faults of the colours; ``scheme`` is what the sentences say of them, such as “in the dark”."""
    place = f"static/colours.css{scheme and ', '}{scheme}"
    end = "," if scheme else ""
    if missing := [name for name in COLOURS if name not in colours]:
        yield f"{place}{end} lacks these colours: {', '.join(missing)}."
    wrong = [name for name, value in colours.items() if not HEX.fullmatch(value)]
    for name in wrong:
        yield f"{place}: “{name}” must be a colour such as #1d3f66, not “{colours[name]}”."
    for text, ground in READABLE if not missing and not wrong else ():
        contrast = get_contrast(colours[text], colours[ground])
        if contrast < LEAST_CONTRAST:
            yield (
                f"{place}: “{text}” on “{ground}” has a contrast of {contrast:.1f} to 1. "
                f"Everybody can read it from {LEAST_CONTRAST:g} to 1 on."
            )


def get_contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2)."""
    darker, lighter = sorted((_get_luminance(one), _get_luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _get_luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def find_emblem_faults(svg: str) -> Iterator[str]:
    """Yield the faults of the emblem, which is put into pages that load no other file."""
    return _find_svg_faults(svg, name="static/emblem.svg", allowed=ALLOWED)


def find_icon_faults(folder: Path) -> Iterator[str]:
    """Yield a sentence if icons lack."""
    if missing := [name for name in ICONS if not (folder / "static" / name).exists()]:
        yield f"static lacks these icons: {', '.join(missing)}. Run: make drawings, with CAMPAIGN_DIR={folder}."


def find_evidence_faults(svg: str) -> Iterator[str]:
    """Yield the faults of the drawings of evidence: symbols made of shapes, each with the key of a kind."""
    return _find_svg_faults(svg, name="static/evidence.svg", allowed=ALLOWED | {"symbol"})


def read_drawn_evidence(svg: str) -> frozenset[str]:
    """Return the keys of the drawings in a file without faults: the names of its symbols."""
    root = ET.fromstring(svg)  # noqa: S314  (without declarations there are no entities)
    return frozenset(symbol.get("id", "") for symbol in root.iter(f"{SVG}symbol"))


def _find_svg_faults(svg: str, *, name: str, allowed: set[str]) -> Iterator[str]:
    try:
        if "<!" in svg:
            raise ET.ParseError("it has a declaration or a comment")
        root = ET.fromstring(svg)  # noqa: S314  (without declarations there are no entities)
    except ET.ParseError as error:
        yield f"{name} isn't a valid SVG: {error}."
        return
    if root.tag != f"{SVG}svg" or not root.get("viewBox"):
        yield f"{name} must be an SVG with a viewBox."
    for element in root.iter():
        shape = element.tag.removeprefix(SVG)
        if shape not in allowed:
            yield f"{name} has the element “{shape}”. Only shapes may be in it: {', '.join(sorted(allowed))}."
        for attribute, value in element.attrib.items():
            if attribute.startswith("on") or "href" in attribute or "url(" in value:
                yield f"{name} has the attribute “{attribute}”, which could load or run something."
