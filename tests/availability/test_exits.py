"""Every exit of outreach is asked, for every reason, for the whole, a part and the head; ``exits.txt`` has the answers.

No signal is delivered in these tests: what is refused is refused from the moment of the change, by the rule alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from outreach.availability.reasons import Reason
from outreach.kits.editions import EditionRefused, get_exclusions
from outreach.kits.exclusions import ExclusionReason
from outreach.kits.models import FileRole
from tests.availability.world import CAUSES, World, list_files, make_world
from tests.rows import made_once

TABLE = Path(__file__).with_name("exits.txt")
RANGE = {"range": "bytes=0-3"}
SENT, OMITTED = "+", "-"
LISTS = frozenset({"api_screen_manifest", "api_screen_feed", "api_screen_smil"})
REFUSED = {"organisation_closed": "This organisation's account is closed", "emergency": "Everything is withdrawn now"}


def read_table() -> dict[str, dict[str, str]]:
    """Return the answers by exit and reason."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.strip()]
    head = next(line for line in lines if line.startswith("# exit "))
    reasons = head.split()[2:]
    rows = [line.split() for line in lines if not line.startswith("#")]
    return {row[0]: dict(zip(reasons, row[1:], strict=True)) for row in rows}


def list_requests(world: World) -> Iterator[tuple[str, Client, str, dict[str, str]]]:
    """Yield each exit with a client that may use it, its address and its headers."""
    edition = world.edition.key
    player = {"authorization": f"Bearer {world.token}"}
    sha256 = world.poster.file.sha256
    yield "portal:download", world.partner, reverse("portal:download", args=[edition]), {}
    for role in FileRole:
        suffix = {FileRole.TEXT: ".html", FileRole.SUBTITLES: ".vtt", FileRole.POSTER: ".png"}.get(role, "")
        file = world.get_file(role=role, suffix=suffix)
        yield f"portal:file/{role}", world.partner, reverse("portal:file", args=[edition, file.pk]), {}
    loop_file = world.get_file(role=FileRole.POSTER, suffix=".mp4")
    yield "portal:file/loop", world.partner, reverse("portal:file", args=[edition, loop_file.pk]), {}
    loop = world.loop.files.get().sha256
    yield "portal:screen_file/loop", world.partner, reverse("portal:screen_file", args=[world.screen.key, loop]), {}
    yield "api_screen_file/loop", Client(), reverse("api_screen_file", args=[world.screen.key, loop]), player
    poster = world.get_file(role=FileRole.POSTER, suffix=".png")
    yield "portal:picture", world.partner, reverse("portal:picture", args=[edition, poster.pk]), {}
    yield "portal:screen_file", world.partner, reverse("portal:screen_file", args=[world.screen.key, sha256]), {}
    yield "portal:screen_archive", world.partner, reverse("portal:screen_archive", args=[world.screen.key]), {}
    yield "api_screen_manifest", Client(), reverse("api_screen_manifest", args=[world.screen.key]), player
    yield "api_screen_feed", Client(), reverse("api_screen_feed", args=[world.screen.key]), player
    yield "api_screen_smil", Client(), reverse("api_screen_smil", args=[world.screen.key]), player
    yield "api_screen_archive", Client(), reverse("api_screen_archive", args=[world.screen.key]), player
    yield "api_screen_file", Client(), reverse("api_screen_file", args=[world.screen.key, sha256]), player
    yield "poster_file", world.officer, reverse("poster_file", args=[world.poster.key]), {}
    yield "poster_thumbnail", world.officer, reverse("poster_thumbnail", args=[world.poster.key]), {}
    yield "poster_drawing", world.officer, reverse("poster_drawing", args=[world.drawing.request_id, 0]), {}
    yield "poster_loop_file", world.officer, reverse("poster_loop_file", args=[world.loop.pk, "mp4"]), {}
    yield "follow_link", Client(), f"/q/{world.link.code}", {}


def classify(name: str, answer: Any, *, world: World) -> str:
    """Return the answer as the table has it."""
    if name in LISTS and answer.status_code == 200:
        listed = {_is_listed(name, answer, sha256=file.sha256) for file in (world.poster.file, world.loop.files.get())}
        return {(True,): SENT, (False,): OMITTED}.get(tuple(listed), "only one of poster and loop")
    return SENT if answer.status_code in {200, 206, 302} else str(answer.status_code)


def _is_listed(name: str, answer: Any, *, sha256: str) -> bool:
    if name != "api_screen_manifest":
        return sha256 in answer.content.decode()
    return sha256 in {item["sha256"] for item in answer.json()["items"]}


def ask(world: World) -> Iterator[tuple[str, str, str]]:
    """Yield exit, way and answer for the whole, a part and the head; a list has no body in its head to be judged by."""
    for name, client, address, headers in list_requests(world):
        ways = {
            "whole": client.get(address, headers=headers),
            "part": client.get(address, headers={**headers, **RANGE}),
            "head": client.head(address, headers=headers),
        }
        for way, answer in ways.items():
            if way == "head" and name in LISTS:
                assert answer.content == b""
                continue
            yield name, way, classify(name, answer, world=world)


untouched = made_once(make_world)


@pytest.fixture
def world(untouched: World, db: None) -> Iterator[World]:
    """The world as it was made, with its files, whatever the test before made of it."""
    files = {name: read_file(name) for name in list_files(untouched)}
    yield deepcopy(untouched)
    for name, content in files.items():
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(content))


def read_file(name: str) -> bytes:
    with default_storage.open(name) as file:
        return bytes(file.read())


@pytest.mark.both_databases
def test_everything_leaves_while_nothing_is_wrong(world: World) -> None:
    assert {(name, way, answer) for name, way, answer in ask(world) if answer != SENT} == set()


@pytest.mark.both_databases
@pytest.mark.parametrize("reason", CAUSES)
def test_each_exit_answers_for_this_reason_as_the_table_says_and_shows_it(world: World, reason: str) -> None:
    table = read_table()
    for name, client, address, headers in list_requests(world):
        if name in LISTS:  # what is remembered of the time before must not be answered after it
            assert classify(name, client.get(address, headers=headers), world=world) == SENT

    CAUSES[reason](world)

    expected = {name: row[reason] for name, row in table.items()}
    assert [(name, way, answer) for name, way, answer in ask(world) if answer != expected[name]] == []
    if reason != "organisation_closed":  # whose members see no page of it
        assert_shown(reason, world)


def assert_shown(reason: str, world: World) -> None:
    page = world.partner.get(reverse("portal:edition", args=[world.edition.key])).content.decode()

    shown = {each.value for each in Reason if f'data-withheld="{each.value}"' in page}
    assert shown == {reason}
    assert str(Reason(reason).label) in page


@pytest.mark.parametrize("reason", CAUSES)
def test_nothing_that_may_not_leave_enters_a_new_edition(world: World, reason: str) -> None:
    before = {file.path for file in world.edition.files.all()}
    CAUSES[reason](world)
    if reason in REFUSED:
        with pytest.raises(EditionRefused, match=REFUSED[reason]):
            world.build()
        return
    if reason == "unreadable":
        lost = world.edition.files.filter(role__in=[FileRole.POSTER, FileRole.MASTER])
        before -= {file.path for file in lost}

    edition = world.build()

    # A text that was changed enters with its new words, a fact with its new value or without the one that was revoked.
    kept = {"fact_revoked", "fact_changed", "superseded", "unreadable"}
    table = read_table()
    withheld = {role for role in FileRole if table[f"portal:file/{role}"][reason] != SENT}
    # Of one language that was withdrawn, the others' files enter.
    languages = {"ko"} if reason == "language_withdrawn" else {"vi", "ko"}
    roles = {file.role for file in edition.files.filter(language__in=languages)}
    assert (roles & withheld == set()) or reason in kept
    reasons = {part.reason for part in get_exclusions(edition)}
    if reason in kept - {"unreadable"}:
        posters = {part.reason for part in get_exclusions(edition) if part.part == "poster" and part.language == "ko"}
        assert posters == {ExclusionReason(reason)}
    else:
        assert ExclusionReason(reason) in reasons
    with override("en"):
        whole = world.partner.get(reverse("portal:download", args=[edition.key]))
    assert whole.status_code == 200
