"""Everything that an approver saw stays until it is public: nobody changes a part of it alone after its submission."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.approvals.models import Submission
from cms.approvals.withdrawal import withdraw
from cms.campaign.loading import load_campaign
from cms.campaign.models import Campaign, EvidenceKind, KeyDate, Phase, Place, Topic
from cms.change_requests.guards import find_guarded_changes, get_guard, read_values
from cms.change_requests.models import ChangeRequest
from cms.core.models import BasePage
from cms.films.models import FilmPage, LanguageVersion
from cms.media.models import CampaignDocument, CampaignImage, Consent, FilmMaster
from cms.stories.models import StoryPage
from tests.approvals.factories import Desk, accept, hand_in, make_source
from tests.approvals.test_staleness_of_masters import add_film_master
from tests.change_requests.test_change_requests import decide, post_form
from tests.translation_desk.test_views import sign_in

pytestmark = pytest.mark.django_db
Stage = Callable[[Any], Submission]
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"


@pytest.fixture(params=["in review", "approved, awaiting its time"])
def bring(request: Any, desk: Desk) -> Stage:
    """Return the function that brings a draft to the stage before it is live."""

    def submit_only(page: BasePage) -> Submission:
        return hand_in(page, desk.editor)

    def approve_for_later(page: BasePage) -> Submission:
        draft = page.get_latest_revision_as_object()
        draft.go_live_at = timezone.now() + timedelta(days=2)
        draft.save_revision(user=desk.editor)
        submission = hand_in(page, desk.editor)
        accept(submission, desk.publisher)
        return submission

    return submit_only if request.param == "in review" else approve_for_later


@pytest.fixture
def picture(image: CampaignImage) -> CampaignImage:
    CampaignImage.objects.filter(pk=image.pk).update(credit_vi="Bảo tàng", rights_until=date(2030, 1, 1))
    image.refresh_from_db()
    return image


def in_main_place(picture: CampaignImage) -> dict[str, Any]:
    return {"picture": picture, "picture_text": "Cánh đồng"}


def in_text(picture: CampaignImage) -> dict[str, Any]:
    return {"body": [("image", {"image": picture, "alternative_text": "Cánh đồng"})]}


def edit_picture(client: Client, picture: CampaignImage, **changes: Any) -> Any:
    return post_form(client, reverse("media_image_edit", args=[picture.pk]), **changes)


PLACES = pytest.mark.parametrize(
    ("page_class", "place"),
    [(StoryPage, in_main_place), (StoryPage, in_text), (FilmPage, in_main_place)],
    ids=["main picture", "in the text", "still"],
)


@PLACES
@pytest.mark.parametrize(
    "changes",
    [{"credit_vi": "Lời chen vào"}, {"rights_until": "2031-01-01"}, {"focal_point_x": "5"}],
    ids=["credit", "right", "focal point"],
)
def test_picture_on_a_page_not_yet_live_is_changed_by_two(
    desk: Desk,
    bring: Stage,
    picture: CampaignImage,
    page_class: Any,
    place: Callable[[CampaignImage], dict[str, Any]],
    changes: dict[str, str],
) -> None:
    bring(make_source(desk.editor, page_class, **place(picture)))
    names = tuple(changes)

    edit_picture(sign_in(desk.editor), picture, **changes)
    before = read_values(CampaignImage.objects.get(pk=picture.pk), names)
    decide(sign_in(desk.publisher), "approve")

    assert before == read_values(picture, names)
    assert read_values(CampaignImage.objects.get(pk=picture.pk), names) != before


def test_picture_of_a_draft_is_one_persons_own(desk: Desk, picture: CampaignImage) -> None:
    make_source(desk.editor, **in_main_place(picture))

    edit_picture(sign_in(desk.editor), picture, credit_vi="Bảo tàng Lịch sử")

    assert CampaignImage.objects.get(pk=picture.pk).credit_vi == "Bảo tàng Lịch sử"
    assert not ChangeRequest.objects.exists()


def test_picture_is_free_again_when_the_approval_is_withdrawn(desk: Desk, picture: CampaignImage) -> None:
    story = make_source(desk.editor, **in_main_place(picture))
    accept(hand_in(story, desk.editor), desk.publisher)
    withdraw(translation_key=story.translation_key, language=None, by=desk.lead, reason="Sai", at=timezone.now())

    edit_picture(sign_in(desk.editor), picture, credit_vi="Bảo tàng Lịch sử")

    assert CampaignImage.objects.get(pk=picture.pk).credit_vi == "Bảo tàng Lịch sử"


def test_credit_is_emptied_by_one(desk: Desk, bring: Stage, picture: CampaignImage) -> None:
    bring(make_source(desk.editor, **in_main_place(picture)))

    edit_picture(sign_in(desk.editor), picture, credit_vi="")

    assert not CampaignImage.objects.get(pk=picture.pk).credit_vi


def test_files_of_a_page_not_yet_live_are_neither_replaced_nor_deleted(
    desk: Desk, bring: Stage, picture: CampaignImage
) -> None:
    document = CampaignDocument.objects.create(title="Mẫu", file=ContentFile(PDF, name="mau.pdf"))
    body = [("file", {"document": document, "label": "Mẫu đơn"})]
    bring(make_source(desk.editor, body=body, **in_main_place(picture)))

    assert_held(desk.editor, picture, reverse("media_image_edit", args=[picture.pk]), "wagtailimages:delete")
    assert_held(desk.editor, document, reverse("wagtaildocs:edit", args=[document.pk]), "wagtaildocs:delete")


def test_film_of_a_page_not_yet_live_is_not_replaced(desk: Desk, bring: Stage) -> None:
    film = make_source(desk.editor, FilmPage)
    master = add_film_master(20)
    LanguageVersion.objects.create(film=film, language_tag="vi", master=master)
    bring(film)

    assert_held(desk.editor, master, reverse("film_masters:edit", args=[master.pk]), None)


def test_film_of_a_version_that_waits_for_approval_is_not_replaced(desk: Desk) -> None:
    film, master = make_source(desk.editor, FilmPage), add_film_master(20)
    form = {"film": film.pk, "language_tag": "vi", "kind": "original", "master": master.pk}
    sign_in(desk.editor).post(reverse("film_versions:add"), form)
    assert ChangeRequest.objects.get().after["master"] == master.pk

    assert_held(desk.editor, master, reverse("film_masters:edit", args=[master.pk]), None)


def test_withdrawn_consent_for_a_film_not_yet_live_is_given_again_by_two(desk: Desk, bring: Stage) -> None:
    film = make_source(desk.editor, FilmPage)
    master = add_film_master(20)
    LanguageVersion.objects.create(film=film, language_tag="vi", master=master)
    bring(film)
    FilmMaster.objects.filter(pk=master.pk).update(consent=Consent.REFUSED)

    post_form(sign_in(desk.editor), reverse("film_masters:edit", args=[master.pk]), consent=Consent.GIVEN)

    assert FilmMaster.objects.get(pk=master.pk).consent == Consent.REFUSED


def test_names_that_a_page_not_yet_live_shows_are_changed_by_two(desk: Desk, bring: Stage) -> None:
    load_campaign()
    bring(make_source(desk.editor))

    for model in (Campaign, Topic, EvidenceKind, Place, Phase, KeyDate):
        before, after = (model._default_manager.first() for _copy in range(2))
        name = next(name for name in get_guard(model).fields if name.endswith("name_vi"))
        setattr(after, name, "Tên khác")
        assert find_guarded_changes(before=before, after=after, names=[name]) == (name,)


def assert_held(editor: Any, row: Any, edit: str, delete: str | None) -> None:
    """Assert that the editor neither replaces the row's file nor deletes the row, and is told why."""
    stored, client = row.file.name, sign_in(editor)
    with row.file.open() as file:
        upload = SimpleUploadedFile(f"khac{Path(stored).suffix}", file.read())

    answer = client.post(edit, {"title": "Khác", "file": upload, "collection": 1}, follow=True).content.decode()
    if delete:
        client.post(reverse(delete, args=[row.pk]))

    kept = type(row)._default_manager.get(pk=row.pk)
    assert kept.file.name == stored
    assert "its file can&#x27;t be replaced" in answer
