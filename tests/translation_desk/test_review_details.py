"""The review page shows all that is approved: address, times, contacts, pictures, and the page itself."""

from datetime import date, datetime
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from cms.calls.models import CallPage
from cms.campaign.models import EvidenceKind, Place
from cms.core.publication import PublicationRefused
from cms.media.models import CampaignImage
from cms.stories.models import StoryPage
from tests.approvals.bypasses import make_live, sign_in
from tests.approvals.factories import Desk, accept, edit, hand_in, make_source
from tests.factories import ContactChannelFactory, FactFactory
from tests.journeys.person import squeeze
from tests.media.recorded import RECORDED

pytestmark = pytest.mark.django_db
SOON = datetime(2031, 7, 27, 9, 0, tzinfo=timezone.get_fixed_timezone(420))


@pytest.fixture
def image(db: None) -> CampaignImage:
    buffer = BytesIO()
    Image.new("RGB", (400, 300), "green").save(buffer, "PNG")
    return CampaignImage.objects.create(
        title="Image", file=ContentFile(buffer.getvalue(), name="image.png"), **RECORDED
    )


def read_review(desk: Desk, page, by=None) -> BeautifulSoup:
    submission = hand_in(page, by or desk.editor)
    answer = sign_in(desk.publisher).get(f"/admin/desk/review/{submission.pk}/")
    return BeautifulSoup(answer.content.decode(), "lxml")


def read_details(review: BeautifulSoup) -> dict[str, str]:
    return {squeeze(row.th.get_text()): squeeze(row.td.get_text()) for row in review.select(".desk-details tr")}


def test_reviewer_sees_address_times_places_contacts_and_evidence(desk: Desk) -> None:
    number = FactFactory(key="hotline", value="+84965001222")
    call = make_source(
        desk.editor,
        CallPage,
        slug="loi-keu-goi",
        happened_on=date(1968, 2, 3),
        embargo_until=SOON,
        expire_at=SOON.replace(day=30),
        contacts=[ContactChannelFactory(name="Hotline A", facts=[number], verified=True)],
        places=[Place.objects.create(code="45", name="Quảng Trị", official_name="Tỉnh Quảng Trị")],
        evidence_sought=[EvidenceKind.objects.create(key="map", name="Bản đồ", position=1)],
    )

    details = read_details(read_review(desk, call))

    assert details["Address"] == "/vi/calls/loi-keu-goi/"
    assert details["Embargo until"] == "27/07/2031 09:00"
    assert details["Expiry date/time"] == "30/07/2031 09:00"
    assert details["Places"] == "Quảng Trị"
    assert details["What would help"] == "Bản đồ"
    assert details["Who to contact"] == "Hotline A: 0965 001 222 (+84 965 001 222)"
    assert "1968" in details["Date"]


@pytest.mark.parametrize(
    ("verified", "numbers", "shown"),
    [
        (False, [{"value": "+84965001222"}], "Hotline A: 0965 001 222 (+84 965 001 222) (not verified)"),
        (True, [], "Hotline A (without a number or address)"),
        (True, [{}], "Hotline A (its number or address isn't valid)"),
    ],
)
def test_contact_that_can_not_be_public_says_why(desk: Desk, verified, numbers, shown) -> None:
    facts = [FactFactory(key="hotline", **values) for values in numbers]
    call = make_source(
        desk.editor, CallPage, contacts=[ContactChannelFactory(name="Hotline A", facts=facts, verified=verified)]
    )

    assert read_details(read_review(desk, call))["Who to contact"] == shown


def test_reviewer_sees_pictures_with_credit_and_alternative_text(desk: Desk, image) -> None:
    image.credit_vi = "Ảnh: tư liệu"
    image.save()
    block = ("image", {"image": image, "alternative_text": "Một tấm bản đồ", "caption": "Vẽ tay"})
    story = make_source(desk.editor, picture=image, picture_text="Người lính", body=[block])

    figures = [squeeze(figure.get_text()) for figure in read_review(desk, story).select(".desk-pictures figure")]

    assert figures == ["Người lính Ảnh: tư liệu", "Một tấm bản đồ Vẽ tay Ảnh: tư liệu"]


def test_change_of_the_address_alone_is_submitted_and_shown_to_the_approver(desk: Desk) -> None:
    story = make_live(desk)
    edit(story, desk.editor, slug="dia-chi-moi")

    review = read_review(desk, story)

    changed = [squeeze(row.get_text(" ")) for row in review.select(".desk-details .desk-row--changed")]
    assert changed == ["Address /vi/stories/nguoi-linh-tro-ve/ /vi/stories/dia-chi-moi/"]
    assert "Readers who open the old address are redirected" in review.get_text()


@pytest.mark.parametrize("change", [{"expire_at": SOON}, {"happened_on": date(1968, 2, 3)}, {"go_live_at": SOON}])
def test_change_outside_the_text_alone_is_submitted(desk: Desk, change) -> None:
    story = make_live(desk)
    edit(story, desk.editor, **change)

    assert accept(hand_in(story, desk.editor), desk.publisher)


def test_who_changed_only_the_address_does_not_approve_it(desk: Desk) -> None:
    story = make_live(desk)
    edit(story, desk.publisher, slug="dia-chi-moi")

    submission = hand_in(story, desk.editor)

    assert desk.publisher.pk in submission.author_keys


def test_preview_is_of_exactly_the_submitted_revision(desk: Desk) -> None:
    story = make_source(desk.editor)
    submission = hand_in(story, desk.editor)
    edit(story, desk.editor, title="Bản nháp sau")

    preview = sign_in(desk.publisher).get(f"/admin/desk/review/{submission.pk}/page/").content.decode()

    assert "Người lính trở về" in preview and "Bản nháp sau" not in preview


def test_placeholder_contact_is_named_at_submission(desk: Desk) -> None:
    call = make_source(desk.editor, CallPage, contacts=[ContactChannelFactory(name="1900.XXXX", is_placeholder=True)])

    with pytest.raises(PublicationRefused, match=r"The contact “1900\.XXXX” is a placeholder"):
        hand_in(call, desk.editor)


def test_rich_text_that_only_got_the_editors_keys_is_not_changed(desk: Desk) -> None:
    story = make_source(desk.editor, body=[("paragraph", {"text": "<p>Một dòng suối.</p>"})])
    accept(hand_in(story, desk.editor), desk.publisher)
    draft = StoryPage.objects.get(pk=story.pk).get_latest_revision_as_object()
    draft.body[0].value["text"].source = '<p data-block-key="a1b2c">Một dòng suối.</p>'
    edit(draft, desk.editor)
    draft.title = "Tiêu đề khác"
    draft.save_revision(user=desk.editor)

    review = read_review(desk, story)

    assert [row["aria-label"] for row in review.select("section.desk-row--changed")] == ["Title"]


def test_removed_and_reordered_parts_are_shown(desk: Desk) -> None:
    notes = [("note", {"text": text}) for text in ("Một.", "Hai.", "Ba.")]
    story = make_source(desk.editor, body=notes)
    accept(hand_in(story, desk.editor), desk.publisher)
    draft = StoryPage.objects.get(pk=story.pk).get_latest_revision_as_object()
    first, second, _third = draft.body.get_prep_value()
    draft.body = [second, first]
    draft.save_revision(user=desk.editor)

    review = read_review(desk, story)

    assert [squeeze(gone.get_text()) for gone in review.select(".desk-row--changed del")] == ["Ba."]
    assert "Parts of the text are in another order" in review.get_text()
