"""Moments are told in the recipient's own time and language, beside the desk's, and always say their zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override

from cms.users.roles import Role
from outreach.organisations.local_time import find_zone, list_zones, write_moments
from outreach.organisations.models import Organisation
from tests.approvals.factories import make_person
from tests.availability.world import sign_in
from translations.languages import CODES

DEADLINE = datetime(2026, 11, 29, 9, 8, tzinfo=UTC)


def test_a_deadline_is_told_in_canberra_and_in_hanoi_with_both_zones() -> None:
    written = write_moments(DEADLINE, zone=ZoneInfo("Australia/Sydney"), language="en")

    assert written == (
        "Sunday, 29 November 2026, 20:08 (Australia (Sydney), UTC+11) · "
        "Sunday, 29 November 2026, 16:08 (Vietnam, UTC+7)"
    )


@pytest.mark.parametrize("language", CODES)
def test_a_deadline_is_written_in_every_language(language: str) -> None:
    local, _, at_the_desk = write_moments(DEADLINE, zone=ZoneInfo("Asia/Seoul"), language=language).partition(" · ")

    assert "18:08" in local and "UTC+9" in local
    assert "16:08" in at_the_desk and "UTC+7" in at_the_desk
    assert ("November" in local) == (language == "en")


def test_a_deadline_is_told_once_where_the_desks_time_is_the_recipients() -> None:
    assert write_moments(DEADLINE, zone=ZoneInfo("Asia/Ho_Chi_Minh"), language="vi").count("16:08") == 1
    assert write_moments(DEADLINE, zone=None, language="vi").count("16:08") == 1


def test_the_zone_is_that_of_the_country_or_the_chosen_one_and_never_guessed() -> None:
    assert find_zone(name="", country="KR") == ZoneInfo("Asia/Seoul")
    assert find_zone(name="Australia/Sydney", country="AU") == ZoneInfo("Australia/Sydney")
    assert find_zone(name="", country="AU") is None
    assert find_zone(name="", country="") is None


def test_every_zone_on_offer_exists_here() -> None:
    assert len({ZoneInfo(name).key for name, _label in list_zones(language="en")}) > 300


@pytest.mark.django_db
def test_an_organisation_in_a_country_with_several_zones_must_choose_its_own() -> None:
    officer: Client = sign_in(make_person(Role.OUTREACH_OFFICER, interface_language="en"))
    typed = {"kind": "mission", "name_vi": "Canberra", "country": "AU", "languages": ["en"], "is_active": "on"}
    address = reverse("outreach_organisations:add")

    refused = officer.post(address, typed)
    assert "This country has several time zones." in refused.content.decode()
    assert not Organisation.objects.exists()

    assert officer.post(address, {**typed, "time_zone": "Australia/Sydney"}).status_code == 302
    assert Organisation.objects.get().zone == ZoneInfo("Australia/Sydney")


def test_vietnamese_days_are_written_as_in_letters() -> None:
    written = write_moments(DEADLINE, zone=None, language="vi")

    assert written == "16:08 Chủ Nhật, ngày 29 tháng 11 năm 2026 (Việt Nam, UTC+7)"


def test_english_dates_are_not_american() -> None:
    with override("en"):
        written = [date_format(DEADLINE, name) for name in ("DATE_FORMAT", "DATETIME_FORMAT", "SHORT_DATETIME_FORMAT")]

    assert written == ["29 November 2026", "29 November 2026, 09:08", "29 Nov 2026, 09:08"]
