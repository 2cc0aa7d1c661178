"""Fixtures. They import Django inside, because pytest reads this file before Django is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from outreach.kits.models import Kit
    from outreach.organisations.models import Organisation
    from tests.approvals.factories import Desk


@pytest.fixture
def call(desk: Desk, django_capture_on_commit_callbacks: Any) -> Any:
    """A call that is live in Vietnamese and Korean, with the hotline in its words."""
    from cms.calls.models import CallPage
    from tests.approvals.factories import accept, hand_in, make_source, make_translation
    from tests.factories import ContactChannelFactory, FactFactory

    fact = FactFactory(key="hotline", value="+84965001222")
    channel = ContactChannelFactory(verified=True, facts=[fact], name="Đường dây nóng", languages=["vi", "ko"])
    with django_capture_on_commit_callbacks(execute=True):
        page = make_source(
            desk.editor,
            CallPage,
            title="Ai biết nơi yên nghỉ?",
            body=[("paragraph", {"text": '<p>Xin gọi [[hotline]].</p><p><a href="/vi/">Trang</a></p>'})],
            contacts=[channel],
            poster_headline="Ai biết?",
        )
        accept(hand_in(page, desk.editor), desk.publisher)
        korean = make_translation(page, "ko", desk.translator, title="누가 알고 있습니까?")
        accept(hand_in(korean, desk.translator), desk.reviewer)
    page.refresh_from_db()
    return page


@pytest.fixture
def seoul(db: None) -> Organisation:
    from tests.organisations.factories import OrganisationFactory

    return OrganisationFactory(name="Seoul", country="KR", languages=["ko", "en"])


@pytest.fixture
def canberra(db: None) -> Organisation:
    from tests.organisations.factories import OrganisationFactory

    return OrganisationFactory(name="Canberra", country="AU", languages=["en", "vi"])


@pytest.fixture
def kit(call: Any, seoul: Organisation, canberra: Organisation) -> Kit:
    from django.utils import timezone

    from outreach.kits.editions import create_kit
    from outreach.kits.plan import ItemKey

    return create_kit(
        title="Bộ tài liệu",
        organisations=[seoul, canberra],
        items=[ItemKey("call", str(call.translation_key))],
        by=None,
        at=timezone.now(),
    )
