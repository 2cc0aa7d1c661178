"""Fixtures. They import Django inside, because pytest reads this file before Django is ready."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.approvals.factories import Desk


@pytest.fixture
def sent(desk: Desk) -> Iterator[list[Any]]:
    """Return the list of signals sent: language, change, and whether the item has a reference."""
    from cms.published import publication_changed

    signals: list[Any] = []

    def listen(language: str, change: str, ref: Any, **kwargs: Any) -> None:
        signals.append((language, change, ref is not None))

    publication_changed.connect(listen)
    yield signals
    publication_changed.disconnect(listen)
