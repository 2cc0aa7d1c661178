"""Lists of one item a page, so that two stories have a second page."""

import pytest

from cms.stories.models import StoryIndexPage


@pytest.fixture(autouse=True)
def _short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StoryIndexPage, "per_page", 1)
