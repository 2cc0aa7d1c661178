"""Imports stand inside: pytest reads this file before Django is ready."""

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Rules speak to the person in the active language; these tests read English."""
    from django.utils.translation import override

    with override("en"):
        yield
