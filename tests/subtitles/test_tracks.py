"""Subtitle files: read strictly, and written so that other libraries read the same cues."""

from datetime import timedelta

import pysubs2
import pytest
import srt
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from cms.segments.track_messages import describe_faults, describe_notice
from cms.subtitles.cues import Cue, write_time
from cms.subtitles.faults import FaultCode, TrackFault, TrackRefused
from cms.subtitles.srt import write_srt
from cms.subtitles.track_texts import read_texts
from cms.subtitles.tracks import MAX_TRACK_SIZE, convert_track, decode, read_track, take_track, to_webvtt
from cms.subtitles.webvtt import find_cues, write_webvtt

VTT = """WEBVTT - a film

NOTE made at the desk

1
00:00:00.200 --> 00:00:03.900 line:90% align:center
Có những nơi <i>không có tên</i> &amp; không ai biết.

00:04.200 --> 00:07.900
Nhưng vẫn có người
còn nhớ.
"""
SRT = """1
00:00:00,200 --> 00:00:03,900
Có những nơi <i>không có tên</i> & không ai biết.

2
00:00:04,200 --> 00:00:07,900
Nhưng vẫn có người
còn nhớ.
"""

lines = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="<>&{}"), min_size=1)
texts = st.lists(lines.filter(lambda line: line.strip() and "-->" not in line), min_size=1, max_size=2).map(
    lambda two: "\n".join(line.rstrip() for line in two)
)


@st.composite
def tracks(draw: st.DrawFn) -> list[Cue]:
    start, cues = 0, []
    for text in draw(st.lists(texts, min_size=1, max_size=6)):
        start += draw(st.integers(0, 10_000))
        end = start + draw(st.integers(1, 4_000_000))
        cues.append(Cue(start, end, text))
    return cues


def test_webvtt_and_srt_of_one_track_are_read_alike() -> None:
    vtt, sub = read_track(VTT), read_track(SRT)

    assert [(cue.start, cue.end, cue.text) for cue in vtt] == [(cue.start, cue.end, cue.text) for cue in sub]
    assert (vtt[0].identifier, vtt[0].settings, vtt[0].line) == ("1", "line:90% align:center", 6)
    assert write_srt(vtt) == SRT


@given(cues=tracks())
def test_written_cues_are_read_again(cues: list[Cue]) -> None:
    assert read_track(write_webvtt(cues)) == cues
    assert read_track(write_srt(cues)) == cues


@given(cues=tracks())
def test_other_libraries_read_the_same_cues(cues: list[Cue]) -> None:
    theirs = list(srt.parse(write_srt(cues)))
    captions = webvtt.from_string(write_webvtt(cues)).captions
    events = pysubs2.SSAFile.from_string(write_srt(cues), format_="srt", keep_html_tags=True).events

    assert [(item.start, item.end) for item in theirs] == [
        (timedelta(milliseconds=cue.start), timedelta(milliseconds=cue.end)) for cue in cues
    ]
    assert [item.content.split() for item in theirs] == [cue.text.split() for cue in cues]
    assert [(item.start, item.end) for item in captions] == [
        (write_time(cue.start), write_time(cue.end)) for cue in cues
    ]
    assert [item.text.split() for item in captions] == [cue.text.split() for cue in cues]
    assert sorted((event.start, event.end) for event in events) == sorted((cue.start, cue.end) for cue in cues)


def test_files_of_other_libraries_are_read() -> None:
    made = pysubs2.SSAFile()
    made.append(pysubs2.SSAEvent(start=1000, end=2000, text="안녕하세요"))
    captions = webvtt.WebVTT(captions=[webvtt.Caption("00:00:01.000", "00:00:02.000", "안녕하세요")])
    composed = srt.compose([srt.Subtitle(7, timedelta(seconds=1), timedelta(seconds=2), "안녕하세요")])

    for text in (made.to_string("srt"), made.to_string("vtt"), captions.content, composed):
        assert [(cue.start, cue.end, cue.text) for cue in read_track(text)] == [(1000, 2000, "안녕하세요")]


def test_srt_is_converted_to_webvtt_and_webvtt_is_unchanged() -> None:
    assert to_webvtt(VTT) == VTT
    assert to_webvtt(SRT.replace("\n", "\r\n")).startswith(
        "WEBVTT\n\n00:00:00.200 --> 00:00:03.900\nCó những nơi <i>không có tên</i> &amp; không ai biết.\n\n"
    )


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ["No subtitles were found. Use WebVTT or SRT."]),
        ("WEBVTT\n\nNOTE nothing\n", ["No subtitles were found. Use WebVTT or SRT."]),
        ("<!doctype html>\n<p>Hello</p>", ["Line 2: The times of a subtitle are expected here, such as"]),
        ("WEBVTT\n\n1\n00:00:01.000 -> 00:00:02.000\nA\n", ["Line 4: The times of a subtitle are expected here"]),
        ("WEBVTT\n\n00:00:01.000 --> 00:00:61.000\nA\n", ["Line 3: The times of a subtitle are expected here"]),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nA\n", ["Line 3: The subtitle ends before it begins."]),
        (
            "WEBVTT\n\n00:02.000 --> 00:03.000\nA\n\n00:01.000 --> 00:03.000\nA\n",
            ["Line 6: The subtitle begins before the one above it."],
        ),
        (
            "WEBVTT\n\n00:02.000 --> 00:03.000\nA\n00:03.000 --> 00:04.000\nA\n",
            ["Line 5: The text of a subtitle contains the times of another"],
        ),
        ("WEBVTT\n00:02.000 --> 00:03.000\nA\n", ["Line 2: The header or a note contains the times of a subtitle"]),
        (
            "WEBVTT\n\n00:02.000 --> 00:03.000 onclick:x\nA\n",
            ["Line 3: “onclick:x” are not valid settings of a subtitle."],
        ),
        ("WEBVTT\n\n00:02.000 --> 00:03.000\n<script>alert(1)</script>\n", ["Line 4: “<script>” isn't a tag that"]),
        (
            "WEBVTT\n\n00:02.000 --> 00:03.000\nA\n<img src=x onerror=alert(1)\n",
            ["Line 5: “<img src=x onerror=alert(1)”"],
        ),
        ("1\n00:00:02,000 --> 00:00:03,000\nA\x00B\n", ["Line 3: The text contains control characters."]),
    ],
)
def test_fault_is_reported_with_its_line(text: str, faults: list[str]) -> None:
    with pytest.raises(TrackRefused) as refused:
        read_track(text)

    found = describe_faults(refused.value)
    assert len(found) == len(faults)
    assert all(said.startswith(asked) for said, asked in zip(found, faults, strict=True))


def test_all_faults_of_a_file_are_reported_at_once() -> None:
    with pytest.raises(TrackRefused) as refused:
        read_track("WEBVTT\n\nno time\nA\n\n00:02.000 --> 00:01.000\n<script>\n")

    assert [fault.line for fault in refused.value.faults] == [4, 6, 7]


def test_utf16_with_a_byte_order_mark_is_read_and_other_encodings_are_refused() -> None:
    assert read_track(decode(SRT.encode("utf-16"))) == read_track(SRT)
    with pytest.raises(TrackRefused) as refused:
        decode("1\n00:00:01,000 --> 00:00:02,000\nCó những nơi".encode("cp1258", errors="ignore"))

    assert refused.value.faults == (TrackFault(FaultCode.NOT_UTF8, 3),)


def test_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(TrackRefused) as refused:
        decode(b" " * (MAX_TRACK_SIZE + 1))

    assert describe_faults(refused.value) == ["The file is larger than 2 MB."]


def test_part_of_a_divided_subtitle_may_begin_after_the_subtitle_below_it() -> None:
    parts = "00:01.000 --> 00:03.000\nA\n\n00:01.000/2\n00:03.000 --> 00:05.000\nB"
    track = f"WEBVTT\n\n{parts}\n\n00:02.000 --> 00:06.000\nC\n"

    assert [cue.text for cue in read_track(track)] == ["A", "B", "C"]


def test_times_that_browsers_would_not_read_are_rewritten() -> None:
    track = "WEBVTT\n\nNOTE kept\n\n0:00:01,000 --> 00:02,500 line:90%\r\nA\n\n00:03.000 --> 00:04.000\nB\n"

    assert to_webvtt(track) == (
        "WEBVTT\n\nNOTE kept\n\n00:00:01.000 --> 00:00:02.500 line:90%\r\nA\n\n00:03.000 --> 00:04.000\nB\n"
    )


def test_srt_has_characters_for_entities_and_no_webvtt_markup() -> None:
    track = (
        "WEBVTT\n\nNOTE for the translator\n\n1\n00:01.000 --> 00:02.500 align:start\n"
        "<v A>Một &amp; <i>hai</i>\nba &copy; 2020 &hellip;\n\n01:00:03.000 --> 01:00:04.000\n넷\n"
    )

    assert write_srt(read_track(track)) == (
        "1\n00:00:01,000 --> 00:00:02,500\nMột & <i>hai</i>\nba © 2020 …\n\n2\n01:00:03,000 --> 01:00:04,000\n넷\n"
    )


def test_line_breaks_in_entities_do_not_end_a_cue_of_an_srt_file() -> None:
    assert write_srt([Cue(0, 1000, "A&#10;&#10;B")]) == "1\n00:00:00,000 --> 00:00:01,000\nA\nB\n"


def test_readable_cues_of_a_track_with_faults_are_found() -> None:
    track = (
        "WEBVTT\n00:01.000 --> 00:02.000\n<font>A</font>\n\nSTYLE\n::cue {}\n\n00:01.000 -> 00:02.000\nB\n\n"
        "00:05.000 --> 00:04.000\nC"
    )

    assert [(cue.start, cue.end, cue.text) for cue in find_cues(track)] == [
        (1000, 2000, "<font>A</font>"),
        (5000, 4000, "C"),
    ]
    assert write_srt(find_cues(track)) == (
        "1\n00:00:01,000 --> 00:00:02,000\nA\n\n2\n00:00:05,000 --> 00:00:04,000\nC\n"
    )
    assert find_cues("no subtitles") == []


STYLED = """WEBVTT

STYLE
::cue { color: red }

REGION
id:bottom

1
00:01.000 --> 00:02.000 region:bottom align:left
<i.loud>Xin chào</i>

00:03.000 --> 00:04.000
<i.loud>Tạm biệt</i>
"""


def test_styles_and_regions_are_left_out_and_classes_are_kept_and_both_are_said() -> None:
    track, notices = convert_track(STYLED)

    assert track == (
        "WEBVTT\n\n1\n00:01.000 --> 00:02.000 align:left\n<i.loud>Xin chào</i>\n\n"
        "00:03.000 --> 00:04.000\n<i.loud>Tạm biệt</i>\n"
    )
    assert [describe_notice(notice) for notice in notices] == [
        "Left out: “STYLE”, in line 3.",
        "Left out: “REGION”, in line 6.",
        "Left out: “region:bottom”, in line 10.",
        "Kept: “<i.loud>”, 2 times, first in line 11.",
    ]
    assert to_webvtt(track) == track


@pytest.mark.parametrize(
    ("text", "settings", "cleaned", "said"),
    [
        ('<font color="#ff0000">A</font>', "", "A", ['Left out: “<font color="#ff0000">”, in line 3.']),
        ("{\\an8}A", "line:0", "A", ["Kept: “{\\an8}”, in line 3."]),
        ("{\\an4}A", "line:50% align:left", "A", ["Kept: “{\\an4}”, in line 3."]),
        ("{\\fad(100,200)}A", "", "A", ["Left out: “{\\fad(100,200)}”, in line 3."]),
        ("<strong>A</strong><s>B</s>", "", "AB", ["Left out: “<strong>”, in line 3.", "Left out: “<s>”, in line 3."]),
        ("<i.loud>A</i>", "", "<i>A</i>", ["Left out: “.loud”, in line 3."]),
        ("<I>A</I> & <b>B</b>", "", "<i>A</i> &amp; <b>B</b>", []),
    ],
)
def test_markup_of_srt_is_kept_in_another_form_or_left_out(
    text: str, settings: str, cleaned: str, said: list[str]
) -> None:
    taken = take_track(f"1\n00:00:02,000 --> 00:00:03,000\n{text}\n")

    assert [(cue.settings, cue.text) for cue in taken.cues] == [(settings, cleaned)]
    assert [describe_notice(notice) for notice in taken.notices] == said


@pytest.mark.parametrize(
    ("text", "timing", "cleaned", "said"),
    [
        ('<font color="#ff0000">A</font>', "", "A", ['Left out: “<font color="#ff0000">”, in line 4.']),
        ("{\\an8}A", " line:0", "A", ["Kept: “{\\an8}”, in line 4."]),
        ("{\\fad(100,200)}A\n<i.loud>B</i>", "", "A\n<i.loud>B</i>", ["Left out: “{\\fad(100,200)}”, in line 4."]),
        ("<strong>A</strong> <s>B</s>", "", "A B", ["Left out: “<strong>”, in line 4.", "Left out: “<s>”, in line 4."]),
    ],
)
def test_markup_of_srt_in_webvtt_is_kept_in_another_form_or_left_out(
    text: str, timing: str, cleaned: str, said: list[str]
) -> None:
    track, notices = convert_track(f"WEBVTT\n\n00:02.000 --> 00:03.000\n{text}\n\n00:04.000 --> 00:05.000\nC\n")

    assert track == f"WEBVTT\n\n00:02.000 --> 00:03.000{timing}\n{cleaned}\n\n00:04.000 --> 00:05.000\nC\n"
    assert [describe_notice(notice) for notice in notices if not notice.mark.startswith("<i")] == said
    assert convert_track(track)[0] == track


def test_position_that_a_cue_of_webvtt_has_already_is_not_replaced_by_a_code() -> None:
    track, notices = convert_track("WEBVTT\n\n00:02.000 --> 00:03.000 line:90%\n{\\an8}A\n")

    assert track == "WEBVTT\n\n00:02.000 --> 00:03.000 line:90%\nA\n"
    assert [describe_notice(notice) for notice in notices] == ["Left out: “{\\an8}”, in line 4."]


def test_text_of_webvtt_that_consists_of_markup_only_leaves_an_empty_cue() -> None:
    track, _notices = convert_track("WEBVTT\n\n00:02.000 --> 00:03.000\n{\\fad(1,2)}\nA\n")

    assert [cue.text for cue in find_cues(track)] == ["A"]


def test_class_of_a_tag_is_left_out_of_srt_with_the_tag_kept() -> None:
    assert write_srt([Cue(0, 1000, "<i.loud>A</i> <c.yellow>B</c>")]).endswith("\n<i>A</i> B\n")


@pytest.mark.parametrize("text", [VTT, SRT], ids=["webvtt", "srt"])
def test_line_ends_of_every_system_are_read_alike(text: str) -> None:
    assert read_track(text.replace("\n", "\r")) == read_track(text.replace("\n", "\r\n")) == read_track(text)


def test_lone_carriage_returns_of_a_track_become_line_feeds() -> None:
    track = to_webvtt(VTT.replace("\n", "\r"))

    assert track == to_webvtt(VTT)
    assert read_texts(track, "subtitles") == read_texts(VTT, "subtitles")
