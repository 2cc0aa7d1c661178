"""A day reads the same wherever a page has it: in a fact of the text, at its end, in a correction."""

from datetime import date

import pytest
from django.test import Client
from django.utils.timezone import localdate

from tests.factories import FactFactory
from tests.pages.factories import PublicSite
from translations.dates import write_day

EXPECTED = {
    "vi": "27 tháng 7 năm 2027",
    "en": "27 July 2027",
    "th": "27 กรกฎาคม พ.ศ. 2570",
    "ko": "2027년 7월 27일",
    "ar": "27 يوليو 2027",
    "fr": "27 juillet 2027",
}


@pytest.mark.parametrize("language", EXPECTED)
def test_day_is_written_as_readers_of_the_language_expect(language: str) -> None:
    assert write_day(date(2027, 7, 27), language=language) == EXPECTED[language]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "th", "ko"])
def test_page_has_one_calendar_and_one_form(site: PublicSite, client: Client, language: str) -> None:
    today = localdate()
    FactFactory(key="day", kind="date", value=today.isoformat())
    source = site.publish(summary="[[day]]")
    site.translate(source, language, summary="[[day]]")

    page = client.get(f"/{language}/stories/ban-do/").content.decode()

    assert page.count(write_day(today, language=language)) >= 2
    assert "ค.ศ." not in page
