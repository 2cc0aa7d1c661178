"""Subtitles of a film: edited beside the picture, exported and imported."""

from copy import deepcopy
from typing import Any

import pytest
import webvtt
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cms.films.models import FilmPage, LanguageVersion
from cms.media.models import FilmMaster
from cms.translation_desk.cue_rows import CHECKED_AT_ONCE
from cms.translation_desk.forms import name_field
from tests.approvals.bypasses import read_form
from tests.approvals.factories import Desk, accept, edit, hand_in, make_desk, make_source, make_translation
from tests.approvals.test_staleness_of_masters import add_film_master
from tests.benchmarks.subtitles_bench import write_track
from tests.rows import made_once
from tests.translation_desk.test_views import sign_in

TRACK = """WEBVTT

1
00:00:00.200 --> 00:00:03.900
Có những nơi không có tên trên bản đồ.

2
00:00:04.200 --> 00:00:07.900
Nhưng vẫn có người
còn nhớ.
"""
FIRST, SECOND = "subtitles.00:00:00,200", "subtitles.00:00:04,200"
KOREAN_SRT = """1
00:00:00,200 --> 00:00:02,000
지도에 이름이 없는

2
00:00:02,100 --> 00:00:03,900
곳들이 있습니다.

3
00:00:04,200 --> 00:00:07,900
그래도 <기억>하는 사람이 있습니다.
"""


def make_film() -> tuple[Desk, Any]:
    desk = make_desk()
    film = make_source(desk.editor, FilmPage, title="Phim", subtitles=TRACK)
    accept(hand_in(film, desk.editor), desk.publisher)
    return desk, film


untouched = made_once(make_film)


@pytest.fixture
def desk(untouched: tuple[Desk, Any], db: None) -> Desk:
    return deepcopy(untouched[0])


@pytest.fixture
def film(untouched: tuple[Desk, Any], db: None) -> Any:
    return deepcopy(untouched[1])


@pytest.fixture
def korean(film: Any, desk: Desk) -> Any:
    return make_translation(film, "ko", desk.translator, title="영화")


def get_url(film: Any, language: str = "ko") -> str:
    return reverse("desk_subtitles", args=[film.translation_key, language])


def read_draft(page: Any) -> str:
    track: str = FilmPage.objects.get(pk=page.pk).get_latest_revision_as_object().subtitles
    return track


def save(client: Client, page: Any, base: int, texts: dict[str, str]) -> Any:
    data = {"base_revision_id": base, **{name_field(path): text for path, text in texts.items()}}
    return client.post(get_url(page), data, headers={"Accept": "application/json"})


def upload(client: Client, page: Any, data: str | bytes, *, language: str = "ko", base: int | None = None) -> Any:
    content = data.encode() if isinstance(data, str) else data
    fresh = FilmPage.objects.get(pk=page.pk)
    return client.post(
        get_url(page, language),
        {"base_revision_id": base or fresh.latest_revision_id, "file": SimpleUploadedFile("a.srt", content)},
    )


def test_subtitle_is_checked_against_the_cuts_of_its_film_while_it_is_typed(film: Any, korean: Any, desk: Desk) -> None:
    master = add_film_master(20)
    FilmMaster.objects.filter(pk=master.pk).update(shots=[4.1])
    LanguageVersion.objects.create(film=film, language_tag="vi", master=master)
    address = reverse("desk_check", args=[film.translation_key, "ko"])

    found = sign_in(desk.translator).post(address, {"path": SECOND, "text": "그래도"})

    assert "after a change of shot" in found.content.decode()


def test_field_of_a_subtitle_has_its_text_and_nothing_else(film: Any, desk: Desk) -> None:
    text = TRACK.replace("Có những nơi không có tên trên bản đồ.", "안녕")
    make_translation(film, "ko", desk.translator, title="영화", subtitles=text)

    shown = sign_in(desk.translator).get(get_url(film)).content.decode()

    assert ">안녕</textarea>" in shown


def test_cues_are_shown_with_the_film_that_only_the_desk_may_watch(film: Any, korean: Any, desk: Desk) -> None:
    master = add_film_master(20)
    LanguageVersion.objects.create(film=film, language_tag="vi", master=master)
    translator = sign_in(desk.translator)

    shown = translator.get(get_url(film))

    page = shown.content.decode()
    assert f'src="/media/{master.file.name}"' in page
    assert 'data-start="0.200" data-end="3.900"' in page and "00:00:04.200 – 00:00:07.900" in page
    part = translator.get(master.file.url, headers={"Range": "bytes=0-9"})
    assert (part.status_code, part["Content-Length"]) == (206, "10")
    assert Client().get(master.file.url).status_code == 404


def test_page_explains_why_there_is_no_picture(film: Any, korean: Any, desk: Desk) -> None:
    page = sign_in(desk.translator).get(get_url(film)).content.decode()

    assert "This film has no version with original sound yet" in page
    assert "<video" not in page


def test_text_is_saved_as_a_draft_and_its_findings_are_returned(film: Any, korean: Any, desk: Desk) -> None:
    base = korean.latest_revision_id

    answer = save(
        sign_in(desk.translator), korean, base, {FIRST: "지도에 이름이\n// 00:00:02.000\n없는 곳들이 있습니다."}
    )

    assert answer.status_code == 200
    said = answer.json()
    assert said["revision"] == FilmPage.objects.get(pk=korean.pk).latest_revision_id and said["said"].startswith(
        "Saved at "
    )
    assert said["texts"][name_field(FIRST)] == "지도에 이름이\n// 00:00:02.000\n없는 곳들이 있습니다."
    assert "00:00:00.200/2\n00:00:02.000 --> 00:00:03.900\n없는 곳들이 있습니다." in read_draft(korean)
    assert not FilmPage.objects.get(pk=korean.pk).live


def test_second_save_is_refused_and_overwrites_nothing(film: Any, korean: Any, desk: Desk) -> None:
    base = korean.latest_revision_id
    edit(korean, desk.reviewer, subtitles=TRACK.replace("Nhưng vẫn có người\ncòn nhớ.", "기억하는 사람."))

    answer = save(sign_in(desk.translator), korean, base, {SECOND: "그래도 기억합니다."})

    assert answer.status_code == 409
    assert answer.json()["theirs"] == {name_field(SECOND): "기억하는 사람."}
    assert "기억하는 사람." in read_draft(korean)


def test_arrow_of_a_timing_is_refused_and_nothing_is_saved(film: Any, korean: Any, desk: Desk) -> None:
    base = korean.latest_revision_id

    answer = save(sign_in(desk.translator), korean, base, {FIRST: "a --> b"})

    assert (answer.status_code, answer.json()["revision"]) == (422, base)
    assert "A subtitle can't contain “-->”" in answer.json()["said"]


@pytest.mark.parametrize("who", ["editor", "publisher", "lead"])
def test_user_without_permission_to_translate_can_read_but_not_save(
    film: Any, korean: Any, desk: Desk, who: str
) -> None:
    client = sign_in(getattr(desk, who))

    assert client.get(get_url(film)).status_code == 200
    assert save(client, korean, korean.latest_revision_id, {FIRST: "a"}).url == reverse("wagtailadmin_home")
    assert upload(client, korean, KOREAN_SRT).url == reverse("wagtailadmin_home")
    assert FilmPage.objects.get(pk=korean.pk).latest_revision_id == korean.latest_revision_id


def test_file_is_matched_by_time_and_divides_cues(film: Any, korean: Any, desk: Desk) -> None:
    answer = upload(sign_in(desk.translator), korean, KOREAN_SRT)

    assert answer.status_code == 302
    captions = webvtt.from_string(read_draft(korean)).captions
    assert [(caption.start, caption.end, caption.text) for caption in captions] == [
        ("00:00:00.200", "00:00:02.000", "지도에 이름이 없는"),
        ("00:00:02.100", "00:00:03.900", "곳들이 있습니다."),
        ("00:00:04.200", "00:00:07.900", "그래도 &lt;기억>하는 사람이 있습니다."),
    ]
    assert not FilmPage.objects.get(pk=korean.pk).live


@pytest.mark.parametrize("file_format", ["vtt", "srt"])
def test_exported_file_imported_again_changes_nothing(film: Any, korean: Any, desk: Desk, file_format: str) -> None:
    client = sign_in(desk.translator)
    upload(client, korean, KOREAN_SRT)
    before = read_draft(korean)

    file = client.get(reverse("desk_subtitles_file", args=[film.translation_key, "ko", file_format]))
    answer = upload(client, korean, file.content)

    assert answer.status_code == 302
    assert read_draft(korean) == before


def test_source_is_exported_as_srt(film: Any, korean: Any, desk: Desk) -> None:
    answer = sign_in(desk.translator).get(reverse("desk_subtitles_file", args=[film.translation_key, "vi", "srt"]))

    assert answer.content.decode().startswith("1\n00:00:00,200 --> 00:00:03,900\nCó những nơi không có tên")
    assert answer["Content-Disposition"] == f'attachment; filename="{film.slug}.vi.srt"'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            KOREAN_SRT.replace("00:00:04,200", "00:00:34,200").replace("00:00:07,900", "00:00:37,900"),
            "Line 10: The source has no subtitle at this time code",
        ),
        (
            KOREAN_SRT.split("3\n00", maxsplit=1)[0],
            "The file has no subtitle for the source&#x27;s from 00:00:04.200 to 00:00:07.900.",
        ),
        (KOREAN_SRT.replace("00:00:07,900", "00:00:07,100"), "Line 10: The source&#x27;s subtitle runs from"),
        (
            KOREAN_SRT.replace("00:00:02,100", "00:00:01,100"),
            "Line 6: The subtitle begins before the one above it has ended.",
        ),
        (
            KOREAN_SRT.replace("00:00:04,200 -->", "00:00:04,200 ->"),
            "Line 10: The times of a subtitle are expected here",
        ),
        (
            KOREAN_SRT.replace("곳들이", "<script>곳들이"),
            "Line 7: “&lt;script&gt;” isn&#x27;t a tag that subtitles can have.",
        ),
        (KOREAN_SRT.encode("euc-kr"), "Line 3: The text isn&#x27;t encoded in UTF-8."),
        (b"0" * (2 * 1024 * 1024 + 1), "The file is larger than 2 MB."),
        (b"PK\x03\x04 not a track", "Line 1: The times of a subtitle are expected here"),
    ],
)
def test_file_with_a_fault_changes_nothing_and_the_fault_is_reported(
    film: Any, korean: Any, desk: Desk, data: str | bytes, said: str
) -> None:
    before = FilmPage.objects.get(pk=korean.pk).latest_revision_id

    answer = upload(sign_in(desk.translator), korean, data)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert FilmPage.objects.get(pk=korean.pk).latest_revision_id == before


def test_file_over_another_persons_draft_changes_nothing(film: Any, korean: Any, desk: Desk) -> None:
    base = korean.latest_revision_id
    edit(korean, desk.reviewer, title="그 영화")
    before = read_draft(korean)

    answer = upload(sign_in(desk.translator), korean, KOREAN_SRT, base=base)

    assert answer.status_code == 409
    assert read_draft(korean) == before


def test_editor_imports_an_srt_as_the_sources_draft(film: Any, desk: Desk) -> None:
    answer = upload(
        sign_in(desk.editor), film, "1\n00:00:01,000 --> 00:00:03,000\nXin chào & tạm biệt\n", language="vi"
    )

    assert answer.status_code == 302
    assert read_draft(film) == "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nXin chào &amp; tạm biệt\n"
    assert FilmPage.objects.get(pk=film.pk).subtitles == TRACK
    refused = upload(sign_in(desk.translator), film, KOREAN_SRT, language="vi")
    assert refused.url == reverse("wagtailadmin_home")


def test_only_films_have_subtitles_and_a_translation_must_be_started_first(film: Any, desk: Desk) -> None:
    story = make_source(desk.editor)
    client = sign_in(desk.translator)

    assert client.get(get_url(story)).status_code == 404
    assert client.get(get_url(film)).url == reverse("desk_write", args=[film.translation_key, "ko"])


def test_page_says_that_the_master_was_changed(film: Any, korean: Any, desk: Desk) -> None:
    version = LanguageVersion.objects.create(film=film, language_tag="vi", master=add_film_master(20))
    edit(korean, desk.translator, subtitles=TRACK.replace("Có những nơi", "곳들").replace("Nhưng vẫn", "그래도"))
    accept(hand_in(korean, desk.translator), desk.reviewer)
    version.master = add_film_master(200)
    version.save()

    page = sign_in(desk.translator).get(get_url(film)).content.decode()

    assert "The subtitles were approved with the previous one." in page


def test_markup_that_an_imported_file_loses_is_said(film: Any, korean: Any, desk: Desk) -> None:
    client = sign_in(desk.translator)
    styled = KOREAN_SRT.replace("지도에 이름이 없는", "{\\an8}<font color=red>지도에 이름이 없는</font>")

    shown = client.get(upload(client, korean, styled).url).content.decode()

    assert "Left out: “{\\an8}”, in line 3." in shown and "Left out: “&lt;font color=red&gt;”, in line 3." in shown
    assert "\n지도에 이름이 없는\n" in read_draft(korean)


def test_position_of_an_imported_source_is_kept(film: Any, desk: Desk) -> None:
    client = sign_in(desk.editor)

    answer = upload(client, film, "1\n00:00:01,000 --> 00:00:03,000\n{\\an8}Xin chào\n", language="vi")

    assert read_draft(film) == "WEBVTT\n\n00:00:01.000 --> 00:00:03.000 line:0\nXin chào\n"
    assert "Kept: “{\\an8}”, in line 3." in client.get(answer.url).content.decode()


def test_answer_to_a_saved_cue_has_no_other_cue(film: Any, korean: Any, desk: Desk) -> None:
    answer = save(sign_in(desk.translator), korean, korean.latest_revision_id, {SECOND: "기억하는 사람."})

    assert answer.json()["texts"] == {name_field(SECOND): "기억하는 사람."}
    assert set(answer.json()["findings"]) == {name_field(SECOND)}


def test_styles_of_subtitles_pasted_into_the_films_page_are_left_out_and_said_once(film: Any, desk: Desk) -> None:
    client, url = sign_in(desk.editor), reverse("wagtailadmin_pages:edit", args=[film.pk])
    styled = TRACK.replace("WEBVTT\n", "WEBVTT\n\nSTYLE\n::cue { color: red }\n")

    client.post(url, {**read_form(client, url), "subtitles": styled}, headers={"Accept": "application/json"})
    answer = client.post(url, {**read_form(client, url), "subtitles": styled}, follow=True)

    assert read_draft(film) == TRACK.rstrip()  # a form strips its fields
    assert answer.content.decode().count("Left out: “STYLE”, in line 3.") == 1


def test_long_track_opens_with_the_first_cues_checked_and_gives_the_others_when_asked(desk: Desk) -> None:
    cues = CHECKED_AT_ONCE + 5
    film = make_source(desk.editor, FilmPage, subtitles=write_track(cues, "Ngày {number} tháng 7 năm 1968."))
    accept(hand_in(film, desk.editor), desk.publisher)
    track = write_track(cues, "1969년 7월 {number}일.")
    make_translation(film, "ko", desk.translator, title="영화", subtitles=track)
    client, address = sign_in(desk.translator), get_url(film)

    opened = client.get(address)
    rest = client.get(address, {"after": CHECKED_AT_ONCE}, headers={"Accept": "application/json"}).json()
    whole = client.get(address, {"all": "1"}).context["rows"]

    first, last = opened.context["rows"][0], opened.context["rows"][-1]
    assert first.findings and "desk-fact" in first.source
    assert not last.findings and "desk-fact" not in last.source
    assert 'data-rest="100"' in opened.content.decode()
    assert len(rest["findings"]) == 5 and rest["next"] is None
    assert rest["findings"][last.name] == [finding.text for finding in whole[-1].findings] != []
    assert rest["sources"][last.name] == whole[-1].source
    assert "desk-fact" in whole[-1].source


def test_import_based_on_a_draft_that_an_autosave_rewrote_in_place_is_refused(film: Any, desk: Desk) -> None:
    edit(film, desk.editor, summary="Đang viết.")
    client, address = sign_in(desk.editor), get_url(film, "vi")
    seen = client.get(address).context["form"].initial
    revision = FilmPage.objects.get(pk=film.pk).latest_revision
    draft = revision.as_object()
    draft.summary = "Đang viết tiếp."
    draft.save_revision(user=desk.editor, overwrite_revision=revision)
    assert FilmPage.objects.get(pk=film.pk).latest_revision_id == seen["base_revision_id"]

    file = SimpleUploadedFile("a.vtt", TRACK.replace("Nhưng", "Song").encode())
    answer = client.post(address, {**seen, "file": file})

    assert answer.status_code == 409 and "saved this film while you had it open" in answer.content.decode()
    stored = FilmPage.objects.get(pk=film.pk).get_latest_revision_as_object()
    assert stored.summary == "Đang viết tiếp." and "Song" not in stored.subtitles
