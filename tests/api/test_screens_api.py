"""The API for players: keys, manifest, files, plays and errors."""

import hashlib
import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.ledger.models import LedgerEvent
from outreach.organisations.models import Organisation
from outreach.posters.models import PosterState
from outreach.screens.keys import revoke_key
from outreach.screens.models import Play, RefusedPlay, Screen, ScreenAssignment
from outreach.screens.schedule import remove
from tests.screens.factories import assign, make_file, make_installation, make_key, make_operator, make_screen

NOON = datetime(2026, 12, 22, 12, tzinfo=UTC)


@pytest.fixture
def player(client, installation):
    """The installation's player, which sends its key."""
    base = f"/api/v1/screens/{installation.screen.key}"

    class Player:
        def get(self, path, **headers):
            return client.get(f"{base}/{path}", headers={"authorization": f"Bearer {installation.token}", **headers})

        def head(self, path):
            return client.head(f"{base}/{path}", headers={"authorization": f"Bearer {installation.token}"})

        def post(self, path, body, **headers):
            return client.post(
                f"{base}/{path}",
                body if isinstance(body, bytes | str) else json.dumps(body),
                content_type="application/json",
                headers={"authorization": f"Bearer {installation.token}", **headers},
            )

    return Player()


def make_play(file, **fields):
    return {
        "id": str(uuid4()), "sha256": file.sha256, "started_at": timezone.now().isoformat(), "seconds": 15, **fields
    }  # fmt: skip


# --- the key ---


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nn_0000000000_x", "Basic %%%", "Token x", "Bearer \xff"])
def test_without_a_valid_key_the_response_is_401_and_says_what_to_do(client, installation, header):
    response = client.get(
        f"/api/v1/screens/{installation.screen.key}/manifest",
        headers={"authorization": header, "accept-language": "en"},
    )

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="screens"'
    assert response.json()["error"]["message"].endswith(("Bearer KEY”.", "ask the desk for a new one."))


def test_a_revoked_key_is_reported_as_such(player, installation):
    revoke_key(key=installation.key, at=timezone.now())

    response = player.get("manifest", **{"accept-language": "en"})

    assert response.status_code == 401
    assert response.json() == {
        "error": {"code": "revoked_key", "message": "This key was revoked. Please ask the desk for a new one."}
    }


def test_the_key_may_be_the_password_of_basic(client, installation):
    basic = b64encode(f"player:{installation.token}".encode()).decode()

    response = client.get(
        f"/api/v1/screens/{installation.screen.key}/feed.mrss", headers={"authorization": f"Basic {basic}"}
    )

    assert response.status_code == 200
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert installation.file.sha256 in response.content.decode()


def test_a_key_for_one_screen_or_for_all_of_an_operator_is_valid_for_those_only(client, installation):
    sibling = make_screen(installation.operator, name="Lift 8")
    foreign = make_screen(make_operator("Other"))
    for_all = make_key(installation.operator).token

    def ask(screen, token):
        return client.get(f"/api/v1/screens/{screen.key}/manifest", headers={"authorization": f"Bearer {token}"})

    assert ask(sibling, installation.token).status_code == 404
    assert ask(sibling, for_all).status_code == 200
    assert ask(foreign, for_all).status_code == 404
    assert ask(foreign, for_all).json()["error"]["code"] == "not_found"


# --- manifest and files ---


def test_a_player_fetches_manifest_and_file_and_the_ledger_records_it(client, player, installation):
    (item,) = player.get("manifest").json()["items"]

    response = client.get(
        item["url"].removeprefix("http://localhost:8000"), headers={"authorization": f"Bearer {installation.token}"}
    )
    content = b"".join(response.streaming_content)
    player.get(f"files/{item['sha256']}")

    assert response.status_code == 200
    assert hashlib.sha256(content).hexdigest() == item["sha256"]
    assert len(content) == item["size"]
    event = LedgerEvent.objects.get()
    assert (event.action, event.organisation_key) == ("edition.downloaded", installation.operator.key)
    assert event.item_key == installation.file.poster.item_key
    assert event.by_key == f"player:{installation.key.prefix}"


def test_an_unchanged_manifest_is_304_in_one_query_and_two_when_the_contact_is_noted(
    player, installation, django_assert_num_queries
):
    first = player.get("manifest")

    with django_assert_num_queries(1):
        again = player.get("manifest", **{"if-none-match": first["ETag"]})
    Screen.objects.update(last_contact_at=timezone.now() - timedelta(hours=1))
    with django_assert_num_queries(2):
        player.get("manifest", **{"if-none-match": first["ETag"]})

    assert timezone.now() - Screen.objects.get(pk=installation.screen.pk).last_contact_at < timedelta(minutes=1)
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    head = player.head("manifest")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])


def test_every_answer_has_the_servers_time_and_the_same_etag(player, installation):
    with time_machine.travel(NOON, tick=False):
        first = player.get("manifest")
    with time_machine.travel(NOON + timedelta(seconds=90), tick=False):
        again = player.get("manifest", **{"if-none-match": first["ETag"]})

    assert (first.status_code, first["X-Server-Time"]) == (200, "2026-12-22T12:00:00Z")
    assert (again.status_code, again["X-Server-Time"]) == (304, "2026-12-22T12:01:30Z")


def test_the_manifest_names_the_screens_own_zone_or_that_of_its_operator(player, installation):
    assert player.get("manifest").json()["time_zone"] == "Asia/Ho_Chi_Minh"

    Organisation.objects.filter(pk=installation.operator.pk).update(country="KR")
    assert player.get("manifest").json()["time_zone"] == "Asia/Seoul"

    Screen.objects.filter(pk=installation.screen.pk).update(time_zone="Asia/Tokyo")
    assert player.get("manifest").json()["time_zone"] == "Asia/Tokyo"


def test_a_withdrawn_poster_changes_the_manifest_and_its_file_is_410(player, installation):
    before = player.get("manifest")["ETag"]
    installation.file.poster.state = PosterState.WITHDRAWN
    installation.file.poster.save()

    manifest = player.get("manifest", **{"if-none-match": before})
    file = player.get(f"files/{installation.file.sha256}", **{"accept-language": "en"})

    assert manifest.status_code == 200
    assert manifest.json()["withdrawn"] == [{"sha256": installation.file.sha256, "reason": "withdrawn"}]
    assert file.status_code == 410
    assert file.json()["error"] == {
        "code": "withdrawn",
        "message": "This file must not be shown on this screen any more. Please take it down.",
    }


def test_a_removed_file_is_410_and_an_unknown_one_404(player, installation):
    stranger = make_file()
    remove(assignment=installation.assignment, at=timezone.now())

    assert player.get(f"files/{installation.file.sha256}").status_code == 410
    assert player.get(f"files/{stranger.sha256}").status_code == 404


def test_a_download_is_resumed(player, installation):
    part = player.get(f"files/{installation.file.sha256}", range="bytes=100-199")

    assert part.status_code == 206
    assert part["Content-Range"] == f"bytes 100-199/{installation.file.size}"
    assert len(b"".join(part.streaming_content)) == 100


# --- plays ---


def test_plays_sent_twice_are_counted_once(player, installation):
    batch = {"plays": [make_play(installation.file) for _ in range(3)]}
    batch["plays"].append(batch["plays"][0])

    first = player.post("plays", batch)
    second = player.post("plays", batch)

    assert first.json() == {"counted": 3, "known": 1, "refused": []}
    assert second.json() == {"counted": 0, "known": 4, "refused": []}
    assert Play.objects.count() == 3


def test_a_play_reported_late_for_a_removed_file_still_counts(player, installation):
    remove(assignment=installation.assignment, at=timezone.now())

    assert player.post("plays", {"plays": [make_play(installation.file)]}).json() == {
        "counted": 1,
        "known": 0,
        "refused": [],
    }


def test_each_play_has_its_own_fate_and_its_own_error(player, installation):
    good = make_play(installation.file)
    stranger = make_play(make_file())
    future = make_play(installation.file, started_at=(timezone.now() + timedelta(days=1)).isoformat())
    malformed = make_play(installation.file, seconds=-1)

    response = player.post("plays", {"plays": [stranger, good, malformed, future]}, **{"accept-language": "en"})

    assert response.status_code == 200
    assert response.json() == {
        "counted": 1,
        "known": 0,
        "refused": [
            {"index": 0, "code": "unknown_file", "message": "No file with this SHA-256 was ever on this screen."},
            {
                "index": 2,
                "code": "invalid",
                "field": "seconds",
                "message": "Ensure this value is greater than or equal to 0.",
            },
            {
                "index": 3,
                "code": "future",
                "message": "This play is in the future; the player's clock is wrong.",
            },
        ],
    }
    assert [str(play.play_id) for play in Play.objects.all()] == [good["id"]]
    assert player.post("plays", {"plays": [stranger, good, malformed, future]}).json()["known"] == 1
    assert RefusedPlay.objects.count() == 2


@pytest.mark.parametrize("moment", ["0001-01-02T00:00:00Z", "1970-01-01T00:00:07Z", "2019-12-31T23:59:00Z"])
def test_a_play_by_a_clock_that_is_not_set_is_told_apart(player, installation, moment):
    response = player.post("plays", {"plays": [make_play(installation.file, started_at=moment)]})

    assert response.status_code == 400
    assert [item["code"] for item in response.json()["error"]["items"]] == ["clock_unset"]
    assert (Play.objects.count(), RefusedPlay.objects.get().fault) == (0, "clock_unset")


def test_a_play_before_the_file_existed_or_after_it_was_withdrawn_is_told_apart(player, installation):
    poster, now = installation.file.poster, timezone.now()
    poster.released_at, poster.ended_at = now - timedelta(days=9), now - timedelta(hours=2)
    poster.save()
    times = [now - timedelta(days=10), now - timedelta(days=8), now - timedelta(hours=1)]
    plays = [make_play(installation.file, started_at=time.isoformat()) for time in times]

    answer = player.post("plays", {"plays": plays}).json()

    assert answer["counted"] == 1
    assert {item["index"]: item["code"] for item in answer["refused"]} == {0: "before_file", 2: "withdrawn"}


def test_a_play_outside_of_the_scheduled_times_is_told_apart(player, installation):
    now = timezone.now()
    times = {"starts_at": now - timedelta(days=3), "ends_at": now - timedelta(days=1)}
    ScreenAssignment.objects.filter(pk=installation.assignment.pk).update(**times)
    moments = [now - timedelta(days=4), now - timedelta(days=2), now]
    plays = [make_play(installation.file, started_at=moment.isoformat()) for moment in moments]

    answer = player.post("plays", {"plays": plays}).json()

    assert answer["counted"] == 1
    assert {item["index"]: item["code"] for item in answer["refused"]} == {0: "not_scheduled", 2: "not_scheduled"}


@pytest.mark.parametrize(("padding", "status"), [(0, 200), (1_000_000, 413)])
def test_a_body_in_chunks_is_read_within_the_limit(client, installation, padding, status):
    """gunicorn hands over such a body without its length, and says that its end can be found by reading."""
    body = json.dumps({"plays": [make_play(installation.file)]}).encode() + b" " * padding
    as_gunicorn_does = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": BytesIO(body), "wsgi.input_terminated": True}

    response = client.generic(
        "POST",
        f"/api/v1/screens/{installation.screen.key}/plays",
        headers={"authorization": f"Bearer {installation.token}"},
        **{"CONTENT_TYPE": "application/json", **as_gunicorn_does},
    )

    assert response.status_code == status
    assert Play.objects.count() == (0 if padding else 1)


def test_a_malformed_play_is_named_by_index_and_field(player, installation):
    response = player.post("plays", {"plays": [make_play(installation.file), {"id": "x", "seconds": -1}]})

    assert response.status_code == 200
    faults = response.json()["refused"]
    assert {(fault["index"], fault["field"]) for fault in faults} == {
        (1, "id"), (1, "sha256"), (1, "started_at"), (1, "seconds"),
    }  # fmt: skip
    assert Play.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    ["{", "", "[]", "null", '{"plays": []}', '{"plays": 3}', "[" * 100_000, b"\xff\xfe", '{"plays": [null]}', "1e9999"],
)
def test_an_invalid_batch_is_400_with_a_message(player, body):
    response = player.post("plays", body)

    assert response.status_code == 400
    assert response.json()["error"]["message"]


def test_a_batch_that_is_too_large_is_refused(player, installation):
    assert player.post("plays", " " * 1_000_001).status_code == 413
    assert player.post("plays", {"plays": [make_play(installation.file)] * 1001}).status_code == 400


def test_a_thousand_plays_take_as_many_queries_as_one(player, installation):
    def send(batch):
        with CaptureQueriesContext(connection) as queries:
            counted = player.post("plays", {"plays": batch}).json()["counted"]
        return counted, len(queries)

    thousand = [make_play(installation.file) for _ in range(1000)]
    _counted, queries = send([make_play(installation.file)])

    assert send(thousand) == (1000, queries)
    counted_again, queries_again = send(thousand)
    assert counted_again == 0 and queries_again <= queries


# --- description and errors ---


def test_the_openapi_document_names_every_address_and_the_key(client, db):
    document = client.get("/api/v1/openapi.json").json()

    assert set(document["paths"]) == {
        f"/api/v1/screens/{{key}}/{name}"
        for name in ("manifest", "feed.mrss", "playlist.smil", "files.zip", "files/{sha256}", "plays")
    }
    assert document["components"]["securitySchemes"]["screenKey"]["scheme"] == "bearer"
    assert client.get("/api/v1/").status_code == 200


@pytest.mark.parametrize(
    "path", ["nothing", "screens/1/manifest", "screens/0e4b9a1c-3a9e-4a43-8a0c-3d9a1b1f2c3d/files/abc"]
)
def test_an_unknown_address_gets_an_error_in_the_apis_format(client, db, path):
    response = client.get(f"/api/v1/{path}", headers={"accept-language": "en"})

    assert response.status_code == 404
    assert response.json()["error"]["code"] == "not_found"


def test_a_wrong_method_is_reported_as_such(player):
    assert player.post("manifest", {}).status_code == 405
    assert player.get("plays").json()["error"]["code"] == "method_not_allowed"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
plays = st.fixed_dictionaries(
    {},
    optional={
        "id": json_values | st.uuids().map(str),
        "sha256": json_values | st.text("0123456789abcdef", min_size=64, max_size=64),
        "started_at": json_values | st.datetimes().map(str),
        "seconds": json_values,
    },
)
bodies = (
    st.binary(max_size=60) | json_values.map(json.dumps) | st.lists(plays).map(lambda rows: json.dumps({"plays": rows}))
)


def fuzz(client, installation, body, header):
    from django.core.cache import cache

    cache.clear()
    # Not post(): it would itself read the body in the header's character set, and fail before the server is asked.
    response = client.generic(
        "POST",
        f"/api/v1/screens/{installation.screen.key}/plays",
        body,
        content_type=header,
        headers={"authorization": f"Bearer {installation.token}"},
    )
    assert response.status_code in {400, 415}
    assert response.json()["error"]["message"]


SETTINGS = {"suppress_health_check": [HealthCheck.function_scoped_fixture], "deadline": None}
content_types = st.sampled_from(["application/json"] * 8 + ["text/plain", "", "application/json; charset=utf-7"])


@pytest.mark.parametrize("moment", ["0001-01-01 00:00", "9999-12-31 23:59"])
def test_moment_at_the_edge_of_the_calendar_is_refused(player, installation, moment):
    answer = player.post("plays", {"plays": [make_play(installation.file, started_at=moment)]})

    assert answer.status_code in {400, 422}


@settings(max_examples=60, **SETTINGS)
@given(body=bodies, header=content_types)
def test_no_body_makes_the_server_fail(client, installation, body, header):
    fuzz(client, installation, body, header)


@pytest.mark.slow
@settings(max_examples=1_000, **SETTINGS)
@given(body=bodies, header=content_types)
def test_a_thousand_bodies_make_no_error(client, installation, body, header):
    fuzz(client, installation, body, header)


@settings(max_examples=40, **SETTINGS)
@given(token=st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=80))
def test_no_key_makes_the_server_fail(client, installation, token):
    response = client.get(
        f"/api/v1/screens/{installation.screen.key}/manifest", headers={"authorization": f"Bearer {token}"}
    )

    assert response.status_code == 401


def test_only_the_player_that_sends_too_much_is_throttled(client, player, installation):
    other = make_installation()
    answers = {player.get("manifest").status_code for _ in range(241)}

    assert answers == {200, 429}
    sibling = client.get(
        f"/api/v1/screens/{other.screen.key}/manifest", headers={"authorization": f"Bearer {other.token}"}
    )
    assert sibling.status_code == 200


def test_both_files_of_two_assignments_are_listed(player, installation):
    assign(installation.screen, make_file(installation.screen), position=2)

    assert len(player.get("manifest").json()["items"]) == 2
