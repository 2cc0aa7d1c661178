"""Places of a page as its readers know them: present and former names in their script, and those of the war."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cms.campaign.models import Place
from cms.campaign.place_names import get_source_name
from translations.languages import SOURCE, get_column

Rendering = Callable[[str, str], str]
"""A function of a name in the source language and a language that returns its public rendering, or ""."""
_renderings: dict[str, Rendering] = {}


@dataclass(frozen=True)
class ScriptName:
    """A name as it is shown; ``is_source`` if it is written as in the source language, whose readers alone know it."""

    text: str
    is_source: bool


@dataclass(frozen=True)
class WartimeName:
    text: str
    source: str


@dataclass(frozen=True)
class ListedPlace:
    """A place with its present name, also as it is written in Vietnam, its former names, and those of the war."""

    name: ScriptName
    original: str
    former: tuple[ScriptName, ...]
    wartime: tuple[WartimeName, ...]


def register_renderings(name: str, rendering: Rendering) -> None:
    """Have an app above give the renderings of names in other languages that readers may see."""
    _renderings[name] = rendering


def list_page_places(places: Iterable[Place], *, language: str) -> list[ListedPlace]:
    """Return the places in the order of their codes."""
    return [_describe(place, language=language) for place in sorted(places, key=lambda place: place.code)]


def _describe(place: Place, *, language: str) -> ListedPlace:
    source = get_source_name(place)
    own = str(getattr(place, get_column("name", language)) or "")
    name = ScriptName(own, is_source=own == source) if own else _write(source, language=language)
    return ListedPlace(
        name=name,
        original="" if name.text == source else source,
        former=tuple(_write(former, language=language) for former in place.former_names),
        wartime=tuple(WartimeName(row["name"], row["source"]) for row in place.wartime_names or ()),
    )


def _write(name: str, *, language: str) -> ScriptName:
    if language == SOURCE:
        return ScriptName(name, is_source=True)
    rendering = next((found for find in _renderings.values() if (found := find(name, language))), "")
    return ScriptName(rendering or name, is_source=rendering in {"", name})
