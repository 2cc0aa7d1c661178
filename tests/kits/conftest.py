"""Fixtures. They import Django inside, because pytest reads this file before Django is ready."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.rows import made_once

if TYPE_CHECKING:
    from outreach.kits.models import Kit
    from outreach.organisations.models import Organisation
    from tests.approvals.factories import Desk


@dataclass
class Material:
    """A call, the desk that made it, and two missions that receive kits.

    The call is live in Vietnamese and Korean, with the hotline in its words.
    """

    desk: Desk
    call: Any
    seoul: Organisation
    canberra: Organisation


def make_material() -> Material:
    from django.test import TestCase

    from cms.calls.models import CallPage
    from tests.approvals.factories import accept, hand_in, make_desk, make_source, make_translation
    from tests.factories import ContactChannelFactory, FactFactory
    from tests.organisations.factories import OrganisationFactory

    desk = make_desk()
    fact = FactFactory(key="hotline", value="+84965001222")
    channel = ContactChannelFactory(verified=True, facts=[fact], name="Đường dây nóng", languages=["vi", "ko"])
    with TestCase.captureOnCommitCallbacks(execute=True):
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
    return Material(
        desk=desk,
        call=page,
        seoul=OrganisationFactory(name="Seoul", country="KR", languages=["ko", "en"]),
        canberra=OrganisationFactory(name="Canberra", country="AU", languages=["en", "vi"]),
    )


untouched = made_once(make_material)


@pytest.fixture
def material(untouched: Material, db: None) -> Material:
    return deepcopy(untouched)


@pytest.fixture
def desk(material: Material) -> Desk:
    return material.desk


@pytest.fixture
def call(material: Material) -> Any:
    return material.call


@pytest.fixture
def seoul(material: Material) -> Organisation:
    return material.seoul


@pytest.fixture
def canberra(material: Material) -> Organisation:
    return material.canberra


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
