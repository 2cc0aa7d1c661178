"""Drawings of a campaign: which scenes pages of each kind have while they have no picture of their own."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

DRAWINGS = Path(__file__).resolve().parents[2] / "static" / "drawings"


def find_scene_faults(scenes: Any) -> Iterator[str]:
    """Yield a sentence for each fault in the part “scenes”, which may be missing."""
    if not isinstance(scenes, dict) or not all(isinstance(names, list) for names in scenes.values()):
        yield "campaign.toml, scenes, must have a list of drawings for each kind of page."
        return
    for kind, names in scenes.items():
        for name in names:
            if not list_drawings(str(name)):
                yield f"campaign.toml, scenes.{kind}, has “{name}”, of which static/drawings has no drawing."


def read_scenes(scenes: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the files of drawings for each kind of page: the scenes by turns, so that neighbours differ."""
    found = {kind: [list_drawings(name) for name in names] for kind, names in scenes.items()}
    return {
        kind: tuple(files[turn] for turn in range(max(map(len, lists), default=0)) for files in lists)
        for kind, lists in found.items()
    }


def list_drawings(name: str) -> list[str]:
    """Return the names of the files that draw the scene in one palette."""
    return sorted(path.name for path in DRAWINGS.glob("*.svg") if path.stem.rpartition("-")[0] == name)
