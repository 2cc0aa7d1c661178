"""Drawings in place of pictures: which one an item has."""

from collections.abc import Set
from uuid import UUID

from translations.campaign.reading import get_folder
from translations.campaign.scenes import DRAWINGS


def choose_scene(kind: str, key: UUID, *, taken: Set[str] = frozenset()) -> str:
    """Return the file of the drawing of an item without a picture; "" if its kind has none.

    An item has the same drawing everywhere, unless it is among those that are taken and its kind has another.
    """
    files = get_folder().scenes.get(kind, ())
    start = key.int % len(files) if files else 0
    in_order = (*files[start:], *files[:start])
    return next((name for name in in_order if name not in taken), in_order[0] if in_order else "")


def read_drawing(name: str) -> str:
    """Return the drawing in this file as SVG; "" for no name."""
    return (DRAWINGS / name).read_text(encoding="utf-8") if name else ""
