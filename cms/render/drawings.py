"""Drawings for pages that have no picture of their own: layered scenes as SVG, from a scene, a palette and a seed.

They are plainly art: no real place, no person, nothing that could be taken for a historic picture. The same arguments
give the same bytes.
"""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

WIDTH, HEIGHT = 1200, 750
_STEP = 12
_MARK, _EMBER = "#a23b2a", "#c8452f"


@dataclass(frozen=True)
class Palette:
    """Colours from the far sky to the near ground, of paper and ink, and of light."""

    sky: tuple[str, str]
    layers: tuple[str, str, str, str, str]
    light: str
    paper: str
    ink: str


PALETTES = {
    "dawn": Palette(
        ("#f6e7c8", "#efcf9b"), ("#d9b58a", "#b98a66", "#8f5d49", "#6a3a31", "#451f1d"), "#fbf3df", "#f4e6c9", "#451f1d"
    ),
    "river": Palette(
        ("#eef0e6", "#dfe3d2"), ("#b9c4ae", "#91a38d", "#68806d", "#445f50", "#273f36"), "#f7f6ea", "#efeedd", "#273f36"
    ),
    "night": Palette(
        ("#2a1010", "#5a2620"), ("#552019", "#441813", "#34110e", "#260c0a", "#180707"), "#e9c98a", "#e6d3a8", "#2a1010"
    ),
}

VARIANTS = 3
"""Drawings of each scene in each palette."""

Draw = Callable[[random.Random, Palette], list[str]]


def draw(scene: str, *, palette: str, seed: int) -> str:
    """Return the scene as an SVG that fills whatever box it is shown in."""
    colours, generator = PALETTES[palette], random.Random(f"{scene} {palette} {seed}")  # noqa: S311  # a drawing, no secret
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMidYMid slice">',
        '<defs><linearGradient id="s" x2="0" y2="1">'
        f'<stop stop-color="{colours.sky[0]}"/><stop offset="1" stop-color="{colours.sky[1]}"/></linearGradient>'
        f'<radialGradient id="g"><stop stop-color="{colours.light}" stop-opacity=".9"/>'
        f'<stop offset="1" stop-color="{colours.light}" stop-opacity="0"/></radialGradient></defs>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#s)"/>',
        *SCENES[scene](generator, colours),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def name_drawing(scene: str, *, palette: str, seed: int) -> str:
    """Return the name of the file with this drawing, in ``static/drawings``."""
    return f"{scene}-{palette}-{seed}.svg"


def draw_all() -> dict[str, str]:
    """Return every drawing by the name of its file."""
    return {
        name_drawing(scene, palette=palette, seed=seed): draw(scene, palette=palette, seed=seed)
        for scene in SCENES
        for palette in PALETTES
        for seed in range(VARIANTS)
    }


def _draw_hills(generator: random.Random, palette: Palette) -> list[str]:
    """Draw a valley at sunrise with a river that runs towards the reader."""
    return [
        *_sun(generator, palette, y=0.32),
        *_layers(generator, palette, first=0.46, step=0.11),
        _river(generator, palette),
    ]


def _draw_map(generator: random.Random, palette: Palette) -> list[str]:
    """Draw a sheet with a hand-drawn map: stream, path, trees, hills, and the place that somebody remembers."""
    tilt = generator.uniform(-5, 5)
    stream = _wave(generator, 285, 915, 372 + generator.uniform(-10, 30), rise=32, waves=1.7)
    x, y = 760 + generator.uniform(-60, 40), 470 + generator.uniform(-30, 30)
    path = f"M 330 580 C 450 {500 + generator.uniform(-40, 40):.0f} 600 600 {x - 30:.0f} {y + 20:.0f}"
    trees = [(395 + generator.uniform(-40, 20), 500), (520, 545 + generator.uniform(-20, 10)), (872, 520)]
    return [
        *_layers(generator, palette, first=0.12, step=0.16),
        f'<g transform="rotate({tilt:.1f} 600 400)">',
        '<rect x="262" y="172" width="700" height="490" fill="#000" opacity=".28"/>',
        f'<rect x="250" y="160" width="700" height="490" fill="{palette.paper}"/>',
        _line("M 600 160 V 650 M 250 405 H 950", palette.ink, 2, opacity=0.13),
        _line(stream, palette.ink, 5, opacity=0.75),
        f'<g transform="translate(4 26)">{_line(stream, palette.ink, 4, opacity=0.55)}</g>',
        *(_peak(560 + index * 92 + generator.uniform(-15, 15), 246, palette.ink) for index in range(3)),
        f'<g stroke-dasharray="3 17">{_line(path, palette.ink, 5)}</g>',
        *(_tree(tree_x, tree_y, palette.ink) for tree_x, tree_y in trees),
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="34" fill="none" stroke="{_MARK}" stroke-width="6"/>',
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="9" fill="{_MARK}"/>',
        "</g>",
    ]


def _draw_lotus(generator: random.Random, palette: Palette) -> list[str]:
    """Draw a lotus and its leaves on still water before far hills."""
    x = 600 + generator.uniform(-170, 170)
    petals = [(-64, 0.8), (64, 0.8), (-40, 0.92), (40, 0.92), (-17, 1), (17, 1), (0, 1.06)]
    leaves = [(x + shift + generator.uniform(-40, 40), 640 + generator.uniform(-20, 50)) for shift in (-330, 300, -90)]
    return [
        *_sun(generator, palette, y=0.3),
        *_layers(generator, palette, first=0.44, step=0.06, count=3),
        f'<rect y="465" width="{WIDTH}" height="285" fill="{palette.layers[3]}"/>',
        *_ripples(generator, palette, top=480),
        *(
            f'<ellipse cx="{leaf_x:.0f}" cy="{leaf_y:.0f}" rx="150" ry="34" fill="{palette.layers[4]}"/>'
            for leaf_x, leaf_y in leaves
        ),
        _line(f"M {x:.0f} 520 Q {x + 18:.0f} 600 {x + 4:.0f} 700", palette.layers[4], 11),
        *(
            f'<path d="M 0 0 C -58 -70 -40 -165 0 -215 C 40 -165 58 -70 0 0" fill="{palette.light}" '
            f'stroke="{palette.layers[1]}" stroke-width="2.5" opacity=".96" '
            f'transform="translate({x:.0f} 530) rotate({turn}) scale({size})"/>'
            for turn, size in petals
        ),
    ]


def _draw_lamp(generator: random.Random, palette: Palette) -> list[str]:
    """Draw an oil lamp that burns before hills at night."""
    x, flame = 600 + generator.uniform(-200, 200), generator.uniform(-6, 6)
    glass = "M -40 -122 C -78 -215 -40 -290 -24 -330 H 24 C 40 -290 78 -215 40 -122"
    return [
        *_layers(generator, palette, first=0.3, step=0.12),
        f'<circle cx="{x:.0f}" cy="430" r="330" fill="url(#g)" opacity=".75"/>',
        f'<rect y="640" width="{WIDTH}" height="110" fill="{palette.layers[4]}"/>',
        f'<g transform="translate({x:.0f} 640)">',
        _shape("M -70 0 C -95 -60 -52 -96 0 -96 C 52 -96 95 -60 70 0 Z", palette.layers[2]),
        _line("M -70 0 C -95 -60 -52 -96 0 -96", palette.light, 4, opacity=0.7),
        _shape("M -34 -122 h 68 v 28 h -68 Z", palette.layers[1]),
        _shape(f"{glass} Z", palette.light, opacity=0.3),
        _line(glass, palette.light, 3.5, opacity=0.8),
        _shape(f"M 0 -128 C -30 -160 -14 -196 {flame:.0f} -236 C 16 -196 28 -160 0 -128", palette.light),
        "</g>",
    ]


def _draw_letter(generator: random.Random, palette: Palette) -> list[str]:
    """Draw letters that were kept, the uppermost opened."""
    return [
        *_layers(generator, palette, first=0.1, step=0.17),
        *(_envelope(generator, palette, lift=lift) for lift in (46, 22, 0)),
        f'<g transform="rotate({generator.uniform(3, 8):.1f} 640 360)">',
        '<rect x="428" y="128" width="430" height="420" fill="#000" opacity=".22"/>',
        f'<rect x="420" y="120" width="430" height="420" fill="{palette.paper}"/>',
        _line("M 420 260 H 850 M 420 400 H 850", palette.ink, 1.5, opacity=0.14),
        *_handwriting(generator, palette, left=465, right=800, top=175, lines=9, space=38),
        "</g>",
    ]


def _draw_notebook(generator: random.Random, palette: Palette) -> list[str]:
    """Draw an open notebook with a pencil, half written."""
    return [
        *_layers(generator, palette, first=0.1, step=0.17),
        f'<g transform="rotate({generator.uniform(-5, 3):.1f} 600 400)">',
        _shape("M 222 192 h 770 v 460 h -770 Z", "#000", opacity=0.25),
        _shape(
            "M 210 180 Q 410 150 600 182 Q 790 150 980 180 V 640 Q 790 612 600 642 Q 410 612 210 640 Z", palette.paper
        ),
        _line("M 600 182 V 642", palette.ink, 3, opacity=0.35),
        *_handwriting(generator, palette, left=255, right=560, top=235, lines=10, space=37),
        *_handwriting(generator, palette, left=645, right=930, top=235, lines=4, space=37),
        f'<g transform="translate(780 560) rotate({generator.uniform(-32, -18):.0f})">'
        f"{_shape('M -150 -9 H 120 V 9 H -150 Z', palette.layers[2])}"
        f"{_shape('M -150 -9 L -192 0 L -150 9 Z', palette.ink)}</g>",
        "</g>",
    ]


def _draw_incense(generator: random.Random, palette: Palette) -> list[str]:
    """Draw three sticks of incense in a bowl, their smoke over the hills."""
    x = 600 + generator.uniform(-210, 210)
    sticks = [(-34, -7), (0, 0), (34, 7)]
    return [
        *_sun(generator, palette, y=0.26),
        *_layers(generator, palette, first=0.42, step=0.1),
        *(
            _line(_smoke(generator, x + shift + turn * 4.2, 250 + abs(turn) * 3), palette.light, 6, opacity=0.5)
            for shift, turn in sticks
        ),
        f'<g transform="translate({x:.0f} 610)">',
        *(
            f'<g transform="translate({shift} 0) rotate({turn})">{_line("M 0 0 V -350", palette.light, 6)}'
            f'<circle cy="-352" r="8" fill="{_EMBER}"/></g>'
            for shift, turn in sticks
        ),
        _shape(
            "M -120 -40 H 120 C 124 40 76 92 40 100 V 124 H -40 V 100 C -76 92 -124 40 -120 -40 Z", palette.layers[2]
        ),
        _line("M -128 -40 H 128", palette.light, 7, opacity=0.6),
        "</g>",
    ]


SCENES: dict[str, Draw] = {
    "hills": _draw_hills,
    "incense": _draw_incense,
    "lamp": _draw_lamp,
    "letter": _draw_letter,
    "lotus": _draw_lotus,
    "map": _draw_map,
    "notebook": _draw_notebook,
}


def _line(d: str, colour: str, width: float, *, opacity: float = 1) -> str:
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round" '
        f'stroke-linejoin="round" opacity="{opacity}"/>'
    )


def _shape(d: str, colour: str, *, opacity: float = 1) -> str:
    return f'<path d="{d}" fill="{colour}" opacity="{opacity}"/>'


def _sun(generator: random.Random, palette: Palette, *, y: float) -> list[str]:
    x, radius = WIDTH * generator.uniform(0.58, 0.8), HEIGHT * generator.uniform(0.085, 0.115)
    at = f'cx="{x:.0f}" cy="{HEIGHT * y:.0f}"'
    return [
        f'<circle {at} r="{radius * 3.2:.0f}" fill="url(#g)" opacity=".55"/>',
        f'<circle {at} r="{radius:.0f}" fill="{palette.light}"/>',
    ]


def _layers(generator: random.Random, palette: Palette, *, first: float, step: float, count: int = 5) -> list[str]:
    """Return ridges from the farthest to the nearest; the nearer, the lower and the rougher."""
    ridges = []
    for index in range(count):
        base, height = HEIGHT * (first + step * index), HEIGHT * (0.13 + 0.025 * index)
        points = " ".join(f"{x} {y:.0f}" for x, y in _ridge(generator, base=base, height=height))
        ridges.append(_shape(f"M 0 {HEIGHT} L {points} L {WIDTH} {HEIGHT} Z", palette.layers[index]))
    return ridges


def _ridge(generator: random.Random, *, base: float, height: float) -> list[tuple[int, float]]:
    waves = [(generator.uniform(0.6, 1.6) * n, generator.uniform(0, math.tau), height / n**1.2) for n in range(1, 7)]
    return [
        (x, base - sum(size * (math.sin(pace * x / WIDTH * math.tau + turn) + 1) / 2 for pace, turn, size in waves))
        for x in range(0, WIDTH + 1, _STEP)
    ]


def _river(generator: random.Random, palette: Palette) -> str:
    x, top = WIDTH * generator.uniform(0.3, 0.5), HEIGHT * 0.72
    d = (
        f"M {x - 190:.0f} {HEIGHT} C {x - 40:.0f} {top + 120:.0f} {x + 120:.0f} {top + 70:.0f} {x:.0f} {top:.0f} "
        f"C {x + 150:.0f} {top + 70:.0f} {x + 70:.0f} {top + 130:.0f} {x + 150:.0f} {HEIGHT} Z"
    )
    return _shape(d, palette.light, opacity=0.42)


def _ripples(generator: random.Random, palette: Palette, *, top: int) -> list[str]:
    rows = [(top + 26 * row + generator.uniform(-6, 6), generator.uniform(0, 700)) for row in range(9)]
    return [
        _line(f"M {x:.0f} {y:.0f} h {generator.uniform(120, 420):.0f}", palette.light, 3, opacity=0.22) for y, x in rows
    ]


def _wave(generator: random.Random, left: float, right: float, y: float, *, rise: float, waves: float) -> str:
    turn = generator.uniform(0, math.tau)
    points = [
        (x, y + rise * math.sin((x - left) / (right - left) * math.tau * waves + turn) + generator.uniform(-3, 3))
        for x in (left + (right - left) * step / 24 for step in range(25))
    ]
    return "M " + " L ".join(f"{x:.0f} {height:.0f}" for x, height in points)


def _smoke(generator: random.Random, x: float, y: float) -> str:
    bends = [generator.uniform(30, 80) * (-1) ** index for index in range(4)]
    d = f"M {x:.0f} {y:.0f}"
    for index, bend in enumerate(bends):
        d += f" q {bend:.0f} -{30 + index * 4} {bend / 4:.0f} -{62 + index * 6}"
    return d


def _peak(x: float, y: float, ink: str) -> str:
    outline = (
        f"M {x - 52:.0f} {y + 44:.0f} Q {x - 16:.0f} {y - 30:.0f} {x:.0f} {y - 34:.0f} "
        f"Q {x + 18:.0f} {y - 26:.0f} {x + 54:.0f} {y + 46:.0f}"
    )
    shade = f"M {x + 4:.0f} {y - 12:.0f} l 12 26 M {x + 16:.0f} {y - 4:.0f} l 12 26"
    return _line(f"{outline} {shade}", ink, 4, opacity=0.7)


def _tree(x: float, y: float, ink: str) -> str:
    crown = f"M {x:.0f} {y + 8:.0f} c -46 4 -46 -52 -8 -54 c -2 -34 54 -34 48 2 c 36 10 20 58 -40 52"
    return _line(f"M {x:.0f} {y:.0f} v 46 {crown}", ink, 4.5)


def _envelope(generator: random.Random, palette: Palette, *, lift: int) -> str:
    turn, y = generator.uniform(-6, 4), 360 + lift
    return (
        f'<g transform="rotate({turn:.1f} 560 480)">'
        f"{_shape(f'M 262 {y + 8} h 600 v 270 h -600 Z', '#000', opacity=0.2)}"
        f"{_shape(f'M 255 {y} h 600 v 270 h -600 Z', palette.paper)}"
        f"{_line(f'M 255 {y} L 555 {y + 150} L 855 {y}', palette.ink, 3, opacity=0.35)}</g>"
    )


def _handwriting(
    generator: random.Random, palette: Palette, *, left: int, right: int, top: int, lines: int, space: int
) -> list[str]:
    """Return lines that look written and say nothing."""
    written = []
    for line in range(lines):
        x, y, d = float(left), top + line * space, ""
        end = right if line < lines - 1 else left + (right - left) * generator.uniform(0.3, 0.7)
        while x < end:
            letters = generator.randint(2, 6)
            d += f"M {x:.0f} {y} q " + " ".join(
                f"{generator.uniform(3, 7):.0f} {generator.uniform(-15, 10):.0f} 11 0" for _letter in range(letters)
            )
            x += 11 * letters + 16
        written.append(d)
    return [_line(" ".join(written), palette.ink, 3, opacity=0.6)]
