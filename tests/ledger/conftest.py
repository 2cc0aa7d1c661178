import pytest


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> "dict[tuple[str, str], object]":
    """What is public, by key and language; change it as the desk would."""
    from outreach.holdings import holdings

    items: dict[tuple[str, str], object] = {}
    monkeypatch.setattr(holdings, "get_published", lambda *, kind, key, language: items.get((key, language)))
    return items
