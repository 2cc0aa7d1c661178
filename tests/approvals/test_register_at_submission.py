"""Submission refuses typed contacts, and the new use of a contact whose verification has lapsed."""

from datetime import date

import pytest

from cms.approvals.refusals import DeskRefusal, FindingsRefused
from cms.calls.models import CallPage
from tests.approvals.factories import accept, edit, hand_in, make_source, make_translation
from tests.factories import ContactChannelFactory, FactFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotline():
    fact = FactFactory(key="hotline", label="Hotline", value="+84965001222")
    return ContactChannelFactory(verified=True, facts=[fact])


def lapse(channel):
    channel.verified_until = date(2020, 1, 1)
    channel.save()


def test_hotline_with_one_digit_changed_stops_the_source_and_offers_the_token(desk, hotline):
    story = make_source(desk.editor, summary="Xin gọi 0965 001 223.")

    with pytest.raises(FindingsRefused) as refused:
        hand_in(story, desk.editor)

    assert str(refused.value) == (
        "“0965 001 223” isn't in the register. Insert a registered contact in its place, such as [[hotline]]: "
        "0965 001 222 (+84 965 001 222)"
    )


def test_second_number_stops_a_translation(desk, hotline):
    story = make_source(desk.editor, summary="Xin gọi [[hotline]].")
    accept(hand_in(story, desk.editor), desk.publisher)
    korean = make_translation(
        story, "ko", desk.translator, title="돌아온 병사", summary="전화 [[hotline]], 02-720-5105"
    )

    with pytest.raises(FindingsRefused, match="02-720-5105"):
        hand_in(korean, desk.translator)


def test_without_a_registered_contact_the_refusal_says_to_register_it(desk):
    story = make_source(desk.editor, summary="Viết cho ban@example.com")

    with pytest.raises(FindingsRefused, match=r"Have it registered and approved, then insert it from the register\."):
        hand_in(story, desk.editor)


def test_token_and_the_registered_number_itself_may_be_submitted(desk, hotline):
    story = make_source(desk.editor, summary="Xin gọi [[hotline]] hoặc 0965 001 222.")

    assert hand_in(story, desk.editor).digest


@pytest.mark.parametrize("by_token", [True, False])
def test_new_use_of_a_lapsed_contact_is_refused(desk, hotline, by_token):
    lapse(hotline)
    fields = {"summary": "Xin gọi [[hotline]]."} if by_token else {"contacts": [hotline]}
    call = make_source(desk.editor, CallPage, **fields)

    with pytest.raises(DeskRefusal, match=f"The verification of “{hotline.name}” has lapsed"):
        hand_in(call, desk.editor)


def test_page_that_has_the_lapsed_contact_already_can_be_corrected(desk, hotline):
    story = make_source(desk.editor, summary="Xin gọi [[hotline]].")
    accept(hand_in(story, desk.editor), desk.publisher)
    lapse(hotline)
    edit(story, desk.editor, title="Tên đã sửa")

    accept(hand_in(story, desk.editor), desk.publisher)

    story.refresh_from_db()
    assert (story.title, story.live) == ("Tên đã sửa", True)


def test_number_that_another_contact_proves_may_be_used(desk, hotline):
    lapse(hotline)
    ContactChannelFactory(verified=True, kind="zalo", facts=list(hotline.facts.all()))
    story = make_source(desk.editor, summary="Xin gọi [[hotline]].")

    assert hand_in(story, desk.editor).digest
