"""Staleness of a film's subtitles: they are out of date once its picture isn't the one they were approved with."""

from copy import deepcopy
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Page

from cms.approvals.refusals import DeskRefusal
from cms.approvals.status import Cell, Status, get_statuses
from cms.core.publication import PublicationRefused
from cms.films.models import FilmPage, LanguageVersion
from cms.media.masters import add_master
from cms.media.models import FilmMaster
from cms.translation_desk.status_index import read_rows
from tests.approvals.factories import Desk, accept, edit, hand_in, make_desk, make_source, make_translation
from tests.films.clips import make_clip
from tests.media.recorded import RECORDED
from tests.rows import made_once
from tests.translation_desk.test_views import sign_in

TRACK = "WEBVTT\n\n00:01.000 --> 00:03.000\nXin chào\n"


def add_film_master(shade: int) -> FilmMaster:
    return add_master(title="Master", file=ContentFile(make_clip([shade]), name="film.mp4"), rights=RECORDED)


def get_cell(page: Page, language: str) -> Cell:
    (item,) = get_statuses([Page.objects.get(pk=page.pk)])
    return item.get_cell(language)


def make_film() -> tuple[Desk, Any]:
    """Return a film approved in Vietnamese and Korean with the same master, and the desk that made it."""
    desk = make_desk()
    film = make_source(desk.editor, FilmPage, title="Phim", subtitles=TRACK)
    LanguageVersion.objects.create(film=film, language_tag="vi", master=add_film_master(20))
    accept(hand_in(film, desk.editor), desk.publisher)
    korean = make_translation(
        film, "ko", desk.translator, title="영화", subtitles=TRACK.replace("Xin chào", "안녕하세요")
    )
    accept(hand_in(korean, desk.translator), desk.reviewer)
    return desk, film


untouched = made_once(make_film)


@pytest.fixture
def desk(untouched: tuple[Desk, Any], db: None) -> Desk:
    return deepcopy(untouched[0])


@pytest.fixture
def film(untouched: tuple[Desk, Any], db: None) -> Any:
    return deepcopy(untouched[1])


def get_korean(film: Any) -> Any:
    return film.get_translations().get().specific


def replace_master(film: Any) -> LanguageVersion:
    version = film.versions.get()
    version.master = add_film_master(200)
    version.save()
    return version


def test_another_master_makes_every_language_out_of_date_and_says_since_when(film: Any) -> None:
    assert get_cell(film, "ko").status == Status.APPROVED

    version = replace_master(film)

    for language in ("vi", "ko"):
        cell = get_cell(film, language)
        assert (cell.status, cell.live) == (Status.OUT_OF_DATE, True)
        assert cell.reason == (
            f"The film's master was changed on {timezone.localtime(version.master_since):%d/%m/%Y}. "
            "The subtitles were approved with the previous one."
        )


def test_row_of_the_table_is_derived_anew_when_the_master_changes(film: Any) -> None:
    key = film.translation_key
    assert read_rows([key])[key]["ko"].status == Status.APPROVED

    version = replace_master(film)
    assert read_rows([key])[key]["ko"].status == Status.OUT_OF_DATE
    assert read_rows([key])[key]["ko"].master_since == version.master_since


def test_file_of_a_master_that_live_pages_show_is_not_replaced(film: Any) -> None:
    from cms.media.masters import take_in

    master = film.versions.get().master
    take_in(master, ContentFile(make_clip([200]), name="film.mp4"))

    with override("en"), pytest.raises(PublicationRefused, match="its file can't be replaced"):
        master.save()


def test_another_master_leaves_live_pages_live_and_lets_them_be_saved(film: Any) -> None:
    korean = get_korean(film)

    replace_master(film)
    korean.refresh_from_db()
    korean.save()

    assert Page.objects.get(pk=korean.pk).live


def test_same_text_is_submitted_and_approved_again_with_the_new_master(film: Any, desk: Desk) -> None:
    korean = get_korean(film)
    with pytest.raises(DeskRefusal, match="already approved"):
        hand_in(korean, desk.translator)
    replace_master(film)

    accept(hand_in(korean, desk.translator), desk.reviewer)

    assert get_cell(film, "ko").status == Status.APPROVED
    assert get_cell(film, "vi").status == Status.OUT_OF_DATE


def test_text_submitted_before_the_master_was_changed_is_approved_out_of_date(film: Any, desk: Desk) -> None:
    edit(get_korean(film), desk.translator, title="그 영화")
    submission = hand_in(get_korean(film), desk.translator)
    replace_master(film)

    accept(submission, desk.reviewer)

    assert get_cell(film, "ko").status == Status.OUT_OF_DATE


def test_going_back_to_the_earlier_master_makes_them_approved_again(film: Any) -> None:
    earlier = film.versions.get().master
    version = replace_master(film)

    version.master = earlier
    version.save()

    assert get_cell(film, "ko").status == Status.APPROVED


def test_original_of_a_language_affects_only_its_own_subtitles(film: Any) -> None:
    LanguageVersion.objects.create(film=film, language_tag="ko", master=add_film_master(200))

    assert get_cell(film, "ko").status == Status.OUT_OF_DATE
    assert get_cell(film, "vi").status == Status.APPROVED


def test_dubbed_version_affects_no_subtitles(film: Any) -> None:
    LanguageVersion.objects.create(film=film, language_tag="ko", kind="dubbed", master=add_film_master(200))

    assert get_cell(film, "ko").status == Status.APPROVED


def test_film_without_subtitles_is_never_out_of_date_by_its_master(desk: Desk) -> None:
    film = make_source(desk.editor, FilmPage, title="Phim")
    LanguageVersion.objects.create(film=film, language_tag="vi", master=add_film_master(20))
    accept(hand_in(film, desk.editor), desk.publisher)

    replace_master(film)

    assert get_cell(film, "vi").status == Status.APPROVED


def test_changed_cue_of_the_source_makes_the_subtitles_out_of_date(film: Any, desk: Desk) -> None:
    edit(film, desk.editor, subtitles=TRACK.replace("00:03.000", "00:02.500"))
    accept(hand_in(film, desk.editor), desk.publisher)

    assert get_cell(film, "ko").status == Status.OUT_OF_DATE
    assert get_cell(film, "ko").reason == ""


def test_table_reads_the_masters_of_all_films_in_one_query(film: Any, django_assert_num_queries: Any) -> None:
    pages = list(Page.objects.filter(pk=film.pk))
    get_statuses(pages)

    with django_assert_num_queries(6):
        get_statuses(pages)


def test_table_shows_the_reason(film: Any, desk: Desk) -> None:
    replace_master(film)

    page = sign_in(desk.translator).get(reverse("desk_table")).content.decode()

    assert page.count("The subtitles were approved with the previous one.") == 2
