"""The page of a period's figures, whoever asks and whatever days are asked for."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.reports.conftest import Office

PATH = "/admin/outreach/reports/"


def read_numbers(client: Client, **query: str) -> dict[str, str]:
    page = client.get(PATH, query).content.decode()
    return dict(re.findall(r'data-number="(\w+)">(\d+)<', page))


def test_period_is_the_campaigns_own_wherever_the_reader_is(office: Office) -> None:
    """By a clock in Honolulu it is still the day before."""
    days = {"kind": "days", "first": "2026-11-24", "last": "2026-11-24"}
    numbers = read_numbers(office.open_as(office.lead), **days)
    assert numbers["approvals"] == "2"

    office.lead.wagtail_userprofile.current_time_zone = "Pacific/Honolulu"
    office.lead.wagtail_userprofile.save()

    assert read_numbers(office.open_as(office.lead), **days) == numbers
    rows = office.open_as(office.lead).get(f"{PATH}rows/uses/", days).content.decode()
    assert "24/11/2026 10:00" in rows


@pytest.mark.parametrize("first", ["0001-01-01", "9999-12-31", "1999-12-31", "2101-01-01", "gestern", "2026-02-30"])
@pytest.mark.parametrize("kind", ["week", "quarter", "days", "closing"])
def test_days_that_make_no_report_are_told(office: Office, first: str, kind: str) -> None:
    answer = office.open_as(office.lead).get(PATH, {"kind": kind, "first": first, "last": "9999-12-31"}, follow=True)

    assert answer.status_code == 200
    assert [str(message) for message in answer.context["messages"]]


def test_empty_period_at_the_edge_has_noughts_and_nothing_to_compare(office: Office) -> None:
    numbers = read_numbers(office.open_as(office.lead), kind="days", first="2000-01-01", last="2000-01-02")

    assert set(numbers.values()) == {"0"}
