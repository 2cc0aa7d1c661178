"""Contrast of a design's texts with their grounds, in the campaign's colours."""

from cms.render.artwork import get_colours
from cms.render.designs import Design
from cms.render.formats import ScreenFormat
from translations.campaign.look import LEAST_CONTRAST, get_contrast

LEAST_LARGE_CONTRAST = 4.5
"""For text that is both large and bold (WCAG 2.2, 1.4.6)."""
TEXTS = (
    ("head", "ground", LEAST_CONTRAST),
    ("ink", "ground", LEAST_CONTRAST),
    ("act", "panel", LEAST_CONTRAST),
    ("mark", "ground", LEAST_LARGE_CONTRAST),
)
"""Colours of texts, of what is behind them, and the least contrast. A picture has faded to the ground before a text."""


def find_contrast_faults(design: Design, *, artwork: ScreenFormat) -> list[str]:
    """Return a sentence for each text of the design that is too weak on the format."""
    colours = get_colours(design, artwork=artwork)
    found = []
    for text, ground, least in TEXTS:
        contrast = get_contrast(colours[text], colours[ground])
        if contrast < least:
            found.append(f"“{text}” on “{ground}” has a contrast of {contrast:.1f} to 1, and needs {least:g} to 1.")
    return found
