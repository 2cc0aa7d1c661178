"""Segments of a page: read, merged and compared by their digest."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.films.models import FilmPage
from cms.rebuttals.models import RebuttalPage
from cms.segments.page_segments import extract, follow
from cms.segments.segment import digest, from_snapshot, to_snapshot
from cms.stories.models import StoryPage
from cms.subtitles.faults import TrackRefused
from cms.subtitles.track_texts import read_texts, strip_texts, write_texts

cue_lines = st.lists(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=20).filter(
        lambda line: "-->" not in line and line.strip()
    ),
    min_size=1,
    max_size=2,
).map("\n".join)


@given(cues=st.lists(cue_lines, min_size=1, max_size=8), end=st.sampled_from(["", "\n", "\n\n"]), windows=st.booleans())
def test_subtitles_read_and_written_again_are_the_same_track(cues: list[str], end: str, windows: bool) -> None:
    parts = [f"{n}\n00:00:{n:02}.000 --> 00:00:{n + 1:02}.000 align:start\n{text}" for n, text in enumerate(cues)]
    track = "WEBVTT\n\n" + "\n\n".join(parts) + end
    track = track.replace("\n", "\r\n") if windows else track

    read = dict(read_texts(track, "subtitles"))

    assert write_texts(track, "subtitles", read) == track
    assert len(read) == len(cues)


def test_translated_cues_keep_their_timing() -> None:
    track = "WEBVTT\n\n00:01.000 --> 00:02.000\nXin chào\n\n00:03.000 --> 00:04.000\nTạm biệt\n"

    written = write_texts(track, "s", {"s.00:01,000": "안녕\n\n하세요", "s.00:03,000": "안녕히"})

    assert written == "WEBVTT\n\n00:01.000 --> 00:02.000\n안녕\n하세요\n\n00:03.000 --> 00:04.000\n안녕히\n"
    assert strip_texts(written, "s") == strip_texts(track, "s")


def test_text_that_would_break_a_cue_is_refused() -> None:
    with pytest.raises(TrackRefused):
        write_texts("WEBVTT\n\n00:01.000 --> 00:02.000\nA\n", "s", {"s.00:01,000": "00:05.000 --> 00:06.000"})


@pytest.mark.django_db
def test_digest_is_that_of_the_composed_form_and_of_the_order() -> None:
    composed = StoryPage(title="Hà Nội")
    decomposed = StoryPage(title="Ha\u0300 No\u0323\u0302i")
    body = [{"type": "note", "value": {"text": "a"}, "id": "1"}, {"type": "note", "value": {"text": "b"}, "id": "2"}]

    assert digest(extract(composed)) == digest(extract(decomposed))
    assert digest(extract(StoryPage(body=json.dumps(body)))) != digest(extract(StoryPage(body=json.dumps(body[::-1]))))


@pytest.mark.django_db
def test_choice_of_another_verdict_is_another_digest() -> None:
    assert digest(extract(RebuttalPage(title="a", verdict="false"))) != digest(
        extract(RebuttalPage(title="a", verdict="misleading"))
    )


@pytest.mark.django_db
def test_timing_of_subtitles_is_part_of_the_digest() -> None:
    track = "WEBVTT\n\n00:01.000 --> 00:02.000\nA\n"

    moved = track.replace("00:02.000", "00:09.000")

    assert digest(extract(FilmPage(title="a", subtitles=track))) != digest(
        extract(FilmPage(title="a", subtitles=moved))
    )


@pytest.mark.django_db
def test_blocks_without_identity_read_the_same_each_time() -> None:
    body = json.dumps(
        [{"type": "steps", "value": {"items": ["một", "hai"]}}, {"type": "note", "value": {"text": "ba"}}]
    )

    assert extract(StoryPage(title="a", body=body)) == extract(StoryPage(title="a", body=body))


@pytest.mark.django_db
def test_translation_follows_the_sources_structure_and_keeps_its_words() -> None:
    old = {"type": "note", "value": {"text": "cũ"}, "id": "old"}
    new = {"type": "note", "value": {"text": "mới"}, "id": "new"}
    source = StoryPage(title="Nguồn", body=json.dumps([new, old]))
    target = StoryPage(title="번역", body=json.dumps([{**old, "value": {"text": "옛것"}}]))

    follow(source=source, target=target)

    assert [(child.id, child.value["text"]) for child in target.body] == [("new", ""), ("old", "옛것")]
    assert target.title == "번역" and source.body[0].value["text"] == "mới"


@pytest.mark.django_db
def test_snapshot_reads_back_as_the_same_segments() -> None:
    segments = extract(StoryPage(title="a", summary="b"))

    assert from_snapshot(json.loads(json.dumps(to_snapshot(segments)))) == segments
