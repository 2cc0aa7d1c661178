import pytest


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> "dict[tuple[str, str], object]":
    """Replace the published items by a dictionary (key and language to item), which the test changes."""
    from outreach.holdings import holdings

    items: dict[tuple[str, str], object] = {}
    monkeypatch.setattr(holdings, "get_published", lambda *, kind, key, language: items.get((key, language)))
    return items
