"""The publication rules: checks that every page passes before it may be live.

``BasePage.save`` runs all registered checks. Other apps register theirs in ``AppConfig.ready``: ``facts`` refuses
unverified contacts, ``approvals`` refuses a text that isn't exactly the approved one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page


@dataclass(frozen=True)
class Refusal:
    """One reason why a page can't be live; ``text`` is a sentence in the user's language."""

    code: str
    text: str


class PublicationRefused(Exception):
    """The page would be live with unapproved content; nothing was written."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__(" ".join(str(refusal.text) for refusal in self.refusals))


Check = Callable[[Any], list[Refusal]]
_checks: dict[str, Check] = {}


def register_check(name: str, check: Check) -> None:
    """Add a check. A name registered twice is replaced, so ``ready`` may run again."""
    _checks[name] = check


def find_refusals(page: Page, *, without: frozenset[str] = frozenset()) -> list[Refusal]:
    """Return every reason why the page in memory may not be live; empty if it may.

    ``without`` names checks to skip: an approval runs all but its own before it is recorded.
    """
    return [refusal for name, check in _checks.items() if name not in without for refusal in check(page)]


def require_publishable(page: Page) -> None:
    """Raise ``PublicationRefused`` with all reasons, if there are any."""
    refusals = find_refusals(page)
    if refusals:
        raise PublicationRefused(refusals)
