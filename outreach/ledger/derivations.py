"""Registry of what apps derive from events: the inspection derives it anew and compares it with the rows."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from outreach.ledger.findings import LedgerFinding


class Derivation(Protocol):
    """Rows derived anew: gets the content of every event in the order of the ledger, then compares."""

    def add(self, content: Mapping[str, Any]) -> None: ...

    def find_differences(self) -> Iterable[LedgerFinding]: ...


_factories: dict[str, Callable[[], Derivation]] = {}


def register_derivation(name: str, factory: Callable[[], Derivation]) -> None:
    """Register what makes a ``Derivation`` for one inspection."""
    _factories[name] = factory


def make_derivations() -> list[Derivation]:
    return [factory() for factory in _factories.values()]
