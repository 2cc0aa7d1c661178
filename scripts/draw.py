"""`make drawings`: draw the pictures of pages that have none of their own, and the icons of the campaign.

The icons are made of the emblem in the campaign's folder (``CAMPAIGN_DIR``) and are kept beside it.
"""

from __future__ import annotations

import os
from pathlib import Path

from cms.render.drawings import draw_all
from cms.render.icons import draw_icons
from translations.campaign.look import read_colours
from translations.campaign.reading import DEFAULT, VARIABLE

FOLDER = Path(__file__).resolve().parent.parent / "static" / "drawings"


def main() -> None:
    """Write every drawing and icon anew, and remove drawings that are no longer drawn."""
    FOLDER.mkdir(exist_ok=True)
    drawn = draw_all()
    for old in FOLDER.glob("*.svg"):
        if old.name not in drawn:
            old.unlink()
    for name, svg in drawn.items():
        (FOLDER / name).write_text(svg, encoding="utf-8")
    # Read file by file: without its icons the folder isn't whole.
    campaign = Path(os.environ.get(VARIABLE) or DEFAULT) / "static"
    colours = read_colours((campaign / "colours.css").read_text(encoding="utf-8"))
    icons = draw_icons((campaign / "emblem.svg").read_text(encoding="utf-8"), ground=colours["paper"])
    for name, content in icons.items():
        (campaign / name).write_bytes(content)
    print(f"Drew {len(drawn)} pictures and {len(icons)} icons.")


if __name__ == "__main__":
    main()
