"""Guides: reached by those whose they are, in their language, in the words of the screens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from cms.guides.guide import (
    FOLDER,
    GUIDES,
    PICTURES,
    find_path,
    find_picture,
    order_guides,
    read_guide,
    render_markdown,
)
from cms.users.roles import Role
from tests.approvals.factories import make_person
from tests.guides.labels import find_unknown_labels
from tests.guides.pictures import MOST_BYTES, read_pictures
from translations.campaign.reading import get_folder
from translations.languages import CODES

FILES = sorted(FOLDER.glob("*/*.md"))
PICTURE_MARK = re.compile(r"!\[(.*?)\]\(([\w-]+)\)")


def name_file(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


@pytest.mark.parametrize("path", FILES, ids=name_file)
def test_every_label_that_a_guide_quotes_is_a_message_of_its_language(path: Path) -> None:
    assert find_unknown_labels(path.read_text(encoding="utf-8"), language=path.parent.name) == []


@pytest.mark.parametrize(
    ("language", "text", "unknown"),
    [
        ("en", "Press **Save draft**, then **Save the parrot**.", "Save the parrot"),
        ("vi", "Bấm **Lưu bản nháp**, rồi **Lưu con vẹt**.", "Lưu con vẹt"),
        ("ko", "「우리 기관 앞으로 온 자료」 **앵무새**", "앵무새"),
    ],
)
def test_a_label_that_is_on_no_screen_is_found(language: str, text: str, unknown: str) -> None:
    assert find_unknown_labels(text, language=language) == [unknown]


@pytest.mark.parametrize("path", FILES, ids=name_file)
def test_pictures_of_a_guide_exist_are_small_and_say_what_they_show(path: Path) -> None:
    for caption, name in PICTURE_MARK.findall(path.read_text(encoding="utf-8")):
        picture = find_picture(name, language=path.parent.name)
        assert picture.stat().st_size <= MOST_BYTES
        assert caption


@pytest.mark.parametrize("path", FILES, ids=name_file)
def test_no_mark_of_markdown_is_left_in_the_page(path: Path) -> None:
    body = render_markdown(path.read_text(encoding="utf-8"), language=path.parent.name)

    assert "**" not in body
    assert "![" not in body


def test_every_picture_is_used_and_written_for_each_of_its_languages() -> None:
    used = {(path.parent.name, name) for path in FILES for _caption, name in PICTURE_MARK.findall(path.read_text())}
    expected = {(language, picture.name) for picture in read_pictures() for language in picture.languages}

    assert used == expected
    assert {(path.parent.name, path.stem) for path in PICTURES.glob("*/*.webp")} == used


@pytest.mark.parametrize("role", GUIDES)
def test_each_role_has_a_guide_in_the_languages_of_its_screens(role: Role) -> None:
    languages = CODES if role == Role.PARTNER else get_folder().admin_languages

    assert [code for code in languages if not find_path(role, language=code).exists()] == []


def test_guides_of_ones_own_roles_come_first() -> None:
    assert order_guides(frozenset({Role.PUBLISHER}))[0] == Role.PUBLISHER
    assert order_guides(frozenset({Role.REVIEWER}))[0] == Role.TRANSLATOR
    assert sorted(order_guides(frozenset())) == sorted(GUIDES)


def test_a_guide_that_a_language_lacks_is_in_english() -> None:
    assert read_guide(Role.EDITOR, language="ko").language == "en"


def test_html_in_a_guide_is_shown_as_text() -> None:
    assert "<script>" not in render_markdown("<script>alert(1)</script>", language="vi")


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_help_menu_leads_to_the_guides_of_ones_roles_first(client: Client, language: str) -> None:
    client.force_login(make_person(Role.PUBLISHER, interface_language=language))

    menu = client.get("/admin/").content.decode()
    page = client.get(reverse("guides")).content.decode()
    guide = client.get(reverse("guide", args=["publisher"])).content.decode()

    assert reverse("guides") in menu
    assert re.findall(r'data-guide="(\w+)"( data-own)?', page)[:2] == [("publisher", " data-own"), ("editor", "")]
    assert read_guide(Role.PUBLISHER, language=language).title in page
    assert read_guide(Role.PUBLISHER, language=language).body in guide


@pytest.mark.django_db
def test_the_reviewers_guide_is_the_translators(client: Client) -> None:
    client.force_login(make_person(Role.REVIEWER, "ko", interface_language="vi"))

    answer = client.get(reverse("guide", args=["reviewer"]))

    assert answer.headers["Location"] == reverse("guide", args=["translator"])
    assert client.get(reverse("guide", args=["parrot"])).status_code == 404


@pytest.mark.django_db
def test_partners_find_their_guide_in_the_language_of_the_portal(client: Client) -> None:
    client.force_login(make_person(Role.PARTNER))

    home = client.get("/ar/portal/").content.decode()
    page = client.get("/ar/portal/help/").content.decode()
    other = client.get("/ar/portal/help/operator/").content.decode()

    assert 'href="/ar/portal/help/"' in home
    assert read_guide(Role.PARTNER, language="ar").body in page
    assert '<article class="guide" lang="ar" dir="rtl">' in page
    assert '<article class="guide" lang="en" dir="ltr">' in other
    assert client.get("/ar/portal/help/editor/").status_code == 404


@pytest.mark.django_db
def test_screen_operators_see_their_own_guide_first(client: Client) -> None:
    client.force_login(make_person(Role.OPERATOR))

    page = client.get("/vi/portal/help/").content.decode()

    assert read_guide(Role.OPERATOR, language="vi").body in page
    assert read_guide(Role.PARTNER, language="vi").title in page
