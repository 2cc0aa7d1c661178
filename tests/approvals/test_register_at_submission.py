"""Submission refuses typed contacts, and the new use of a contact whose verification has lapsed."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cms.approvals.models import Approval
from cms.approvals.publishing import publish_due
from cms.approvals.refusals import DeskRefusal, FindingsRefused
from cms.calls.models import CallPage
from cms.facts.models import FactVersion
from cms.facts.revocation import end_due_values, revoke_channel, revoke_value
from cms.stories.models import StoryPage
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


@pytest.mark.parametrize("typed", ["0965 001 222", "+84 965 001 222"])
def test_registered_number_that_is_typed_stops_the_source_and_offers_its_token(desk, hotline, typed):
    story = make_source(desk.editor, summary=f"Xin gọi [[hotline]] hoặc {typed}.")

    with pytest.raises(FindingsRefused) as refused:
        hand_in(story, desk.editor)

    assert str(refused.value) == (
        f"“{typed}” is in the register. Insert it from there with [[hotline]] in its place: what is typed stays as it "
        "is when the register changes."
    )


def test_registered_number_as_a_link_stops_the_source(desk, hotline):
    link = ("paragraph", {"text": '<p>Gọi <a href="tel:+84965001222">đây</a></p>'})
    story = make_source(desk.editor, body=[link])

    with pytest.raises(FindingsRefused, match=r"\[\[hotline\]\]"):
        hand_in(story, desk.editor)


def submit_as_before(monkeypatch, story, person):
    """Submit the text as when a registered number could still be typed."""
    with monkeypatch.context() as before:
        before.setattr("cms.approvals.requirements.list_contact_findings", lambda *_args, **_kwargs: ())
        return hand_in(story, person)


def test_source_that_was_submitted_with_a_typed_number_cannot_be_approved(desk, hotline, monkeypatch):
    story = make_source(desk.editor, summary="Xin gọi 0965 001 222.")
    submission = submit_as_before(monkeypatch, story, desk.editor)

    with pytest.raises(FindingsRefused, match="0965 001 222"):
        accept(submission, desk.publisher)

    story.refresh_from_db()
    assert not story.live


def test_source_that_was_approved_with_a_typed_number_is_not_published_when_due(desk, hotline, monkeypatch):
    at = timezone.now()
    story = make_source(desk.editor, summary="Xin gọi 0965 001 222.", go_live_at=at + timedelta(days=1))
    submission = submit_as_before(monkeypatch, story, desk.editor)
    with monkeypatch.context() as before:
        before.setattr("cms.approvals.approval.list_contact_findings", lambda *_args, **_kwargs: ())
        accept(submission, desk.publisher)

    run = publish_due(at=at + timedelta(days=2))

    assert [refusal.refusals[0].code for _approval, refusal in run.refused] == ["typed_contact"]
    story.refresh_from_db()
    assert not story.live


def test_revoking_lists_a_live_page_on_which_the_number_is_typed(desk, hotline):
    story = make_source(desk.editor)
    accept(hand_in(story, desk.editor), desk.publisher)
    StoryPage.objects.filter(pk=story.pk).update(summary="Xin gọi 0965 001 222.")

    revocation = revoke_channel(channel=hotline, by=desk.publisher, at=timezone.now(), reason="a stranger")

    assert story.title in " ".join(row["label"] for row in revocation.affected)


def put_live_with_typed(desk, number):
    """Return a live story and its Korean translation, which has the number typed, as an older version let it be."""
    story = make_source(desk.editor)
    accept(hand_in(story, desk.editor), desk.publisher)
    korean = make_translation(story, "ko", desk.translator, title="돌아온 병사", summary="전화해 주십시오.")
    accept(hand_in(korean, desk.translator), desk.reviewer)
    StoryPage.objects.filter(pk=korean.pk).update(summary=f"전화 {number}")
    return story, korean


@pytest.mark.parametrize("number", ["0965 001 222", "+84 965 001 222", "84965001222"])
def test_page_on_which_a_revoked_number_is_typed_is_taken_down_with_it(desk, hotline, client, number):
    story, korean = put_live_with_typed(desk, number)

    revoke_channel(channel=hotline, by=desk.publisher, at=timezone.now(), reason="a stranger answers")

    for page, is_live in ((story, True), (korean, False)):
        page.refresh_from_db()
        assert page.live == is_live
    approval = Approval.objects.get(translation_key=korean.translation_key, language="ko")
    assert approval.withdrawn_by == desk.publisher
    assert approval.withdrawal_reason == "A contact that is typed on the page was revoked: a stranger answers"


def test_page_is_taken_down_when_the_stated_end_of_a_typed_number_has_come(desk, hotline):
    _story, korean = put_live_with_typed(desk, "0965 001 222")
    version = FactVersion.objects.get(fact__key="hotline")
    version.ends_at = timezone.now()
    version.save()

    end_due_values(at=timezone.now())

    korean.refresh_from_db()
    assert not korean.live


def test_page_with_another_number_or_the_token_stays_when_one_is_revoked(desk, hotline):
    story, korean = put_live_with_typed(desk, "02-720-5105")

    revoke_value(
        version=FactVersion.objects.get(fact__key="hotline"), by=desk.publisher, at=timezone.now(), reason="changed"
    )

    for page in (story, korean):
        page.refresh_from_db()
        assert page.live


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
