"""The redirector's table of links follows the published items."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django.utils.encoding import iri_to_uri

from cms.facts.revocation import revoke_channel
from outreach.links.creation import create_link
from outreach.links.snapshot import build_table, get_table_path, refresh_snapshot
from outreach.links.table_version import get_version, note_change
from outreach.redirector.link_table import read_table


@pytest.fixture
def link(story):
    return create_link(item_kind="story", item_key=story.key, language="ko")


def test_the_table_has_the_items_addresses_and_withdrawn_languages(story, link):
    before = build_table().entries[link.code]
    story.withdraw("ko")
    after = build_table().entries[link.code]

    assert list(before.destination.languages) == ["vi", "ko"]
    assert before.destination.addresses["ko"].startswith("/ko/")
    assert before.destination.withdrawn == frozenset()
    assert list(after.destination.languages) == ["vi"]
    assert after.destination.withdrawn == {"ko"}


def test_django_and_the_redirector_lead_to_the_same_address(client, story, link):
    address = build_table().entries[link.code].destination.addresses["ko"]

    assert client.get(f"/q/{link.code}")["Location"] == iri_to_uri(address)


def test_the_table_is_rewritten_only_after_a_change_or_when_it_is_old(link):
    now = timezone.now()

    assert refresh_snapshot(at=now, older_than_seconds=600)
    assert not refresh_snapshot(at=now, older_than_seconds=600)
    note_change()
    assert refresh_snapshot(at=now, older_than_seconds=600)
    assert refresh_snapshot(at=now + timedelta(hours=1), older_than_seconds=600)


def test_a_damaged_table_is_rewritten(link):
    call_command("link_table")
    get_table_path().write_bytes(b"{")

    assert refresh_snapshot(at=timezone.now(), older_than_seconds=600)
    assert link.code in read_table(get_table_path()).entries


def test_a_new_link_and_a_withdrawal_are_changes(story, django_capture_on_commit_callbacks):
    versions = [get_version()]
    with django_capture_on_commit_callbacks(execute=True):
        create_link(item_kind="story", item_key=story.key, language="ko")
    versions.append(get_version())
    with django_capture_on_commit_callbacks(execute=True):
        story.withdraw("ko")
    versions.append(get_version())

    assert len(set(versions)) == 3


def test_the_notices_lose_a_revoked_hotline(link, hotline, desk, django_capture_on_commit_callbacks):
    now = timezone.now()
    refresh_snapshot(at=now, older_than_seconds=600)
    assert b"84965001222" in read_table(get_table_path()).notices.withdrawn["ko"]

    with django_capture_on_commit_callbacks(execute=True):
        revoke_channel(channel=hotline, by=desk.lead, at=now, reason="answered by a stranger")

    assert refresh_snapshot(at=now, older_than_seconds=600)
    assert b"84965001222" not in read_table(get_table_path()).notices.withdrawn["ko"]


def test_a_withdrawal_is_in_the_table_before_the_scheduler_runs(story, link, django_capture_on_commit_callbacks):
    other = create_link(item_kind="story", item_key=story.key, language="vi")
    refresh_snapshot(at=timezone.now(), older_than_seconds=600)
    before = read_table(get_table_path())

    with django_capture_on_commit_callbacks(execute=True):
        story.withdraw("ko")
    after = read_table(get_table_path())

    assert before.entries[link.code].destination.withdrawn == frozenset()
    assert after.entries[link.code].destination.withdrawn == {"ko"}
    assert list(after.entries[other.code].destination.languages) == ["vi"]
    assert after.entries == build_table().entries
    # The scheduler still builds a whole table.
    assert refresh_snapshot(at=timezone.now(), older_than_seconds=600)


def test_a_withdrawal_succeeds_while_the_table_can_not_be_written(
    story, link, caplog, django_capture_on_commit_callbacks
):
    refresh_snapshot(at=timezone.now(), older_than_seconds=600)
    get_table_path().write_bytes(b"{")

    with django_capture_on_commit_callbacks(execute=True):
        story.withdraw("ko")

    assert "The link table can't be corrected" in caplog.text
