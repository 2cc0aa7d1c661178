"""The gate of rule 1: what is public was approved.

``BasePage.save`` asks every registered check before a row may be live. Rooms above register theirs in
``AppConfig.ready``: the register of facts refuses unverified contacts, the translation desk refuses text
that isn't exactly what was approved.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page


@dataclass(frozen=True)
class Refusal:
    """One reason why a page can't go live; ``text`` is a sentence for the person, in their language."""

    code: str
    text: str


class PublicationRefused(Exception):
    """The page would be live with something that was not approved; nothing was written."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__(" ".join(str(refusal.text) for refusal in self.refusals))


Check = Callable[[Any], list[Refusal]]
_checks: dict[str, Check] = {}


def register_check(name: str, check: Check) -> None:
    """Add a check; registering a name twice replaces it, so that ``ready`` may run again."""
    _checks[name] = check


def find_refusals(page: Page, *, without: frozenset[str] = frozenset()) -> list[Refusal]:
    """Return every reason why this page may not be live as it stands; empty means that it may.

    ``without`` names checks to leave out: the desk asks all others before it records an approval.
    """
    return [refusal for name, check in _checks.items() if name not in without for refusal in check(page)]


def require_publishable(page: Page) -> None:
    """Raise ``PublicationRefused`` with all reasons, if there are any."""
    refusals = find_refusals(page)
    if refusals:
        raise PublicationRefused(refusals)
