"""Fixtures. They import Django inside, because pytest reads this file before Django is ready."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest

from tests.rows import made_once


@pytest.fixture(autouse=True)
def spool_dir(settings, tmp_path):
    """Each test has a spool of its own."""
    settings.SPOOL_DIR = tmp_path / "spool"
    return settings.SPOOL_DIR


@dataclass
class LiveStory:
    """A story that is live in Vietnamese and Korean, and the desk that made it."""

    desk: Any
    source: Any
    korean: Any

    @property
    def key(self):
        return str(self.source.translation_key)

    def withdraw(self, language):
        from django.utils import timezone

        from cms.approvals.withdrawal import withdraw

        withdraw(
            translation_key=self.source.translation_key,
            language=language,
            by=self.desk.publisher,
            reason="A name was wrong.",
            at=timezone.now(),
        )


def make_live_story():
    from tests.approvals.factories import accept, hand_in, make_desk, make_source, make_translation

    desk = make_desk()
    source = make_source(desk.editor)
    accept(hand_in(source, desk.editor), desk.publisher)
    korean = make_translation(source, "ko", desk.translator, title="돌아온 병사", summary="이야기.")
    accept(hand_in(korean, desk.translator), desk.reviewer)
    return LiveStory(desk, source, korean)


untouched = made_once(make_live_story)


@pytest.fixture
def story(untouched, db):
    return deepcopy(untouched)


@pytest.fixture
def desk(story):
    return story.desk


@pytest.fixture
def hotline(db):
    """The plan's own hotline (V.1.c), verified."""
    from tests.factories import ContactChannelFactory, FactFactory

    return ContactChannelFactory(
        verified=True, name="Đường dây nóng", facts=[FactFactory(key="hotline", value="+84965001222")]
    )
