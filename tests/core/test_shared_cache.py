"""The shared cache, on a real Valkey server."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from cms.settings import environment


@pytest.fixture
def shared_cache(settings: Any, valkey_url: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The cache that the settings make of ``CACHE_URL``."""
    monkeypatch.setenv("CACHE_URL", valkey_url)
    settings.CACHES = {"default": environment.cache()}
    caches["default"].clear()
    return caches["default"]


def test_cache_keeps_counts_and_forgets(shared_cache: Any) -> None:
    shared_cache.set("text", {"title": "Nhớ Nguồn"}, 60)
    shared_cache.set("number", 1, 60)
    shared_cache.set_many({"a": 1, "b": 2}, 60)

    assert shared_cache.get("text") == {"title": "Nhớ Nguồn"}
    assert shared_cache.incr("number") == 2
    assert not shared_cache.add("number", 5)
    assert shared_cache.get_many(["a", "b", "c"]) == {"a": 1, "b": 2}
    shared_cache.delete("text")
    assert shared_cache.get("text", "gone") == "gone"


@pytest.mark.django_db
def test_public_pages_are_served_from_the_shared_cache(shared_cache: Any, client: Client) -> None:
    first, second = client.get("/vi/"), client.get("/vi/")

    assert (first.status_code, second.content) == (200, first.content)
    assert any(b"page:" in key for key in shared_cache._cache.get_client().scan_iter())
