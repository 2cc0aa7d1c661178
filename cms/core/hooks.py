"""Extension points for other apps, so that ``cms`` never imports ``outreach``.

``page_extras``: (``ItemRef``, request) → list of ``Extra`` shown on the public page (printable form, share card).
``coming_events``: (page) → list of ``ComingEvent``, the next ones for readers of this page.
``item_notes``, named by kind: (language, keys of items) → list of ``ItemNote``, which feeds and the search show.
``reader_notices``: (page) → list of ``ReaderNotice`` above the page: its source has changed since.
``change_impact``: (``ItemRef``) → list of ``Impact``: what a change of this text makes out of date, and who holds it.
``picture_impact``: (film master's id) → list of ``Impact``: what was approved or made with its picture.
``closed_items``: (day, language) → list of querysets of the translation keys of items that ask for nothing any more.
``health``: () → list of what an app's part of ``/readyz`` says, by name.
``fact_impact``: (fact's key) → list of ``Impact``: posters, files, editions that carry the value, and who holds them;
pages on which it is typed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Extra:
    label: str
    url: str
    kind: str


@dataclass(frozen=True)
class ReaderNotice:
    """A sentence to the reader, in the page's language, with a link unless it is empty."""

    text: str
    link: str
    url: str
    title: str = ""


@dataclass(frozen=True)
class ComingEvent:
    """An event to which readers can come, in the page's language."""

    title: str
    path: str
    time: str
    venue: str
    is_cancelled: bool


@dataclass(frozen=True)
class ItemNote:
    """A sentence on an item. ``changed_at`` is when it last changed, None if that is no news; ``is_warning`` if
    whoever sees only the item's title must read it.
    """

    key: UUID
    text: str
    changed_at: datetime | None = None
    is_warning: bool = False


@dataclass(frozen=True)
class Impact:
    """Something that a change makes out of date.

    ``holders`` are names of organisations and ``holder_keys`` their keys; ``name`` is its own name, in no language's
    sentence, for mails to them.
    """

    kind: str
    label: str
    url: str = ""
    language: str = ""
    holders: tuple[str, ...] = ()
    name: str = ""
    holder_keys: tuple[str, ...] = ()


@dataclass
class Hook:
    _fillers: dict[str, Callable[..., list[Any]]] = field(default_factory=dict)

    def register(self, name: str, filler: Callable[..., list[Any]]) -> None:
        self._fillers[name] = filler

    def collect(self, *args: Any) -> list[Any]:
        return [entry for filler in self._fillers.values() for entry in filler(*args)]

    def collect_from(self, name: str, *args: Any) -> list[Any]:
        """Return what the filler of this name finds; nothing if none is registered."""
        return self._fillers[name](*args) if name in self._fillers else []


page_extras = Hook()
coming_events = Hook()
item_notes = Hook()
reader_notices = Hook()
change_impact = Hook()
picture_impact = Hook()
fact_impact = Hook()
closed_items = Hook()
health = Hook()
