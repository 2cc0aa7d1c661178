"""`make licences`: write docs/licences.md, all locked parts with the licences that they state."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from cms.installation.licences import ACCEPTED_INSIDE, InstalledPart, list_installed

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "licences.md"
HEAD = """# Licences

The parts that `requirements.lock` installs, with the licence that each states for itself. `make licences` writes this
list, and a test compares it with what is installed. A part under the GPL or AGPL is refused unless a decision accepts
it. The system itself is under BSD-3-Clause ([LICENSE](../LICENSE)); its fonts, in `static/fonts` and
`media_templates/fonts`, are under the SIL Open Font License 1.1 (`OFL.txt` beside them). The table of
traditional Chinese characters, `cms/core/search_index/traditional.txt`, is OpenCC's, under the Apache License 2.0
(`traditional.LICENSE.txt` beside it).

| Part | Version | Licence |
|---|---|---|
"""


def find_obstacles(parts: Iterable[InstalledPart]) -> list[str]:
    """Return a sentence for each part that can't be used."""
    obstacles = []
    for part in parts:
        if not part.licence:
            obstacles.append(f"{part.name} states no licence. Read its LICENSE and name it in list_installed.")
        elif part.inside and part.binds:
            obstacles.append(f"{part.name} holds {', '.join(part.inside)}, under the GPL. Replace it.")
        elif part.binds:
            obstacles.append(f"{part.name} is under {part.licence}, which would bind the whole system. Replace it.")
    return obstacles


def write_list(parts: Iterable[InstalledPart]) -> str:
    """Return the document's text, the parts in alphabetical order."""
    ordered = sorted(parts, key=lambda part: part.name)
    rows = [f"| {part.name} | {part.version} | {part.licence}{_describe_inside(part)} |\n" for part in ordered]
    return HEAD + "".join(rows)


def _describe_inside(part: InstalledPart) -> str:
    if not part.inside:
        return ""
    record = ACCEPTED_INSIDE.get(part.name, "")
    return f"; its wheel holds {', '.join(part.inside)}, under the GPL" + (f" ([{record}]({record}))" if record else "")


def main() -> int:
    parts = list(list_installed())
    DOCUMENT.write_text(write_list(parts), "utf-8")
    obstacles = find_obstacles(parts)
    print(*obstacles, sep="\n", file=sys.stderr, end="\n" if obstacles else "")
    return int(bool(obstacles))


if __name__ == "__main__":
    sys.exit(main())
