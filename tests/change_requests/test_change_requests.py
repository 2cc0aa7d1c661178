"""Rows and files that the public reads change by two people; taking away needs one."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.fields.files import FieldFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from cms.campaign.models import Campaign
from cms.change_requests.change_request import ChangeRefused, approve
from cms.change_requests.models import ChangeRequest, RequestState
from cms.films.models import FilmPage, LanguageVersion, RightsWindow
from cms.media.models import CampaignImage, FilmMaster
from cms.stories.models import StoryPage
from tests.approvals.test_staleness_of_masters import add_film_master
from tests.pages.factories import PublicSite
from tests.translation_desk.test_views import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(site: PublicSite) -> Campaign:
    with override("vi"):
        return Campaign.objects.create(
            name_vi="Chiến dịch", short_name_vi="Nhớ Nguồn", motto_vi="Uống nước nhớ nguồn", decision="KH-1"
        )


def post_form(client: Client, address: str, **changes: Any) -> Any:
    """Open the form, change these fields, and send it as a browser would."""
    form = client.get(address).context["form"]
    stored = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in stored.items() if not isinstance(value, FieldFile)}
    filled = {name: value for name, value in (data | changes).items() if value not in (None, False, "")}
    emptied = {name: "" for name, value in changes.items() if value == ""}
    return client.post(address, {**{form.add_prefix(name): value for name, value in filled.items()}, **emptied})


def edit_campaign(client: Client, campaign: Campaign, **changes: Any) -> Any:
    return post_form(client, reverse("wagtailsnippets_campaign_campaign:edit", args=[campaign.pk]), **changes)


def read_home() -> str:
    return Client().get("/vi/").content.decode()


def decide(client: Client, verb: str) -> Any:
    return client.post(reverse(f"change_request_{verb}", args=[ChangeRequest.objects.latest("pk").pk]), follow=True)


def test_campaign_name_changes_in_public_when_a_second_person_approves_it(site: PublicSite, campaign: Campaign) -> None:
    edit_campaign(sign_in(site.editor), campaign, short_name_vi="Tên khác")
    before = read_home()

    decide(sign_in(site.publisher), "approve")

    assert "Nhớ Nguồn" in before and "Tên khác" not in before
    assert "Tên khác" in read_home()


@pytest.mark.parametrize("verb", ["approve", "edit twice"])
def test_publisher_alone_changes_no_name(site: PublicSite, campaign: Campaign, verb: str) -> None:
    publisher = sign_in(site.publisher)
    edit_campaign(publisher, campaign, short_name_vi="Tên khác")

    if verb == "approve":
        answer = decide(publisher, "approve")
    else:
        answer = edit_campaign(publisher, campaign, short_name_vi="Tên khác nữa")

    assert "Tên khác" not in read_home()
    assert ("A second person has to approve it" if verb == "approve" else "is waiting for approval") in str(
        answer.content, "utf-8"
    )


def test_removal_takes_one_person_and_acts_at_once(site: PublicSite, campaign: Campaign) -> None:
    before = read_home()

    edit_campaign(sign_in(site.editor), campaign, motto_vi="")

    assert "Uống nước nhớ nguồn" in before
    assert "Uống nước nhớ nguồn" not in read_home()
    assert not ChangeRequest.objects.exists()


def test_saving_a_form_in_english_writes_nothing_into_the_english_column(site: PublicSite, campaign: Campaign) -> None:
    edit_campaign(sign_in(site.editor), campaign, motto_vi="")

    with override("en"):
        assert Campaign.objects.values_list("motto_en", flat=True).rewrite(False).get() is None


def test_rejected_change_leaves_the_public_name_and_is_kept_with_its_decision(
    site: PublicSite, campaign: Campaign
) -> None:
    edit_campaign(sign_in(site.editor), campaign, short_name_vi="Tên khác")

    decide(sign_in(site.publisher), "reject")

    request = ChangeRequest.objects.get()
    assert (request.state, request.decided_by) == (RequestState.REJECTED, site.publisher)
    assert "Tên khác" not in read_home()


def test_change_is_refused_if_the_row_was_changed_since(site: PublicSite, campaign: Campaign) -> None:
    edit_campaign(sign_in(site.editor), campaign, short_name_vi="Tên khác")
    Campaign.objects.filter(pk=campaign.pk).update(short_name_vi="Tên thứ ba")

    with override("en"), pytest.raises(ChangeRefused, match="The row was changed after this request"):
        approve(change_request=ChangeRequest.objects.get(), by=site.publisher, at=timezone.now())

    assert ChangeRequest.objects.get().state == RequestState.OPEN


def test_review_page_shows_both_values_and_lets_the_requester_only_withdraw(
    site: PublicSite, campaign: Campaign
) -> None:
    edit_campaign(sign_in(site.editor), campaign, short_name_vi="Tên khác")
    address = reverse("change_request_review", args=[ChangeRequest.objects.get().pk])

    own = sign_in(site.editor).get(address).content.decode()
    other = sign_in(site.publisher).get(address).content.decode()

    assert "Nhớ Nguồn" in other and "Tên khác" in other
    assert "Approve and show in public" in other
    assert "Approve and show in public" not in own and "Withdraw the request" in own


def test_film_version_is_public_when_a_second_person_approves_it(site: PublicSite) -> None:
    film = site.publish(FilmPage, slug="phim")
    master = add_film_master(20)
    RightsWindow.objects.create(film=film, starts_on=date(2026, 1, 1))
    editor = sign_in(site.editor)
    form = {"film": film.pk, "language_tag": "vi", "kind": "original", "master": master.pk}

    answer = editor.post(reverse("film_versions:add"), form, follow=True).content.decode()
    added_before = LanguageVersion.objects.count()
    decide(sign_in(site.publisher), "approve")

    assert "it waits for the approval of a second person" in answer
    assert added_before == 0
    assert LanguageVersion.objects.get().master == master


def test_editor_alone_swaps_no_film_that_the_public_sees(site: PublicSite) -> None:
    film = site.publish(FilmPage, slug="phim")
    version = LanguageVersion.objects.create(film=film, language_tag="vi", master=add_film_master(20))
    other = add_film_master(90)

    post_form(sign_in(site.editor), reverse("film_versions:edit", args=[version.pk]), master=other.pk)

    version.refresh_from_db()
    assert version.master_id != other.pk
    assert ChangeRequest.objects.get().after == {"master": other.pk}


def test_file_of_a_master_in_public_is_not_replaced(site: PublicSite, clip: bytes) -> None:
    film = site.publish(FilmPage, slug="phim")
    master = add_film_master(20)
    LanguageVersion.objects.create(film=film, language_tag="vi", master=master)
    name = FilmMaster.objects.get(pk=master.pk).file.name

    answer = sign_in(site.editor).post(
        reverse("film_masters:edit", args=[master.pk]),
        {"title": "Phim", "file": SimpleUploadedFile("other.mp4", clip, "video/mp4")},
    )

    assert "its file can&#x27;t be replaced" in answer.content.decode()
    assert FilmMaster.objects.get(pk=master.pk).file.name == name


@pytest.mark.parametrize(("days", "is_public_at_once"), [(-30, True), (30, False), (None, False)])
def test_rights_are_shortened_by_one_person_and_extended_by_two(
    site: PublicSite, days: int | None, is_public_at_once: bool
) -> None:
    film = site.publish(FilmPage, slug="phim")
    end = date(2027, 6, 30)
    window = RightsWindow.objects.create(film=film, starts_on=date(2026, 1, 1), ends_on=end)
    wanted = "" if days is None else (end + timedelta(days=days)).isoformat()

    post_form(sign_in(site.editor), reverse("film_rights:edit", args=[window.pk]), ends_on=wanted)

    window.refresh_from_db()
    assert (window.ends_on != end) == is_public_at_once
    assert ChangeRequest.objects.exists() != is_public_at_once


@pytest.mark.parametrize("address", ["media_image_edit", "wagtailimages:edit_multiple"])
def test_credit_of_a_picture_in_public_waits_for_a_second_person(
    site: PublicSite, image: CampaignImage, address: str
) -> None:
    CampaignImage.objects.filter(pk=image.pk).update(credit_vi="Bảo tàng", credit="Bảo tàng")
    story = site.publish(StoryPage, picture=image)
    fields = {"title": "Ảnh", "credit_vi": "Lời chen vào", "collection": image.collection_id, "tags": ""}
    prefix = "" if address == "media_image_edit" else f"image-{image.pk}-"

    sign_in(site.editor).post(
        reverse(address, args=[image.pk]), {f"{prefix}{name}": value for name, value in fields.items()}
    )
    before = Client().get(story.url).content.decode()
    decide(sign_in(site.publisher), "approve")

    assert "Bảo tàng" in before and "Lời chen vào" not in before
    assert "Lời chen vào" in Client().get(story.url).content.decode()


@pytest.mark.parametrize(("emptied", "is_immediate"), [(["en"], False), (["en", "vi"], True)])
def test_credit_is_emptied_at_once_only_if_no_other_language_takes_its_place(
    site: PublicSite, image: CampaignImage, emptied: list[str], is_immediate: bool
) -> None:
    CampaignImage.objects.filter(pk=image.pk).update(credit_vi="Bảo tàng", credit="Bảo tàng", credit_en="A museum")
    site.publish(StoryPage, picture=image)
    words = {"credit_vi": "Bảo tàng", "credit_en": "A museum", **{f"credit_{code}": "" for code in emptied}}

    sign_in(site.editor).post(
        reverse("media_image_edit", args=[image.pk]),
        {"title": "Ảnh", **words, "collection": image.collection_id, "tags": ""},
    )

    image.refresh_from_db()
    assert (not image.credit_en) == is_immediate
    assert ChangeRequest.objects.exists() != is_immediate


TYPED = "a telephone number, e-mail or messenger address, which can&#x27;t be kept up to date here"


@pytest.mark.parametrize("name", ["short_name_vi", "name_en"])
def test_name_that_the_public_reads_takes_no_typed_contact(site: PublicSite, campaign: Campaign, name: str) -> None:
    answer = edit_campaign(sign_in(site.editor), campaign, **{name: "Gọi 0912 345 678"})

    assert "“0912 345 678” is " + TYPED in answer.content.decode()
    assert not ChangeRequest.objects.exists()


@pytest.mark.parametrize("address", ["media_image_edit", "wagtailimages:add"])
def test_credit_of_a_picture_takes_no_typed_contact(site: PublicSite, image: CampaignImage, address: str) -> None:
    editor, credit = sign_in(site.editor), "Ảnh: A, gọi 0912 345 678"

    if address == "media_image_edit":
        answer = post_form(editor, reverse(address, args=[image.pk]), credit_vi=credit)
    else:
        file = SimpleUploadedFile("a.png", image.file.read(), "image/png")
        answer = post_form(editor, reverse(address), title="Ảnh", credit_vi=credit, file=file)

    assert "“0912 345 678” is " + TYPED in answer.content.decode()
    assert not CampaignImage.objects.filter(credit_vi=credit).exists()
