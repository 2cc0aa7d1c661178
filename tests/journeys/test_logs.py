"""Log lines of a whole walk, as production writes them: JSON that names nobody and holds no key, address or query."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from cms.monitoring.logs import JsonFormatter
from cms.users.models import User
from outreach.organisations.models import Organisation
from tests.journeys.person import PASSWORD
from tests.journeys.steps import STEPS

if TYPE_CHECKING:
    from tests.journeys.cast import World

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]
WRONG_PASSWORD = "a password that nobody may read"
READER = "203.0.113.77"
TYPED = "Nguyễn Văn Thử Nghiệm"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that is logged from now on, as production's handler writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def misuse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do what makes log lines: failures, refusals and errors, with something personal in each."""
    from cms.core import search

    def fail(**kwargs: Any) -> None:
        raise RuntimeError(f"a fault near {TYPED} <reader@example.org>")

    reader = Client(raise_request_exception=False, REMOTE_ADDR=READER)
    reader.post("/accounts/login/", {"login": "khách lạ", "password": WRONG_PASSWORD})
    reader.get("/accounts/password/reset/key/1a-secretresetkey1234567890/")
    reader.get(f"/vi/portal/no-such/?name={TYPED}")
    reader.get(f"/vi/{TYPED}/?q={TYPED}")
    reader.get("/robots.txt", headers={"host": "evil.example"})
    reader.get("/admin/pages/1/edit/?next=x")
    Client(enforce_csrf_checks=True, REMOTE_ADDR=READER).post("/accounts/login/", {"login": TYPED})
    monkeypatch.setattr(search, "find_entries", fail)
    assert reader.get(f"/vi/search/?q={TYPED}").status_code == 500


def list_forbidden(world: World) -> list[str]:
    people = [text for user in User.objects.all() for text in (user.email, user.get_full_name(), user.username)]
    sessions = list(Session.objects.values_list("session_key", flat=True))
    places = [world.words.thing, world.words.place, world.words.number.e164, world.words.number.at_home]
    organisations = list(Organisation.objects.values_list("name", flat=True))
    typed = [
        TYPED,
        TYPED.split(maxsplit=1)[0],
        "khách",
        WRONG_PASSWORD,
        PASSWORD,
        READER,
        "127.0.0.1",
        "reader@example.org",
    ]
    return [*filter(None, people), *sessions, *places, *organisations, *typed, "secretresetkey", "evil.example", "q="]


def test_log_of_a_walk_names_nobody(world: World, written: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    for step in STEPS:
        step(world)
    misuse(monkeypatch)

    lines = [json.loads(line) for line in written.getvalue().splitlines()]

    texts = [json.dumps(line, ensure_ascii=False) for line in lines]
    found = [(word, text) for word in list_forbidden(world) for text in texts if word in text]
    assert found == []
    errors = [line for line in lines if line["level"] == "ERROR"]
    assert any(line["message"].startswith("500 GET /") and line["exception"] for line in errors)
    assert all({"time", "level", "logger", "message"} <= set(line) for line in lines)
