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


@pytest.fixture
def call(desk: Desk, django_capture_on_commit_callbacks: Any) -> Any:
    """Return a call, live in Vietnamese and Korean, with the hotline in its text and among its contacts."""
    from cms.calls.models import CallPage
    from tests.approvals.factories import accept, hand_in, make_source, make_translation
    from tests.factories import ContactChannelFactory, FactFactory

    fact = FactFactory(key="hotline", value="+84965001222")
    channel = ContactChannelFactory(verified=True, facts=[fact], name="Đường dây nóng", languages=["vi", "ko"])
    body = [
        ("heading", {"text": "Điều cần biết"}),
        ("paragraph", {"text": "<p>Xin gọi <b>[[hotline]]</b>.</p><ul><li>Bản đồ</li></ul>"}),
        ("steps", {"items": ["Vẽ bản đồ", "Gọi [[hotline]]"]}),
    ]
    with django_capture_on_commit_callbacks(execute=True):
        page = make_source(
            desk.editor,
            CallPage,
            title="Ai biết nơi yên nghỉ?",
            body=body,
            contacts=[channel],
            privacy_note="Không nêu tên.",
            poster_headline="Ai biết?",
            poster_text="Dòng đầu\nDòng sau",
            poster_action="Xin gọi [[hotline]]",
        )
        accept(hand_in(page, desk.editor), desk.publisher)
        korean = make_translation(page, "ko", desk.translator, title="누가 알고 있습니까?")
        accept(hand_in(korean, desk.translator), desk.reviewer)
    page.refresh_from_db()
    return page
