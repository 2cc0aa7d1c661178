"""Opening hours: read day by day, written by each language's rules."""

import pytest

from cms.facts.hours import write_hours
from cms.facts.hours_input import HoursRefused, list_time_zones, make_rows, read_day, write_day

OFFICE = make_rows({day: read_day("8:00-11:30, 13h30 – 17h00") for day in range(5)} | {5: read_day("08:00–11:30")})


def test_day_is_read_and_written_back():
    assert write_day(OFFICE, 0) == "08:00–11:30, 13:30–17:00"
    assert write_day(OFFICE, 6) == ""


@pytest.mark.parametrize("text", ["8-17", "08:00–25:00", "17:00–08:00", "08:00–12:00, 11:00–13:00", "08:70–09:00"])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(HoursRefused):
        read_day(text)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        (
            "vi",
            "Thứ Hai – Thứ Sáu 08:00–11:30 và 13:30–17:00; Thứ Bảy 08:00–11:30 (Việt Nam, UTC+7)",
        ),
        ("en", "Monday – Friday 08:00 – 11:30 and 13:30 – 17:00; Saturday 08:00 – 11:30 (Vietnam, UTC+7)"),
        ("ko", "월요일 – 금요일 08:00 ~ 11:30 및 13:30 ~ 17:00; 토요일 08:00 ~ 11:30 (베트남, UTC+7)"),
    ],
)
def test_hours_have_days_times_and_the_place_they_are_of(language, written):
    text = write_hours(OFFICE, time_zone="Asia/Ho_Chi_Minh", language=language).replace("\u2009", " ")

    assert text == written


def test_place_with_summer_time_has_no_fixed_offset():
    text = write_hours(OFFICE, time_zone="Europe/Paris", language="fr")

    assert text.endswith("(France)")


def test_times_keep_their_order_in_arabic():
    assert "\u206608:00" in write_hours(OFFICE, time_zone="Asia/Riyadh", language="ar")


def test_any_time_is_said_in_words_and_no_hours_not_at_all():
    always = make_rows({day: read_day("00:00–24:00") for day in range(7)})

    assert write_hours(always, time_zone="Asia/Ho_Chi_Minh", language="en") == "At any time, every day"
    assert write_hours([], time_zone="Asia/Ho_Chi_Minh", language="en") == ""


def test_time_zones_are_named_by_country():
    assert ("Asia/Seoul", "Hàn Quốc: Asia/Seoul") in list_time_zones(language="vi")
