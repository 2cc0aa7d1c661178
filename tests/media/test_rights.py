"""Rights to pictures and films: an ended right takes the picture down everywhere, at once, and blocks new use."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from cms.approvals.refusals import DeskRefusal
from cms.change_requests.change_request import ChangeRefused, approve
from cms.change_requests.models import ChangeRequest
from cms.core.cached_pages import forget_pages
from cms.core.page_cache import get_version
from cms.films.admin_rights import RightsState, list_files
from cms.films.models import FilmPage, LanguageVersion, RightsWindow
from cms.films.rights import get_public_versions
from cms.media.models import CampaignImage, Consent
from cms.media.pictures import HEAD
from cms.published import get_published, publication_changed
from cms.stories.models import StoryPage
from outreach.kits.exclusions import ExclusionReason, ItemPart
from outreach.kits.plan import EditionRecipient, ItemKey, KitPlan, make_plan
from tests.approvals.factories import Desk, accept, edit, hand_in, make_source, make_translation
from tests.approvals.test_staleness_of_masters import add_film_master
from tests.media.recorded import RECORDED
from tests.translation_desk.test_views import sign_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 29)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def on_that_day(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 11, 29, 9, tzinfo=timezone.get_default_timezone()))


@pytest.fixture
def story(desk: Desk, image: Any) -> Any:
    """A live story with the picture above and inside of its text."""
    body = [("image", {"image": image, "alternative_text": "Một cánh đồng"})]
    page = make_source(desk.editor, StoryPage, picture=image, picture_text="Cánh đồng", body=body)
    accept(hand_in(page, desk.editor), desk.publisher)
    page.refresh_from_db()
    return page


def record(image: Any, **fields: Any) -> None:
    """Save what an editor records about the picture's rights."""
    image.refresh_from_db()
    for name, value in fields.items():
        setattr(image, name, value)
    image.save()


def read(page: Any) -> str:
    answer = Client().get(page.url_path)
    assert answer.status_code == 200
    return answer.content.decode()


DOWN = pytest.mark.parametrize(
    "fields",
    [{"rights_until": YESTERDAY}, {"consent": Consent.REFUSED}, {"territories": "KR"}],
    ids=["ended", "refused", "for one country only"],
)


@DOWN
def test_picture_that_may_not_be_shown_leaves_its_page_and_its_files_at_once(
    story: Any, image: Any, fields: dict[str, Any]
) -> None:
    addresses = [image.get_rendition(spec).url for spec in ("width-960|format-webp|atmost-80", HEAD.large)]
    before = read(story)
    assert all(address in before and Client().get(address).status_code == 200 for address in addresses)

    record(image, **fields)

    after = read(story)
    assert "/media/images/" not in after and story.title in after
    assert all(Client().get(address).status_code == 404 for address in addresses)


def test_picture_is_shown_until_the_end_of_its_last_day(story: Any, image: Any, time_machine: Any) -> None:
    record(image, rights_until=TODAY)
    assert "/media/images/" in read(story)

    time_machine.move_to(datetime(2026, 11, 30, 0, 1, tzinfo=timezone.get_default_timezone()))

    assert "/media/images/" not in read(story)


def test_end_of_a_right_invalidates_cached_pages_by_itself(image: Any, time_machine: Any) -> None:
    record(image, rights_until=TODAY)
    version = get_version()

    time_machine.move_to(datetime(2026, 11, 29, 23, 59, tzinfo=timezone.get_default_timezone()))
    assert get_version() == version
    time_machine.move_to(datetime(2026, 11, 30, 0, 0, tzinfo=timezone.get_default_timezone()))
    assert get_version() == version + 2  # the end of the right, and the midnight that it is


def test_still_of_a_film_that_may_not_be_shown_leaves_its_page(desk: Desk, image: Any) -> None:
    film = make_source(desk.editor, FilmPage, title="Phim", picture=image, picture_text="Cánh đồng")
    accept(hand_in(film, desk.editor), desk.publisher)
    assert "/media/images/" in read(film)

    record(image, rights_until=YESTERDAY)

    assert "/media/images/" not in read(film)


# --- kits and what organisations hold ---


def plan(page: Any, *territory: str) -> KitPlan:
    recipient = EditionRecipient(key=uuid4(), languages=("vi",), territory=territory)
    return make_plan(items=[ItemKey(page.kind, str(page.translation_key))], recipient=recipient, at=timezone.now())


def find_pictures(found: KitPlan) -> list[date | None]:
    return [file.valid_until for file in found.files if file.role == "image"]


@pytest.mark.parametrize(
    ("fields", "territory", "expected"),
    [
        ({}, ("KR",), [None]),
        ({}, (), [None]),
        ({"rights_until": date(2026, 12, 22)}, ("KR",), [date(2026, 12, 22)]),
        ({"territories": "KR JP"}, ("KR",), [None]),
        ({"territories": "KR JP"}, ("KR", "AU"), []),
        ({"territories": "KR JP"}, (), []),
        ({"rights_until": YESTERDAY}, ("KR",), []),
        ({"consent": Consent.REFUSED}, ("KR",), []),
    ],
)
def test_kit_has_a_picture_as_far_as_its_rights_allow_and_says_until_when(
    story: Any, image: Any, fields: dict[str, Any], territory: tuple[str, ...], expected: list[date | None]
) -> None:
    record(image, **fields)

    assert find_pictures(plan(story, *territory)) == expected


def test_picture_without_a_right_in_the_territory_is_listed_as_excluded(story: Any, image: Any) -> None:
    record(image, territories="KR")

    (exclusion,) = [each for each in plan(story, "KR", "AU").exclusions if each.part == ItemPart.PICTURE]

    assert (exclusion.reason, exclusion.detail) == (ExclusionReason.NO_RIGHTS, "AU")


def test_changed_right_is_announced_for_every_page_that_shows_the_picture(
    desk: Desk, story: Any, image: Any, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[tuple[str, str]] = []

    def listen(language: str, change: str, **_more: Any) -> None:
        heard.append((language, change))

    publication_changed.connect(listen)
    with django_capture_on_commit_callbacks(execute=True):
        record(image, rights_until=YESTERDAY)

    assert heard == [("vi", "changed")]
    item = get_published(kind="story", key=str(story.translation_key), language="vi")
    assert item is not None and item.files == ()


# --- new use ---


@DOWN
def test_page_with_a_picture_that_may_not_be_shown_is_not_submitted(
    desk: Desk, image: Any, fields: dict[str, Any]
) -> None:
    record(image, **fields)
    page = make_source(desk.editor, StoryPage, picture=image)

    with pytest.raises(DeskRefusal, match=r"may not be shown.*: “Image”"):
        hand_in(page, desk.editor)


def test_live_page_whose_picture_is_down_can_be_corrected_and_translated(desk: Desk, story: Any, image: Any) -> None:
    record(image, rights_until=YESTERDAY)

    edit(story, desk.editor, summary="Một câu đã sửa.")
    accept(hand_in(story, desk.editor), desk.publisher)
    korean = make_translation(story, "ko", desk.translator, title="제목", summary="고친 문장.")
    accept(hand_in(korean, desk.translator), desk.reviewer)

    assert "Một câu đã sửa." in read(story)


def test_film_to_which_those_shown_do_not_agree_is_not_played_and_not_submitted(desk: Desk) -> None:
    film = make_source(desk.editor, FilmPage, title="Phim")
    master = add_film_master(20)
    LanguageVersion.objects.create(film=film, language_tag="vi", master=master)
    RightsWindow.objects.create(film=film, starts_on=date(2026, 1, 1))
    accept(hand_in(film, desk.editor), desk.publisher)
    assert Client().get(master.file.url).status_code == 200

    master.consent = Consent.REFUSED
    master.save()

    assert Client().get(master.file.url).status_code == 404
    assert get_public_versions(film, on=TODAY) == []
    assert "<video" not in read(film)


# --- the record ---


def save_record(person: Any, image: Any, **fields: str) -> str:
    """Save the picture's form in the admin and return the page."""
    answer = sign_in(person).post(
        reverse("wagtailimages:edit", args=[image.pk]), {"title": "Ảnh", **fields}, follow=True
    )
    return str(answer.content.decode())


def test_editor_records_the_rights_of_a_picture(desk: Desk, image: Any) -> None:
    save_record(
        desk.editor,
        image,
        rights_holder="Bảo tàng",
        licence="Hợp đồng 1",
        consent="given",
        territories="kr, jp kr",
        rights_until="2026-12-31",
    )

    image.refresh_from_db()
    assert (image.rights_holder, image.licence, image.consent) == ("Bảo tàng", "Hợp đồng 1", Consent.GIVEN)
    assert (image.territories, image.rights_until) == ("KR JP", date(2026, 12, 31))


def test_country_without_a_code_is_refused(desk: Desk, image: Any) -> None:
    page = save_record(desk.editor, image, territories="Korea")

    assert "Use the two letters of each country" in page


def test_picture_of_a_page_returns_when_a_second_person_approves_its_right(desk: Desk, story: Any, image: Any) -> None:
    record(image, rights_until=YESTERDAY)

    save_record(desk.publisher, image, rights_until="2027-12-31")

    assert CampaignImage.objects.get().rights_until == YESTERDAY
    request = ChangeRequest.objects.get()
    with override("en"), pytest.raises(ChangeRefused, match="A second person has to approve it"):
        approve(change_request=request, by=desk.publisher, at=timezone.now())
    approve(change_request=request, by=desk.superuser, at=timezone.now())
    assert CampaignImage.objects.get().rights_until == date(2027, 12, 31)


def test_right_is_shortened_by_one_person_at_once(desk: Desk, story: Any, image: Any) -> None:
    save_record(desk.editor, image, rights_until=YESTERDAY.isoformat())

    assert CampaignImage.objects.get().rights_until == YESTERDAY


def test_list_names_each_file_with_its_state_those_down_first(desk: Desk, story: Any, image: Any) -> None:
    record(image, rights_until=YESTERDAY, rights_holder="Bảo tàng")
    for title, fields in {
        "Valid": RECORDED,
        "Ending": {"rights_until": TODAY + timedelta(days=30)},
        "Unrecorded": {},
        "Limited": {"territories": "KR"},
        "Refused": {"consent": Consent.REFUSED},
    }.items():
        CampaignImage.objects.create(title=title, file=image.file.name, width=1, height=1, **fields)

    files = list_files(on=TODAY)

    assert [(file.title, file.state) for file in files] == [
        ("Refused", RightsState.REFUSED),
        ("Image", RightsState.ENDED),
        ("Limited", RightsState.LIMITED),
        ("Ending", RightsState.ENDING),
        ("Unrecorded", RightsState.UNRECORDED),
        ("Valid", RightsState.VALID),
    ]


def test_page_of_the_list_links_to_the_pages_on_which_a_picture_was(desk: Desk, story: Any, image: Any) -> None:
    record(image, rights_until=YESTERDAY, rights_holder="Bảo tàng")

    page = sign_in(desk.editor).get(reverse("rights_list")).content.decode()

    assert "Ended: not shown any more" in page and "Bảo tàng" in page and "until 28/11/2026" in page
    assert reverse("wagtailadmin_pages:edit", args=[story.pk]) in page and story.title in page


def test_list_needs_the_same_queries_for_many_files(
    desk: Desk, story: Any, image: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        CampaignImage.objects.create(title=f"Ảnh {number}", file=image.file.name, width=1, height=1)
    forget_pages()

    with django_assert_max_num_queries(5):
        assert len(list_files(on=TODAY)) == 21


@pytest.mark.parametrize("missing", ["rights_holder", "licence", "consent"])
def test_picture_whose_rights_are_not_recorded_is_uploaded_and_stops_the_submission(
    desk: Desk, image: Any, missing: str
) -> None:
    record(image, **{missing: ""})
    page = make_source(desk.editor, StoryPage, picture=image, picture_text="Cánh đồng")
    label = {"rights_holder": "rights holder", "licence": "licence or agreement", "consent": "consent of those shown"}

    with override("en"), pytest.raises(DeskRefusal, match=rf"aren't recorded yet: “Image” \({label[missing]}\)"):
        hand_in(page, desk.editor)
    record(image, **{missing: RECORDED[missing]})

    assert hand_in(page, desk.editor)


def test_film_whose_rights_are_not_recorded_stops_the_submission(desk: Desk) -> None:
    film = make_source(desk.editor, FilmPage)
    master = add_film_master(20)
    LanguageVersion.objects.create(film=film, language_tag="vi", master=master)
    record(master, licence=" ")

    with override("en"), pytest.raises(DeskRefusal, match=r"aren't recorded yet: “Master” \(licence or agreement\)"):
        hand_in(film, desk.editor)


def test_film_whose_rights_are_not_recorded_becomes_no_version_of_a_live_film(desk: Desk) -> None:
    film = make_source(desk.editor, FilmPage)
    accept(hand_in(film, desk.editor), desk.publisher)
    master = add_film_master(20)
    record(master, rights_holder="")
    form = {"film": film.pk, "language_tag": "vi", "kind": "original", "master": master.pk}

    answer = sign_in(desk.editor).post(reverse("film_versions:add"), form).content.decode()

    assert "aren&#x27;t recorded yet: rights holder" in answer
    assert not ChangeRequest.objects.exists()


def test_correction_of_a_live_page_is_not_stopped_by_an_emptied_record(desk: Desk, story: Any, image: Any) -> None:
    record(image, licence="")

    assert hand_in(edit(story, desk.editor, summary="Đã sửa."), desk.editor)
