"""Opening hours on the clocks of a reader's country."""

from datetime import UTC, datetime, timedelta

import pytest

from cms.facts.hours_input import make_rows, read_day, write_day
from cms.facts.local_hours import has_same_clock, move_rows, write_local_hours

WINTER = datetime(2026, 12, 1, 3, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 3, tzinfo=UTC)
OFFICE = make_rows({day: read_day("08:00–11:30, 13:30–17:00") for day in range(5)})
HANOI = "Asia/Ho_Chi_Minh"


def write(country, *, at=WINTER, language="en", rows=OFFICE):
    local = write_local_hours(rows, time_zone=HANOI, country=country, language=language, at=at)
    return [(each.clock, each.hours.replace("\u2009", " ")) for each in local]


def test_hours_are_moved_to_the_clock_of_a_country_with_one_time():
    assert write("KR") == [("", "Monday – Friday 10:00 – 13:30 and 15:30 – 19:00")]


def test_hours_follow_the_clock_that_a_country_has_in_summer_and_in_winter():
    assert write("FR") == [("", "Monday – Friday 02:00 – 05:30 and 07:30 – 11:00")]
    assert write("FR", at=SUMMER) == [("", "Monday – Friday 03:00 – 06:30 and 08:30 – 12:00")]


def test_each_clock_of_a_country_with_several_is_named_from_west_to_east():
    clocks = dict(write("US"))

    assert next(iter(clocks)).startswith("Hawaii")
    assert list(clocks)[-1] == "Eastern Standard Time"
    assert clocks["Eastern Standard Time"] == (
        "Monday – Thursday 01:30 – 05:00 and 20:00 – 23:30; Friday 01:30 – 05:00; Sunday 20:00 – 23:30"
    )


@pytest.mark.parametrize("language", ["vi", "ko", "km", "lo", "ar"])
def test_clocks_have_names_in_the_readers_language(language):
    names = [clock for clock, _hours in write("AU", language=language)]

    assert len(set(names)) == len(names) > 3
    assert not any("\u200b" in name or "/" in name for name in names)


@pytest.mark.parametrize("country", ["VN", "TH", "LA", "KH"])
def test_hours_are_not_repeated_where_the_clock_is_the_same(country):
    assert write(country) == []
    assert has_same_clock(time_zone=HANOI, country=country, at=WINTER) == (country != "VN")


@pytest.mark.parametrize("country", ["", "other"])
def test_no_country_has_no_clock(country):
    assert write(country) == []
    assert not has_same_clock(time_zone=HANOI, country=country, at=WINTER)


def test_a_contact_that_is_always_open_is_open_on_every_clock():
    always = make_rows({day: read_day("00:00–24:00") for day in range(7)})

    assert write("US", rows=always) == []
    assert write("US", rows=[]) == []


def test_what_passes_midnight_is_of_two_days():
    moved = move_rows(make_rows({6: read_day("20:00–24:00")}), by=timedelta(hours=2))

    assert [write_day(moved, day) for day in (6, 0)] == ["22:00–24:00", "00:00–02:00"]


@pytest.mark.parametrize("hours", [-12, -3.5, 0, 5.75, 14])
def test_moving_there_and_back_changes_no_minute(hours):
    there = move_rows(OFFICE, by=timedelta(hours=hours))
    back = move_rows(there, by=-timedelta(hours=hours))

    assert _list_minutes(back) == _list_minutes(OFFICE)


def _list_minutes(rows):
    found = set()
    for row in rows:
        (start, end) = (int(text[:2]) * 60 + int(text[3:]) for text in (row["opens"], row["closes"]))
        found |= {row["day"] * 1440 + minute for minute in range(start, end)}
    return found
