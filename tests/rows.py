"""Rows that a module's tests share: made once before the first of them, in a transaction that ends after the last."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest


def start_afresh() -> None:
    """Forget what earlier tests left in this process.

    Primary keys recur from test to test, so a cached rendition would belong to another image; a streamed response that
    a test didn't read to its end leaves its request open.
    """
    from cms.core.cached_pages import forget_pages
    from cms.facts.live import end_request
    from cms.glossary.terms import end_version_cache

    forget_pages()
    end_request()
    end_version_cache()


def made_once(make: Callable[[], Any]) -> Any:
    """Return a fixture with what `make` returns, for modules in which every test needs it and none commits.

    Its rows are as they were made at the start of each test. Objects and files are not: a test uses a deep copy.
    """

    @pytest.fixture(scope="module")
    def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
        from django.test import TestCase
        from django.utils.translation import override

        with django_db_blocker.unblock():
            around = TestCase._enter_atomics()
        try:
            start_afresh()
            with django_db_blocker.unblock(), override("en"):
                result = make()
            yield result
        finally:
            with django_db_blocker.unblock():
                TestCase._rollback_atomics(around)

    return made
