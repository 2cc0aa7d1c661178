"""What the desk tells the rooms above it, after commit and only when the public sees something else."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from cms.stories.models import StoryPage
from cms.translation_desk.approval import withdraw
from cms.translation_desk.signals import approval_changed
from tests.translation_desk.factories import Desk, accept, edit, hand_in, make_source


@pytest.fixture
def heard() -> Iterator[list[tuple[str, str]]]:
    said: list[tuple[str, str]] = []

    def hear(*, language: str, change: str, **kwargs: Any) -> None:
        said.append((language, change))

    approval_changed.connect(hear)
    yield said
    approval_changed.disconnect(hear)


def test_publication_and_withdrawal_are_told_after_commit(
    desk: Desk, heard: list[tuple[str, str]], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    story = make_source(desk.editor)
    with django_capture_on_commit_callbacks(execute=True):
        accept(hand_in(story, desk.editor), desk.publisher)
        assert heard == []
    assert heard == [("vi", "published")]

    with django_capture_on_commit_callbacks(execute=True):
        withdraw(translation_key=story.translation_key, language=None, by=desk.lead, reason="Sai.", at=timezone.now())
    assert heard == [("vi", "published"), ("vi", "withdrawn")]


def test_drafts_and_submissions_are_told_to_nobody(
    desk: Desk, heard: list[tuple[str, str]], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    story = make_source(desk.editor)
    with django_capture_on_commit_callbacks(execute=True):
        edit(story, desk.editor, title="Khác")
        hand_in(story, desk.editor)

    assert heard == []


def test_page_taken_offline_by_hand_is_told(
    desk: Desk, heard: list[tuple[str, str]], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    story = make_source(desk.editor)
    accept(hand_in(story, desk.editor), desk.publisher)

    with django_capture_on_commit_callbacks(execute=True):
        StoryPage.objects.get(pk=story.pk).unpublish(user=desk.superuser)

    assert heard == [("vi", "unpublished")]
