"""Divided cues: a cue of the source stays one segment, and as a whole it keeps its time."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.films.models import FilmPage
from cms.quality_checks.registry import check_translation
from cms.segments.page_segments import extract, follow, merge
from cms.segments.segment import Segment, digest, get_texts
from cms.subtitles.cues import CueTiming, join_parts, split_parts, write_time
from cms.subtitles.track_texts import read_texts, read_timings, write_texts

TRACK = """WEBVTT

1
00:00:08.200 --> 00:00:11.900 align:start
Một khúc suối.
Một gốc cây.

00:12.200 --> 00:15.900
Điều ông bà nhớ.
"""
FIRST, SECOND = "s.00:00:08,200", "s.00:12,200"

words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=12).filter(
    lambda text: "-->" not in text and text.strip() and not text.startswith("//")
)
times = st.integers(8_500, 11_500).map(write_time)
marks = st.one_of(
    st.just("//"),
    times.map(lambda time: f"// {time}"),
    st.tuples(times, times).map(lambda both: f"// {both[0]} {both[1]}"),
)


@st.composite
def divided_texts(draw: st.DrawFn) -> str:
    parts = draw(st.lists(words, min_size=1, max_size=4))
    return "".join(f"{text}\n{draw(marks)}\n" for text in parts[:-1]) + parts[-1]


@given(first=divided_texts(), second=divided_texts(), windows=st.booleans())
def test_divided_cues_read_and_written_again_are_the_same_track(first: str, second: str, windows: bool) -> None:
    track = TRACK.replace("\n", "\r\n") if windows else TRACK
    divided = write_texts(track, "s", {FIRST: first, SECOND: second})
    read = dict(read_texts(divided, "s"))

    assert list(read) == [FIRST, SECOND]
    assert write_texts(divided, "s", read) == divided
    assert write_texts(track, "s", read) == divided
    assert join_parts(read[FIRST]).split("\n") == join_parts(first).split("\n")


@given(text=divided_texts())
def test_parts_follow_each_other_within_the_time_of_their_cue(text: str) -> None:
    divided = write_texts(TRACK, "s", {FIRST: text})

    timings = read_timings(divided, "s")

    assert len(timings[FIRST]) == len(split_parts(text))
    assert (timings[FIRST][0].start, timings[FIRST][-1].end) == (8_200, 11_900)
    assert all(timing.duration > 0 for timing in timings[FIRST])
    assert all(earlier.end <= later.start for earlier, later in pairwise(timings[FIRST]))
    assert timings[SECOND] == (CueTiming(12_200, 15_900),)


@given(text=divided_texts())
def test_joining_a_divided_cue_restores_the_track(text: str) -> None:
    divided = write_texts(TRACK, "s", {FIRST: text})

    assert write_texts(divided, "s", {FIRST: "Một khúc suối.\nMột gốc cây."}) == TRACK


def test_divided_cue_is_two_cues_in_the_track_with_the_time_on_its_mark() -> None:
    divided = write_texts(TRACK, "s", {FIRST: "개울 굽이.\n// 00:00:10.000\n나무 한 그루."})

    assert divided.startswith(
        "WEBVTT\n\n1\n00:00:08.200 --> 00:00:10.000 align:start\n개울 굽이.\n\n"
        "00:00:08.200/2\n00:00:10.000 --> 00:00:11.900 align:start\n나무 한 그루.\n\n00:12.200 --> 00:15.900\n"
    )


def test_pause_between_two_parts_is_kept() -> None:
    text = "개울 굽이.\n// 00:00:09.900 00:00:10.100\n나무 한 그루."

    divided = write_texts(TRACK, "s", {FIRST: text})

    assert dict(read_texts(divided, "s"))[FIRST] == text
    assert read_timings(divided, "s")[FIRST][0].gap == 200


def test_mark_without_a_time_or_with_one_outside_the_cue_shares_the_time_by_length() -> None:
    for mark in ("//", "// 00:00:20.000"):
        divided = write_texts(TRACK, "s", {FIRST: f"abc\n{mark}\nabc"})

        assert read_timings(divided, "s")[FIRST][0].end == 10_050


@pytest.mark.django_db
def test_time_of_a_division_is_part_of_the_digest() -> None:
    earlier, later = (
        FilmPage(title="a", subtitles=write_texts(TRACK, "s", {FIRST: f"abc\n// 00:00:{second}.000\nabc"}))
        for second in ("10", "11")
    )

    assert digest(extract(earlier)) != digest(extract(later))
    assert [segment for segment in extract(earlier) if segment.kind == "choice"] != [
        segment for segment in extract(later) if segment.kind == "choice"
    ]


@pytest.mark.django_db
def test_translation_keeps_its_divisions_when_the_source_changes_elsewhere() -> None:
    text = "개울 굽이.\n// 00:00:09.000\n나무 한 그루."
    source = FilmPage(title="Phim", subtitles=TRACK)
    target = FilmPage(title="영화", subtitles=write_texts(TRACK, "subtitles", {"subtitles.00:00:08,200": text}))
    source.subtitles = (
        TRACK.replace("00:12.200 --> 00:15.900", "00:12.400 --> 00:15.900") + "\n00:16.000 --> 00:17.000\nA\n"
    )

    followed = follow(source=source, target=target)

    texts = {segment.path: segment.text for segment in get_texts(extract(followed))}
    assert texts["subtitles.00:00:08,200"] == text
    assert set(texts) == {"title", "subtitles.00:00:08,200"}
    assert "00:12.400" in followed.subtitles and "00:16.000" in followed.subtitles


@pytest.mark.django_db
def test_page_with_divided_cues_has_the_paths_of_its_source() -> None:
    source = FilmPage(title="Phim", subtitles=TRACK)
    target = follow(source=source, target=FilmPage(title="영화"))

    merge(target, {"subtitles.00:00:08,200": "a\n//\nb", "subtitles.00:12,200": "c"})

    assert [segment.path for segment in get_texts(extract(source))] == [
        segment.path for segment in get_texts(extract(target))
    ]


@pytest.mark.django_db
def test_reading_limits_apply_to_each_part() -> None:
    path = "subtitles.00:00:08,200"
    source = extract(FilmPage(title="Phim", subtitles=TRACK))
    text = "This part is far too long for half a second.\n// 00:00:08.700\nShort."

    findings = check_translation(source=source, target=[Segment(path, "cue", text)], language="en")

    assert [finding.text for finding in findings if finding.fact == "subtitle" and finding.path == path] == [
        "The subtitle can't be read in its 0.5 seconds: it has 44 characters.",
        "A subtitle has at most 2 lines of 42 characters.",
        "The subtitle is shown too briefly or too long: 0.5 seconds.",
    ]


@pytest.mark.django_db
def test_times_on_a_mark_are_not_facts_of_the_text() -> None:
    path = "subtitles.00:00:08,200"
    source = extract(FilmPage(title="Phim", subtitles=TRACK))
    target = [Segment(path, "cue", "A bend of a stream.\n// 00:00:10.000\nA tree.")]

    findings = check_translation(source=source, target=target, language="en")

    assert [finding.text for finding in findings if finding.path == path] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cut", "text"),
    [
        (8.12, "The subtitle begins 0.08 seconds after a change of shot: let it begin with the shot."),
        (8.5, "The subtitle begins only 0.30 seconds before a change of shot."),
        (11.7, "The subtitle ends only 0.20 seconds after a change of shot."),
        (8.2, None),
        (8.0, None),
        (10.0, None),
        (11.9, None),
        (12.0, None),
    ],
)
def test_subtitle_too_near_to_a_change_of_shot_is_found(cut: float, text: str | None) -> None:
    path = "subtitles.00:00:08,200"
    source = extract(FilmPage(title="Phim", subtitles=TRACK))
    target = [Segment(path, "cue", "A bend of a stream.")]

    findings = check_translation(source=source, target=target, language="en", shots=[cut])

    assert [finding.text for finding in findings if finding.fact == "shots"] == ([text] if text else [])


@pytest.mark.django_db
def test_time_on_a_mark_does_not_count_as_a_figure_of_the_source() -> None:
    path = "subtitles.00:00:08,200"
    source = extract(FilmPage(title="Phim", subtitles=TRACK.replace("Một khúc suối.", "Lúc 10:15, 10 người.")))
    target = [Segment(path, "cue", "Some people came.\n// 00:00:10.150\nA tree.")]

    findings = check_translation(source=source, target=target, language="en")

    assert [finding.fact for finding in findings if finding.path == path and finding.is_error]
