"""Files of the demonstration: one folder for each item, one file for each language."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from translations.languages import CODES, SOURCE

CONTENT = Path(__file__).parent / "content"
APPROVED, SUBMITTED, DRAFT, OUT_OF_DATE, WITHDRAWN = "approved", "submitted", "draft", "out_of_date", "withdrawn"


@dataclass(frozen=True)
class Item:
    """A page in all its languages: ``metadata`` from ``item.toml``, and ``texts`` and ``subtitles`` by language."""

    name: str
    metadata: dict[str, Any]
    texts: dict[str, dict[str, Any]]
    subtitles: dict[str, str]

    @property
    def kind(self) -> str:
        return str(self.metadata["kind"])

    @property
    def targets(self) -> tuple[str, ...]:
        return tuple(code for code in CODES if code in self.texts and code != SOURCE)

    def status_of(self, language: str) -> str:
        """Return the state in which the language is loaded; approved unless ``item.toml`` names another."""
        return str(self.metadata.get("status", {}).get(language, APPROVED))


def read_items() -> tuple[Item, ...]:
    """Return every item, with standard pages first, because the others may link to them."""
    items = [_read_item(path.parent) for path in sorted(CONTENT.glob("*/item.toml"))]
    return tuple(sorted(items, key=lambda item: item.kind not in ("home", "page")))


def read_table(name: str) -> dict[str, Any]:
    """Return the content of a file that isn't an item: facts, organisations or screens."""
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))


def _read_item(folder: Path) -> Item:
    paths = {code: folder / f"{code}.toml" for code in CODES}
    return Item(
        name=folder.name,
        metadata=tomllib.loads((folder / "item.toml").read_text(encoding="utf-8")),
        texts={code: tomllib.loads(path.read_text(encoding="utf-8")) for code, path in paths.items() if path.exists()},
        subtitles={path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("subtitles/*.vtt"))},
    )
