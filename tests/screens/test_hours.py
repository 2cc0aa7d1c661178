"""Hours of the day, as people type them and as players get them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.screens.hours import MINUTES, UnreadableHours, is_within, parse_hours, write_hours

minutes = st.integers(0, MINUTES - 1)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("", ()),
        ("06:00–09:00", ((360, 540),)),
        ("17:00-22:00, 6:00 - 9:30", ((360, 570), (1020, 1320))),
        ("22:00–02:00", ((0, 120), (1320, 1440))),
        ("22:00–24:00", ((1320, 1440),)),
        ("22:00–00:00", ((1320, 1440),)),
        ("08:00–10:00, 09:00–12:00", ((480, 720),)),
        ("00:00–24:00", ()),
    ],
)
def test_hours_are_read_as_people_type_them(text, hours):
    assert parse_hours(text) == hours


@pytest.mark.parametrize("text", ["6", "06:00", "25:00–26:00", "06:60–07:00", "06:00–06:00", "6 to 9", "-1:00–2:00"])
def test_a_text_that_is_no_time_span_is_refused(text):
    with pytest.raises(UnreadableHours):
        parse_hours(text)


@given(st.lists(st.tuples(minutes, minutes).filter(lambda span: span[0] != span[1]), max_size=5), minutes)
def test_a_minute_is_within_the_hours_if_it_is_in_one_of_the_spans(spans, minute):
    text = ", ".join(f"{begin // 60}:{begin % 60:02}–{end // 60}:{end % 60:02}" for begin, end in spans)

    hours = parse_hours(text)

    within = [begin <= minute < end if begin < end else minute >= begin or minute < end for begin, end in spans]
    assert is_within(hours, minute=minute) == (any(within) or not spans)
    assert parse_hours(write_hours(hours)) == hours
