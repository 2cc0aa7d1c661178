"""Slugs of pages: short and in ASCII for Latin letters, and addresses that were changed lead to the new ones."""

import unicodedata

import pytest
from django.core.management import call_command
from django.test import Client

from cms.core.slugs import write_slug
from tests.approvals.bypasses import read_form, sign_in
from tests.approvals.factories import Desk, edit, make_source, make_translation
from tests.pages.factories import PublicSite

TITLE = "Người lính trở về từ Đường Chín"
LONG = "Người lính già trở lại chiến trường xưa để tìm đồng đội đã nằm lại bên bờ sông Thạch Hãn"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        (TITLE, "nguoi-linh-tro-ve-tu-duong-chin"),
        (LONG, "nguoi-linh-gia-tro-lai-chien-truong-xua-de-tim-dong-doi-da"),
        ("Cœur brisé — 1968", "coeur-brise-1968"),
        ("¿Quién recuerda a Peña?", "quien-recuerda-a-pena"),
        ("x" * 90, "x" * 60),
        ("돌아온 병사", ""),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_slug_is_short_ascii_of_whole_words_from_composed_and_decomposed_titles(
    title: str, slug: str, form: str
) -> None:
    assert write_slug(unicodedata.normalize(form, title)) == slug


@pytest.mark.django_db
def test_page_without_a_slug_gets_one_in_ascii_and_siblings_a_number(desk: Desk) -> None:
    assert make_source(desk.editor, title=TITLE).slug == "nguoi-linh-tro-ve-tu-duong-chin"
    assert make_source(desk.editor, title=TITLE).slug == "nguoi-linh-tro-ve-tu-duong-chin-2"


@pytest.mark.django_db
def test_new_page_with_a_slug_in_unicode_gets_it_in_ascii(desk: Desk) -> None:
    assert make_source(desk.editor, slug="người-lính").slug == "nguoi-linh"


@pytest.mark.django_db
def test_slug_typed_in_unicode_is_saved_in_ascii(desk: Desk) -> None:
    story = make_source(desk.editor, title=TITLE)
    client = sign_in(desk.editor)
    url = f"/admin/pages/{story.pk}/edit/"

    client.post(url, {**read_form(client, url), "slug": "mẹ-việt-nam-anh-hùng"})

    story.refresh_from_db()
    assert story.get_latest_revision_as_object().slug == "me-viet-nam-anh-hung"


@pytest.mark.django_db
def test_slug_in_another_script_stays_as_it_was_typed(desk: Desk) -> None:
    korean = make_translation(make_source(desk.editor), "ko", desk.translator, title="돌아온 병사")
    client = sign_in(desk.translator)
    url = f"/admin/pages/{korean.pk}/edit/"

    client.post(url, {**read_form(client, url), "slug": "돌아온-병사"})

    korean.refresh_from_db()
    assert korean.get_latest_revision_as_object().slug == "돌아온-병사"


@pytest.mark.django_db
def test_titles_are_stored_composed(desk: Desk) -> None:
    story = make_source(desk.editor, title=unicodedata.normalize("NFD", TITLE))

    edit(story, desk.editor, title=unicodedata.normalize("NFD", LONG))

    story.refresh_from_db()
    assert story.title == TITLE
    assert story.get_latest_revision_as_object().title == LONG


@pytest.mark.django_db
def test_old_address_of_a_page_leads_to_its_new_one_in_the_same_language(
    site: PublicSite, client: Client, django_capture_on_commit_callbacks
) -> None:
    page = site.publish(slug="archives")
    site.translate(page, "en", title="The map", summary="A sheet of paper.")

    with django_capture_on_commit_callbacks(execute=True):
        site.correct(page, slug="kho-luu-tru")

    answer = client.get("/vi/stories/archives/")
    assert (answer.status_code, answer["Location"]) == (301, "/vi/stories/kho-luu-tru/")
    assert client.get("/en/stories/archives/").status_code == 200


@pytest.mark.django_db
def test_old_address_of_a_page_that_was_withdrawn_leads_nowhere(
    site: PublicSite, client: Client, django_capture_on_commit_callbacks
) -> None:
    page = site.publish(slug="archives")
    with django_capture_on_commit_callbacks(execute=True):
        site.withdraw(site.correct(page, slug="kho-luu-tru"))

    assert client.get("/vi/stories/archives/").status_code in {404, 410}


@pytest.mark.django_db
@pytest.mark.both_databases
def test_admins_page_search_finds_titles_without_diacritics(desk: Desk) -> None:
    make_source(desk.editor, title="Tấm bản đồ vẽ tay")
    call_command("update_index", verbosity=0)

    found = sign_in(desk.editor).get("/admin/pages/search/?q=ban+do").content.decode()

    assert "Tấm bản đồ vẽ tay" in found
