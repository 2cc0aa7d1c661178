"""Films in the admin: subtitles are saved without faults or not at all; a master's page lists what depends on it."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cms.films.models import FilmPage, LanguageVersion
from tests.approvals.factories import Desk, accept, hand_in, make_source, make_translation
from tests.approvals.test_staleness_of_masters import TRACK, add_film_master
from tests.translation_desk.test_views import sign_in


@pytest.fixture
def film(desk: Desk) -> Any:
    film = make_source(desk.editor, FilmPage, title="Phim", subtitles=TRACK)
    LanguageVersion.objects.create(film=film, language_tag="vi", master=add_film_master(20))
    accept(hand_in(film, desk.editor), desk.publisher)
    korean = make_translation(
        film, "ko", desk.translator, title="영화", subtitles=TRACK.replace("Xin chào", "안녕하세요")
    )
    accept(hand_in(korean, desk.translator), desk.reviewer)
    return film


@pytest.mark.django_db
def test_srt_pasted_into_the_films_page_becomes_webvtt() -> None:
    film = FilmPage(title="Phim", subtitles="1\r\n00:00:01,000 --> 00:00:03,000\r\nXin chào\r\n")

    film.clean()

    assert film.subtitles == "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nXin chào\n"


@pytest.mark.django_db
def test_broken_track_is_refused_by_line_on_the_films_page() -> None:
    film = FilmPage(title="Phim", subtitles="WEBVTT\n\n00:01.000 -> 00:03.000\nA\n\n00:05.000 --> 00:04.000\nB\n")

    with pytest.raises(ValidationError) as refused:
        film.clean()

    assert [message.split(":")[0] for message in refused.value.message_dict["subtitles"]] == ["Line 4", "Line 6"]


def get_edit_page(desk: Desk, name: str, pk: int) -> str:
    return sign_in(desk.publisher).get(reverse(f"{name}:edit", args=[pk])).content.decode()


def test_page_of_a_master_and_of_a_version_says_what_depends_on_the_picture(film: Any, desk: Desk) -> None:
    version = film.versions.get()

    for name, pk in (("film_masters", version.master_id), ("film_versions", version.pk)):
        page = get_edit_page(desk, name, pk)
        assert "If you replace the picture, these become out of date" in page
        assert "Subtitles of “영화”: 한국어" in page and "Subtitles of “Phim”: Tiếng Việt" in page


def test_page_of_a_master_that_nothing_depends_on_says_nothing(film: Any, desk: Desk) -> None:
    page = get_edit_page(desk, "film_masters", add_film_master(90).pk)

    assert "If you replace the picture" not in page
