"""Lists of one item a page, so that two stories have a second page."""

import pytest


@pytest.fixture(autouse=True)
def _short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    from cms.stories.models import StoryIndexPage

    monkeypatch.setattr(StoryIndexPage, "per_page", 1)
