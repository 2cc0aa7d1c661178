"""A call that is public in two languages."""

from typing import Any

from django.test import TestCase

from cms.calls.models import CallPage
from tests.approvals.factories import Desk, accept, hand_in, make_desk, make_source, make_translation
from tests.factories import ContactChannelFactory, FactFactory


def make_call() -> tuple[Desk, Any]:
    """A desk, and its call: live in Vietnamese and Korean, with the hotline in its text and among its contacts."""
    desk = make_desk()
    fact = FactFactory(key="hotline", value="+84965001222")
    channel = ContactChannelFactory(verified=True, facts=[fact], name="Đường dây nóng", languages=["vi", "ko"])
    body = [
        ("heading", {"text": "Điều cần biết"}),
        ("paragraph", {"text": "<p>Xin gọi <b>[[hotline]]</b>.</p><ul><li>Bản đồ</li></ul>"}),
        ("steps", {"items": ["Vẽ bản đồ", "Gọi [[hotline]]"]}),
    ]
    with TestCase.captureOnCommitCallbacks(execute=True):
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
    return desk, page
