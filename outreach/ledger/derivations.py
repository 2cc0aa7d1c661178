"""Registry of what apps derive from events: the inspection derives it anew and compares it with the rows."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Protocol

from cms.users.models import User
from outreach.ledger.findings import LedgerFinding


class Derivation(Protocol):
    """Rows derived anew: gets the content of each event with one of its actions, in their order, then compares."""

    @property
    def actions(self) -> Collection[str]: ...

    def add(self, content: Mapping[str, Any]) -> None: ...

    def find_differences(self) -> Iterable[LedgerFinding]: ...


def compare(derived: Mapping[Any, Any], rows: Mapping[Any, Any]) -> list[Any]:
    """Return the names of the rows that aren't as they were derived, that are too many, and that are missing."""
    names = [*rows, *(name for name in derived if name not in rows)]
    return [name for name in names if name not in derived or name not in rows or derived[name] != rows[name]]


def find_other_people(said: Mapping[Any, str], rows: Mapping[Any, int | None]) -> list[Any]:
    """Return the names of the rows with another person, by primary key, than the events have by their keys.

    A row whose person's account was deleted has none.
    """
    existing = {f"user:{pk}" for pk in User.objects.values_list("pk", flat=True)}
    return [
        name
        for name, user in rows.items()
        if (said.get(name) != f"user:{user}" if user else said.get(name) in existing)
    ]


_factories: dict[str, Callable[[], Derivation]] = {}


def register_derivation(name: str, factory: Callable[[], Derivation]) -> None:
    """Register what makes a ``Derivation`` for one inspection."""
    _factories[name] = factory


def make_derivations() -> list[Derivation]:
    return [factory() for factory in _factories.values()]
