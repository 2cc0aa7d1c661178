"""A film's page: chapters, stills, credits, language versions and broadcasts on two clocks."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.change_requests.change_request import approve, find_requests
from cms.core.page_cache import raise_version
from cms.films.chapters import Chapter, find_faults, write_chapters
from cms.films.models import BroadcastSlot, BroadcastState, FilmPage, LanguageVersion, RightsWindow, VersionKind
from cms.media.models import FilmMaster
from tests.media.recorded import RECORDED
from tests.pages.test_blocks_of_a_story import make_image, read
from tests.translation_desk.test_views import sign_in

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db

CHAPTERS = [
    ("chapter", {"start": "0:00", "title": "Mở đầu"}),
    ("chapter", {"start": "12:30", "title": "Tấm bản đồ & con suối"}),
]
EVENING = datetime(2027, 7, 27, 13, 10, tzinfo=UTC)
"""20:10 in Hanoi, 22:10 in Seoul."""


def add_version(film: FilmPage, tag: str, *, kind: VersionKind = VersionKind.ORIGINAL, minutes: int = 30) -> Any:
    number = FilmMaster.objects.count()
    master = FilmMaster.objects.create(
        title="Film",
        file=ContentFile(b"film", name=f"film-{number}.mp4"),
        sha256=str(number) * 64,
        duration=timedelta(minutes=minutes),
        **RECORDED,
    )
    return LanguageVersion.objects.create(film=film, language_tag=tag, kind=kind, master=master)


def allow_everywhere(film: FilmPage) -> None:
    RightsWindow.objects.create(film=film, starts_on=date(2026, 1, 1))


def add_broadcast(film: FilmPage, **fields: Any) -> BroadcastSlot:
    values = {"broadcaster": "VTV5", "starts_at": EVENING, "time_zone": "Asia/Ho_Chi_Minh", "language_tag": "vi"}
    return BroadcastSlot.objects.create(film=film, **{**values, **fields})


# --- chapters ---


def test_chapters_lead_into_the_film_and_are_a_track_for_players(site: PublicSite, client: Client) -> None:
    film = site.publish(FilmPage, slug="phim", chapters=CHAPTERS)
    version = add_version(film, "vi")
    allow_everywhere(film)

    page = read(client, film.url_path)
    track = client.get(page.select_one("track[kind=chapters]")["src"])

    assert [link["href"] for link in page.select(".chapters a")] == [
        f"{version.master.file.url}#t=0",
        f"{version.master.file.url}#t=750",
    ]
    assert track["Content-Type"] == "text/vtt; charset=utf-8"
    assert track.content.decode() == (
        "WEBVTT\n\n00:00:00.000 --> 00:12:30.000\nMở đầu\n\n00:12:30.000 --> 00:30:00.000\nTấm bản đồ &amp; con suối\n"
    )


def test_titles_of_chapters_are_approved_in_each_language(site: PublicSite, client: Client) -> None:
    film = site.publish(FilmPage, slug="phim", chapters=CHAPTERS)
    rows = [
        {"type": "chapter", "id": child.id, "value": {"start": child.value["start"], "title": title}}
        for child, title in zip(film.chapters, ("시작", "지도"), strict=True)
    ]
    korean = site.translate(film, "ko", title="영화", chapters=json.dumps(rows))

    chapters = read(client, korean.url_path).select(".chapters li")

    assert [" ".join(chapter.text.split()) for chapter in chapters] == ["0:00 시작", "12:30 지도"]


def test_film_without_chapters_or_not_live_has_no_track(site: PublicSite, client: Client) -> None:
    film = site.publish(FilmPage, slug="phim")

    assert client.get(f"{film.url_path}chapters.vtt").status_code == 404
    assert client.get("/ko/films/phim/chapters.vtt").status_code == 404


def test_chapters_have_to_rise_and_to_start_before_the_film_ends() -> None:
    chapters = [Chapter(0, "0:00", "A"), Chapter(90, "1:30", "B"), Chapter(60, "1:00", "C")]

    assert find_faults(chapters, duration=None) == ["The chapter “C” has to start after the one before it, at 1:30."]
    assert find_faults(chapters[:2], duration=timedelta(seconds=80)) == [
        "The chapter “B” starts at 1:30, but the film ends before."
    ]
    assert write_chapters((), duration=None) == "WEBVTT\n"


def test_chapter_after_the_end_is_refused_in_the_editor(site: PublicSite) -> None:
    parent = Page.objects.get(url_path="/vi/films/")
    film = parent.add_child(
        instance=FilmPage(title="Phim", slug="phim", locale=parent.locale, live=False, chapters=CHAPTERS)
    )
    add_version(film, "vi", minutes=10)
    chapters = streamfield(
        [("chapter", {"start": "0:00", "title": "A"}), ("chapter", {"start": "12:30", "title": "B"})]
    )
    empty = dict.fromkeys(("body", "stills", "corrections"), streamfield([]))
    form_class = FilmPage.get_edit_handler().get_form_class()

    form = form_class(
        nested_form_data({"title": "Phim", "slug": "phim", "chapters": chapters, **empty}),
        instance=film,
        parent_page=parent,
        for_user=site.editor,
    )

    assert not form.is_valid()
    assert form.errors["chapters"] == ["The chapter “B” starts at 12:30, but the film ends before."]


# --- stills, credits, versions ---


def test_stills_show_while_their_rights_last(site: PublicSite, client: Client) -> None:
    image, refused = make_image("canh"), make_image("nguoi")
    stills = [
        ("still", {"image": each, "alternative_text": f"Cảnh {each.title}", "caption": ""}) for each in (image, refused)
    ]
    film = site.publish(FilmPage, slug="phim", stills=stills)
    refused.consent = "refused"
    refused.save()

    shown = read(client, film.url_path).select(".gallery img")

    assert [img["alt"] for img in shown] == ["Cảnh canh"]
    assert client.get(shown[0]["src"]).status_code == 200


def test_credits_are_read_as_roles_and_names(site: PublicSite, client: Client) -> None:
    film = site.publish(FilmPage, slug="phim", credits="Đạo diễn: Nhóm phim\n\nCảm ơn mọi người\nÂm nhạc：Ban nhạc")

    rows = read(client, film.url_path).select(".credits div")

    assert [[part.text for part in row.select("dt, dd")] for row in rows] == [
        ["Đạo diễn", "Nhóm phim"],
        ["Cảm ơn mọi người"],
        ["Âm nhạc", "Ban nhạc"],
    ]


def test_versions_are_listed_with_their_kind_and_whether_they_play_here(site: PublicSite, client: Client) -> None:
    film = site.publish(FilmPage, slug="phim", subtitles="")
    add_version(film, "vi")
    add_version(film, "ko", kind=VersionKind.DUBBED)
    before = [row.text for row in read(client, film.url_path).select("#versions ~ ul li")]
    allow_everywhere(film)

    after = [" ".join(row.text.split()) for row in read(client, film.url_path).select("#versions ~ ul li")]

    assert len(before) == 2 and not any("(" in row for row in before)
    assert [row.split(":")[0] for row in after] == ["Tiếng Việt", "Tiếng Hàn"]
    assert [("(" in row) for row in after] == [True, False]


# --- broadcasts ---


@pytest.fixture
def film(site: PublicSite) -> Any:
    return site.publish(FilmPage, slug="phim", title="Phim")


def read_broadcasts(client: Client, path: str) -> list[str]:
    return [" ".join(row.text.split()) for row in read(client, path).select(".broadcasts li")]


@time_machine.travel(EVENING - timedelta(days=3), tick=False)
def test_coming_broadcast_is_shown_on_the_broadcasters_clock_and_on_the_readers(film: Any, client: Client) -> None:
    add_broadcast(film, minutes=50, territory="VN")

    at_home = read_broadcasts(client, film.url_path)
    in_korea = read_broadcasts(client, f"{film.url_path}?from=KR")
    in_america = read_broadcasts(client, f"{film.url_path}?from=US")

    assert "27 tháng 7 năm 2027 · 20:10 (Việt Nam) · 50" in at_home[0]
    assert "22:10" not in at_home[0]
    assert "27 tháng 7 năm 2027 · 22:10" in in_korea[0]
    assert "9:10 (Giờ mùa hè miền Đông)" in in_america[0] and " · 6:10 (" in in_america[0]


@time_machine.travel(EVENING - timedelta(days=3), tick=False)
def test_broadcast_leaves_the_coming_ones_when_it_has_ended(film: Any, client: Client) -> None:
    add_broadcast(film, minutes=50)
    assert len(read_broadcasts(client, film.url_path)) == 1

    with time_machine.travel(EVENING + timedelta(minutes=30), tick=False):
        during = read_broadcasts(client, film.url_path)
    with time_machine.travel(EVENING + timedelta(minutes=51), tick=False):
        after = read_broadcasts(client, film.url_path)

    assert (len(during), len(after)) == (1, 0)


@time_machine.travel(EVENING + timedelta(days=3), tick=False)
def test_past_broadcasts_are_apart_and_only_those_that_were_shown(film: Any, client: Client) -> None:
    add_broadcast(film, state=BroadcastState.AIRED)
    add_broadcast(film, broadcaster="Kênh khác")

    page = read(client, film.url_path)

    assert page.select(".broadcasts") == []
    assert [row.text.split(":")[0] for row in page.select(".past-broadcasts li")] == ["VTV5"]


def test_time_is_typed_on_the_broadcasters_clock_and_a_second_person_approves(site: PublicSite, film: Any) -> None:
    data = {
        "film": film.pk,
        "broadcaster": "KBS",
        "time_zone": "Asia/Seoul",
        "starts_at": "2027-07-27T22:10",
        "minutes": "50",
        "territory": "kr",
        "language_tag": "ko",
        "state": "planned",
        "note": "Bản ngắn",
    }

    sign_in(site.editor).post(reverse("film_broadcasts:add"), data)
    waiting = not BroadcastSlot.objects.exists()
    approve(change_request=find_requests(BroadcastSlot).get(), by=site.publisher, at=timezone.now())

    slot = BroadcastSlot.objects.get()
    assert waiting
    assert (slot.starts_at, slot.territory, slot.note) == (EVENING, "KR", "Bản ngắn")


def test_changed_time_waits_for_a_second_person_and_one_person_takes_a_broadcast_away(
    site: PublicSite, film: Any
) -> None:
    slot = add_broadcast(film)
    data = {
        "film": film.pk,
        "broadcaster": "VTV5",
        "time_zone": "Asia/Ho_Chi_Minh",
        "starts_at": "2027-07-27T21:10",
        "language_tag": "vi",
        "state": "planned",
        "note": "Báo lại",
    }

    sign_in(site.editor).post(reverse("film_broadcasts:edit", args=[slot.pk]), data)
    slot.refresh_from_db()
    kept = (slot.starts_at, slot.note, find_requests(BroadcastSlot).count())
    sign_in(site.editor).post(reverse("film_broadcasts:delete", args=[slot.pk]))

    assert kept == (EVENING, "Báo lại", 1)
    assert not BroadcastSlot.objects.exists()


def test_address_with_an_invented_country_is_answered_clearly(film: Any, client: Client) -> None:
    add_broadcast(film)

    assert client.get(f"{film.url_path}?from=XX").status_code == 404
    assert BeautifulSoup(client.get(film.url_path).content, "html.parser").h1.text == "Phim"


def test_film_in_a_story_plays_there_while_its_rights_hold(site: PublicSite, client: Client) -> None:
    film = site.publish(FilmPage, slug="phim", title="Phim", picture=make_image("canh"), picture_text="Một cảnh")
    version = add_version(film, "vi")
    page = site.publish(body=[("film", {"film": film})])
    before = read(client, page.url_path).select_one(".film-card")
    allow_everywhere(film)
    raise_version()

    card = read(client, page.url_path).select_one(".film-card")

    assert before is not None
    assert before.video is None
    assert before.img is not None
    assert card is not None
    assert card.video is not None
    assert [source["src"] for source in card.select("video source")] == [version.master.file.url]
    assert (card.video["aria-label"], card.video["preload"]) == ("Phim", "none")
    assert [link["href"] for link in card.select("a")] == [film.url_path]
