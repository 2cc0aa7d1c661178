"""Extension points for other apps, so that ``cms`` never imports ``outreach``.

``page_extras``: (``ItemRef``, request) → list of ``Extra`` shown on the public page (printable form, share card).
``reader_notices``: (page) → list of ``ReaderNotice`` above the page: its source has changed since.
``change_impact``: (``ItemRef``) → list of ``Impact``: what a change of this text makes out of date, and who holds it.
``picture_impact``: (film master's id) → list of ``Impact``: what was approved or made with its picture.
``health``: () → list of what an app's part of ``/readyz`` says, by name.
``fact_impact``: (fact's key) → list of ``Impact``: posters, files, editions that carry the value, and who holds them;
pages on which it is typed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Extra:
    label: str
    url: str
    kind: str


@dataclass(frozen=True)
class ReaderNotice:
    """A sentence to the reader, in the page's language, with a link."""

    text: str
    link: str
    url: str


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


page_extras = Hook()
reader_notices = Hook()
change_impact = Hook()
picture_impact = Hook()
fact_impact = Hook()
health = Hook()
