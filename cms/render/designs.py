"""Designs of posters, from the folders in `media_templates/posters`: a designer adds one without Python."""

import functools
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cms.render.formats import TEMPLATES_DIR

POSTERS_DIR = TEMPLATES_DIR / "posters"
SCHEMES = ("dark", "light")
PICTURES = ("above", "below")
ROLES = ("kind_name", "occasion", "headline", "contact_line")
"""Texts that can be the largest of a poster, or have the place over or under it."""
_SHARES = {"picture_share": 0.7, "least_size": 1.0, "hero_size": 0.3, "over_size": 1.0}
"""Numbers of a design, with the greatest that makes sense."""


class UnknownTemplate(LookupError):
    """There is no poster template with this name."""


@dataclass(frozen=True)
class Design:
    """A design, named by its folder; ``docs/poster-designs.md`` describes each line of its ``design.toml``."""

    code: str
    name: Mapping[str, str]
    kinds: tuple[str, ...]
    scheme: str
    picture: str
    picture_share: float
    least_size: float
    over: str
    hero: str
    under: str
    hero_size: float
    over_size: float
    centred: bool
    details_large: bool
    needs_organisation: bool

    def get_name(self, language: str) -> str:
        """Return its name in the language, or in English."""
        return self.name.get(language, self.name["en"])

    @property
    def file(self) -> Path:
        """The Typst file that draws it."""
        return POSTERS_DIR / self.code / "poster.typ"


_PLAIN: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("scheme", "picture", "over", "hero", "under"), str),
    **dict.fromkeys(_SHARES, (int, float)),
    **dict.fromkeys(("centred", "details_large", "needs_organisation"), bool),
    "kinds": list,
    "name": dict,
}


def get_design(template: str) -> Design:
    """Return the design; raise `UnknownTemplate` if there is none."""
    for design in load_designs():
        if design.code == template:
            return design
    raise UnknownTemplate(f"There is no poster template “{template}”.")


def list_designs(*, kind: str) -> tuple[Design, ...]:
    """Return the designs for items of the kind, the kind's own first."""
    serving = [design for design in load_designs() if kind in design.kinds]
    return tuple(sorted(serving, key=lambda design: (len(design.kinds), design.code)))


@functools.cache
def load_designs(folder: Path = POSTERS_DIR) -> tuple[Design, ...]:
    """Return all designs by name; raise ValueError with every fault of their files."""
    faults = validate(folder)
    if faults:
        raise ValueError("\n".join(faults))
    return tuple(_read(path) for path in sorted(folder.glob("*/design.toml")))


def validate(folder: Path = POSTERS_DIR) -> list[str]:
    """Return the problems of the designs, each as a sentence that names the folder; empty if they are valid."""
    files = sorted(folder.glob("*/design.toml"))
    if not files:
        return [f"There is no poster design in {folder}."]
    return [f"Poster design {path.parent.name}: {fault}" for path in files for fault in _find_faults(path)]


def _read(path: Path) -> Design:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Design(code=path.parent.name, **{**data, "kinds": tuple(data["kinds"])})


def _find_faults(path: Path) -> Iterator[str]:
    if not (path.parent / "poster.typ").exists():
        yield "the file poster.typ is missing."
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        yield f"design.toml can't be read: {error}."
        return
    wrong = [name for name, kind in _PLAIN.items() if not isinstance(data.get(name), kind)]
    if unknown := sorted(data.keys() - _PLAIN.keys()):
        yield f"design.toml has lines that no design has: {', '.join(unknown)}."
    if wrong:
        yield f"design.toml lacks these lines, or they have another kind of value: {', '.join(wrong)}."
        return
    yield from _find_wrong_values(data)


def _find_wrong_values(data: Mapping[str, Any]) -> Iterator[str]:
    choices = {"scheme": SCHEMES, "picture": PICTURES, "hero": ROLES, "over": ("", *ROLES), "under": ("", *ROLES)}
    for name, allowed in choices.items():
        if data[name] not in allowed:
            named = ", ".join(f"“{choice}”" for choice in allowed)
            yield f"{name} is “{data[name]}”. Choose one of: {named}."
    for name, greatest in _SHARES.items():
        if not 0 <= data[name] <= greatest:
            yield f"{name} is {data[name]}. It may be from 0 to {greatest:g}."
    if "headline" not in (data["over"], data["hero"], data["under"]):
        yield "the headline has no place: “over”, “hero” or “under” must be “headline”."
    used = [data[name] for name in ("over", "hero", "under") if data[name]]
    if len(set(used)) < len(used):
        yield "a text has two places: “over”, “hero” and “under” must differ."
    if not data["kinds"] or not data["name"].get("vi") or not data["name"].get("en"):
        yield "it needs at least one kind of item, and a name in vi and en."
