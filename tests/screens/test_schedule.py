"""Schedules of screens and API keys of their players."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outreach.posters.models import PosterState
from outreach.screens.keys import find_key, revoke_key
from outreach.screens.models import ApiKey
from outreach.screens.schedule import SchedulingRefused, get_schedule, remove
from tests.screens.factories import NOW, assign, make_file, make_key, make_operator, make_screen


def get_manifest(installation, at=NOW):
    schedule = get_schedule(key=installation.screen.key, organisation_key=installation.operator.key, at=at)
    return schedule.get_manifest(base_url="/").document


@pytest.mark.parametrize(
    ("state", "reason"), [(PosterState.WITHDRAWN, "withdrawn"), (PosterState.OUTDATED, "superseded")]
)
def test_a_poster_that_is_no_longer_released_leaves_the_manifest_and_is_listed_as_withdrawn(
    installation, state, reason
):
    assert [item["sha256"] for item in get_manifest(installation)["items"]] == [installation.file.sha256]

    installation.file.poster.state = state
    installation.file.poster.save()

    manifest = get_manifest(installation)
    assert manifest["items"] == []
    assert manifest["withdrawn"] == [{"sha256": installation.file.sha256, "reason": reason}]


def test_a_removed_file_is_listed_as_withdrawn_and_may_be_scheduled_again(installation):
    remove(assignment=installation.assignment, at=NOW)
    assert get_manifest(installation)["withdrawn"] == [{"sha256": installation.file.sha256, "reason": "removed"}]

    assign(installation.screen, installation.file)

    assert get_manifest(installation)["withdrawn"] == []
    assert len(get_manifest(installation)["items"]) == 1


def test_a_longer_schedule_takes_no_more_queries(installation):
    with CaptureQueriesContext(connection) as of_one:
        get_manifest(installation)
    for _ in range(3):
        assign(installation.screen, make_file(installation.screen))

    with CaptureQueriesContext(connection) as of_four:
        assert len(get_manifest(installation)["items"]) == 4

    assert len(of_four) == len(of_one) <= 5
    with CaptureQueriesContext(connection) as again:
        get_manifest(installation)
    assert len(again) == 1


def test_a_file_enters_the_manifest_two_days_before_its_time_and_leaves_it_at_its_end(installation):
    remove(assignment=installation.assignment, at=NOW)
    starts_at = NOW + timedelta(days=21)
    assign(installation.screen, installation.file, starts_at=starts_at, ends_at=starts_at + timedelta(days=1))

    days = {day for day in range(30) if get_manifest(installation, at=NOW + timedelta(days=day))["items"]}

    assert days == {19, 20, 21}


def test_another_operators_screen_is_not_found(installation):
    assert get_schedule(key=installation.screen.key, organisation_key=make_operator("Other").key, at=NOW) is None


@pytest.mark.parametrize(
    ("file", "fields", "reason"),
    [
        (
            {"state": PosterState.WITHDRAWN},
            {},
            "This poster can't be shown on a screen. Reason: It was withdrawn.",
        ),
        ({"media_type": "application/pdf"}, {}, "A screen shows pictures and videos, not application/pdf."),
        ({"width": 1920, "height": 1080}, {}, "The file has 1920 × 1080 pixels, the screen 1080 × 1920."),
        ({}, {"ends_at": NOW}, "The end must be in the future and after the start."),
        ({}, {"seconds": 0}, "A file is shown for 1 to 600 seconds each time."),
        ({}, {"share": 21}, "The share of time is a number from 1 to 20."),
        (
            {"format_code": "indoor-portrait-fhd"},
            {},
            "The file was made for the format indoor-portrait-fhd, scanned from 2.7 m. "
            "This screen has the format lift-portrait-fhd, scanned from 1.2 m.",
        ),
        (
            {"placement": "Nội Bài"},
            {},
            "The file's code was made for another place, “Nội Bài”: scans here would be counted there. "
            "Make the poster for this operator with the placement “Lift 7”.",
        ),
    ],
)
def test_a_file_that_cannot_be_shown_is_refused_with_the_reason(db, file, fields, reason):
    screen = make_screen(make_operator())

    with pytest.raises(SchedulingRefused) as refusal:
        assign(screen, make_file(screen, **file), **fields)

    assert str(refusal.value) == reason


def test_a_file_made_for_another_operator_of_the_same_placement_is_refused(installation):
    other = make_screen(make_operator("Other"))

    with pytest.raises(SchedulingRefused, match="was made for another place"):
        assign(installation.screen, make_file(other))


def test_the_same_file_is_not_scheduled_twice_from_the_same_time(installation):
    with pytest.raises(SchedulingRefused, match="already scheduled on this screen from that time"):
        assign(installation.screen, installation.file, starts_at=installation.assignment.starts_at)

    assign(installation.screen, installation.file, starts_at=NOW + timedelta(days=1))


def test_a_key_is_found_by_its_token_and_stored_as_a_digest(installation):
    assert find_key(installation.token) == installation.key
    assert installation.token not in str(ApiKey.objects.values().get())
    for wrong in ("", installation.token[:-1], installation.token + "x", installation.key.prefix, "nn_\x00", "ключ"):
        assert find_key(wrong) is None


def test_a_revoked_key_keeps_the_time_of_its_first_revocation(installation):
    revoke_key(key=installation.key, at=NOW)
    revoke_key(key=installation.key, at=NOW + timedelta(days=1))

    installation.key.refresh_from_db()
    assert installation.key.revoked_at == NOW


def test_no_key_is_issued_for_another_operators_screen(installation):
    with pytest.raises(ValueError, match="The screen belongs to another operator"):
        make_key(make_operator("Other"), installation.screen)
