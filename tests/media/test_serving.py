"""Serving of files: private until a live page uses them, then resumable and verifiable, and private again."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms.approvals.withdrawal import withdraw
from cms.films.models import FilmPage, LanguageVersion, RightsWindow
from cms.media.masters import add_master
from cms.media.models import CampaignDocument, CampaignImage, FileUse
from cms.published import get_published
from cms.stories.models import StoryPage
from tests.approvals.factories import accept, edit, hand_in, make_source, make_translation
from tests.media.recorded import RECORDED

pytestmark = pytest.mark.django_db


def make_live(desk, page_class=StoryPage, **fields):
    page = make_source(desk.editor, page_class, **fields)
    accept(hand_in(page, desk.editor), desk.publisher)
    page.refresh_from_db()
    return page


def read(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def document(db):
    return CampaignDocument.objects.create(
        title="Form", file=ContentFile(b"%PDF-" + bytes(range(100)), name="form.pdf")
    )


@pytest.fixture
def public_document(desk, document):
    make_live(desk, body=[("file", {"document": document, "label": "Form"})])
    return document


def test_image_is_private_until_a_live_page_uses_it(client, desk, image):
    address = image.get_rendition("width-200").url
    assert address.startswith("/media/images/")
    assert client.get(address).status_code == 404

    story = make_source(desk.editor, picture=image)
    assert client.get(address).status_code == 404

    accept(hand_in(story, desk.editor), desk.publisher)
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, "image/png", "no-cache")


def test_image_of_a_block_becomes_public_with_its_page_and_private_with_its_withdrawal(client, desk, image):
    address = image.get_rendition("width-200").url
    story = make_live(desk, body=[("image", {"image": image, "alternative_text": "A field"})])
    assert client.get(address).status_code == 200

    withdraw(translation_key=story.translation_key, language="vi", by=desk.publisher, reason="wrong", at=timezone.now())

    assert client.get(address).status_code == 404
    assert not FileUse.objects.exists()


def test_original_of_a_public_image_is_for_staff_only(client, desk, image):
    make_live(desk, picture=image)

    assert client.get(image.file.url).status_code == 404
    client.force_login(desk.editor)
    assert client.get(image.file.url).status_code == 200


def test_image_of_a_later_draft_stays_private(client, desk, image):
    story = make_live(desk)
    edit(story, desk.editor, picture=image)

    assert client.get(image.get_rendition("width-200").url).status_code == 404


def test_staff_see_private_files_and_no_cache_keeps_them(client, desk, image):
    client.force_login(desk.editor)

    answer = client.get(image.get_rendition("width-200").url)

    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


def test_embargo_and_privacy_close_the_file_at_once(client, desk, image):
    address = image.get_rendition("width-200").url
    story = make_live(desk, picture=image)

    restriction = PageViewRestriction.objects.create(page=story, restriction_type="login")
    assert client.get(address).status_code == 404

    restriction.delete()
    FileUse.objects.update(public_from=timezone.now() + timedelta(hours=1))
    assert client.get(address).status_code == 404


def test_restriction_written_directly_to_the_database_closes_the_file(client, desk, image):
    story = make_live(desk, picture=image)
    StoryPage.objects.filter(pk=story.pk).update(live=False)

    assert client.get(image.get_rendition("width-200").url).status_code == 404


@pytest.mark.parametrize(
    "name", ["", "db.sqlite3", "../secret_key", "images/unknown.png", "kits/edition.zip", "images/%00.png", "masters/"]
)
def test_other_files_of_the_storage_do_not_exist_here(client, db, name):
    assert client.get(f"/media/{name}", follow=True).status_code == 404


def test_document_is_public_by_both_addresses_or_by_none(client, document, desk):
    addresses = [document.url, document.file.url]
    assert [client.get(address).status_code for address in addresses] == [404, 404]

    make_live(desk, body=[("file", {"document": document, "label": "Form"})])

    answers = [client.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0]["Content-Disposition"] == f'attachment; filename="{document.filename}"'
    assert answers[0]["X-Content-Type-Options"] == "nosniff"


def test_document_linked_in_rich_text_is_used(client, document, desk):
    make_live(desk, body=[("paragraph", {"text": f'<p><a linktype="document" id="{document.pk}">Form</a></p>'})])

    assert client.get(document.url).status_code == 200


def test_download_resumes_where_it_stopped(client, public_document):
    whole = client.get(public_document.url)
    content = read(whole)

    rest = client.get(public_document.url, headers={"Range": "bytes=40-", "If-Range": whole["ETag"]})

    assert (rest.status_code, rest["Content-Range"], rest["Content-Length"]) == (206, "bytes 40-104/105", "65")
    assert read(rest) == content[40:]


def test_changed_file_is_sent_whole(client, public_document):
    answer = client.get(public_document.url, headers={"Range": "bytes=40-", "If-Range": '"another"'})

    assert (answer.status_code, len(read(answer))) == (200, 105)


def test_part_beyond_the_end_is_refused_with_the_size(client, public_document):
    answer = client.get(public_document.url, headers={"Range": "bytes=500-"})

    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */105")


def test_known_file_is_not_sent_again(client, public_document):
    etag = client.get(public_document.url)["ETag"]

    answer = client.get(public_document.url, headers={"If-None-Match": etag})

    assert (answer.status_code, answer.content) == (304, b"")


def test_head_names_the_size_and_sends_nothing(client, public_document):
    answer = client.head(public_document.url)

    assert (answer.status_code, answer["Content-Length"], answer.content) == (200, "105", b"")


def test_writing_to_a_file_is_refused(client, public_document):
    assert client.post(public_document.url).status_code == 405


def test_front_server_sends_the_file_if_configured(client, public_document, settings):
    settings.MEDIA_OFFLOAD_PREFIX = "/_files/"

    answer = client.get(public_document.url)

    assert answer["X-Accel-Redirect"] == f"/_files/{public_document.file.name}"
    assert answer.content == b""


def test_head_with_a_range_is_the_whole_files_head_though_a_front_server_sends_files(client, public_document, settings):
    settings.MEDIA_OFFLOAD_PREFIX = "/_files/"

    answer = client.head(public_document.url, headers={"range": "bytes=0-9"})

    assert (answer.status_code, answer["Content-Length"]) == (200, "105")
    assert "X-Accel-Redirect" not in answer


def test_missing_file_is_not_found(client, public_document):
    public_document.file.storage.delete(public_document.file.name)

    assert client.get(public_document.url).status_code == 404


@pytest.fixture
def film(desk, clip):
    """Return a live film whose original has world rights for the year."""
    film = make_source(desk.editor, FilmPage, title="Phim", subtitles="WEBVTT\n\n00:01.000 --> 00:02.000\nXin chào\n")
    master = add_master(title="Master", file=ContentFile(clip, name="film.mp4"), rights=RECORDED)
    LanguageVersion.objects.create(film=film, language_tag="vi", master=master)
    RightsWindow.objects.create(film=film, starts_on=date(2026, 1, 1), ends_on=date(2099, 12, 31))
    accept(hand_in(film, desk.editor), desk.publisher)
    return film


def test_master_of_a_live_film_with_world_rights_is_public(client, film, clip):
    master = film.versions.get().master

    answer = client.get(master.file.url)

    assert (answer.status_code, answer["Content-Type"], answer["ETag"]) == (200, "video/mp4", f'"{master.sha256}"')
    assert read(answer) == master.file.read()


@pytest.mark.parametrize(
    "change", [{"territory": "KR"}, {"ends_on": date(2026, 1, 2)}, {"starts_on": date(2099, 1, 1)}]
)
def test_master_without_world_rights_today_is_not_public(client, film, change):
    film.rights.update(**change)

    assert client.get(film.versions.get().master.file.url).status_code == 404


def test_version_added_to_a_live_film_is_public_in_its_own_language_only(client, film, clip):
    master = add_master(title="Dubbed", file=ContentFile(clip, name="dubbed.mp4"))
    LanguageVersion.objects.create(film=film, language_tag="ko", kind="dubbed", master=master)

    assert client.get(master.file.url).status_code == 404


def test_public_interface_returns_masters_with_rights_and_subtitles_as_webvtt(film, desk, clip):
    korean = make_translation(film, "ko", desk.translator, title="영화")
    accept(hand_in(korean, desk.translator), desk.reviewer)

    item = get_published(kind="film", key=str(film.translation_key), language="ko")

    assert [file.role for file in item.files] == ["master", "subtitles"]
    master, subtitles = item.files
    assert (subtitles.name, subtitles.language_tag) == (f"{korean.slug}.ko.vtt", "ko")
    with subtitles.open() as file:
        assert file.read().startswith(b"WEBVTT")
    with master.open() as file:
        assert file.read() == film.versions.get().master.file.read()


def test_public_interface_returns_images_with_their_sha256(desk, image):
    story = make_live(desk, picture=image)

    (file,) = get_published(kind="story", key=str(story.translation_key), language="vi").files

    assert (file.role, file.media_type, file.size) == ("image", "image/png", CampaignImage.objects.get().file.size)
    assert len(file.sha256) == 64


def test_films_page_names_its_file_only_while_the_library_serves_it(film):
    from cms.films.playback import get_playback

    assert [source.url for source in get_playback(film).sources] == [film.versions.get().master.file.url]

    film.rights.update(territory="KR")
    assert get_playback(film).sources == []


@pytest.mark.parametrize("who", ["editor", "superuser"])
def test_file_of_a_live_page_is_not_deleted(client, desk, image, public_document, who):
    make_live(desk, title="Khác", picture=image)
    client.force_login(getattr(desk, who), backend="cms.users.backends.UserBackend")

    client.post(f"/admin/images/{image.pk}/delete/")
    client.post(f"/admin/images/multiple/{image.pk}/delete/", headers={"X-Requested-With": "XMLHttpRequest"})
    client.post(f"/admin/documents/delete/{public_document.pk}/")
    client.post(f"/admin/bulk/media/campaignimage/delete/?id={image.pk}")

    assert CampaignImage.objects.filter(pk=image.pk).exists()
    assert CampaignDocument.objects.filter(pk=public_document.pk).exists()


def test_file_that_no_live_page_uses_is_deleted(client, desk, image):
    client.force_login(desk.editor, backend="cms.users.backends.UserBackend")

    client.post(f"/admin/images/{image.pk}/delete/")

    assert not CampaignImage.objects.exists()
