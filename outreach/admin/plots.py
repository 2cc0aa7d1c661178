"""Plots as SVG without script, drawn by the server. Beside each stands a table with the same numbers."""

import re
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

MOST_LABELS = 12
"""More would overlap at the width of a page."""
MOST_TICKS = 5
_ADVERTISEMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def draw_bars(*, labels: Sequence[str], series: Mapping[str, Sequence[int]], title: str) -> SafeString:
    """Return stacked bars in the text's own colour and tints of it. ``title`` is read to those who can't see it."""
    import pygal  # slow to import
    from pygal.style import Style

    style = Style(
        background="transparent",
        plot_background="transparent",
        foreground="currentColor",
        foreground_strong="currentColor",
        foreground_subtle="currentColor",
        font_family="inherit",
        colors=("#8c2f22", "#b98a3a"),
        label_font_size=13,
        major_label_font_size=13,
        legend_font_size=13,
    )
    options: dict[str, Any] = {"width": 960, "height": 280, "js": [], "disable_xml_declaration": True}
    chart = pygal.StackedBar(
        style=style,
        legend_at_bottom=True,
        show_minor_x_labels=False,
        truncate_label=-1,
        x_labels_major_count=MOST_LABELS,
        value_formatter=lambda value: f"{value:.0f}",
        **options,
    )
    chart.x_labels = list(labels)
    chart.y_labels = _choose_ticks(max(map(sum, zip(*series.values(), strict=True)), default=0))
    for name, values in series.items():
        chart.add(name, list(values))
    drawn = _ADVERTISEMENT.sub("", chart.render(is_unicode=True))
    labelled = drawn.replace("<svg ", f'<svg role="img" aria-label="{escape(title)}" ', 1)
    return mark_safe(labelled)  # noqa: S308  # pygal escapes labels and names itself


def _choose_ticks(largest: int) -> list[int]:
    """Return whole numbers from 0 to the largest or just above, at steps of 1, 2 or 5 times a power of ten."""
    steps = (factor * 10**power for power in count() for factor in (1, 2, 5))
    step = next(step for step in steps if step * MOST_TICKS >= largest)
    return list(range(0, largest + step, step))
