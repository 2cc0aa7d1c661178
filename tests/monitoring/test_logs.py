"""Log lines of production: JSON with the front server's request id, and nothing that identifies anybody."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path

import pytest
from django.test import Client

from cms.monitoring.logs import JsonFormatter, hide
from tests.monitoring.web import start_web

KEPT = (
    "Approval 41 is due and was refused: PublicationRefused.",
    "The scheduled task “links.drain” failed; it will run again in 0:00:02.",
)
REQUEST_ID = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("A mail to lan@example.org wasn't sent.", "A mail to [e-mail] wasn't sent."),
        ("from ip=203.0.113.9: bad", "from ip=[address]: bad"),
        ("from 2001:db8::7 now", "from [address] now"),
        ("GET /vi/search/?q=ten+toi failed", "GET /vi/search/?[query] failed"),
        ("call +84 24 3825 5913 now", "call [number] now"),
        ("key 4f9d2c1b7a3e5f6071829304a5b6c7d8 used", "key [token] used"),
        (
            "Approval 41 is due and was refused: PublicationRefused.",
            "Approval 41 is due and was refused: PublicationRefused.",
        ),
        (
            "The scheduled task “links.drain” failed; it will run again in 0:00:02.",
            "The scheduled task “links.drain” failed; it will run again in 0:00:02.",
        ),
    ],
)
def test_what_identifies_somebody_is_replaced_and_the_rest_is_kept(text: str, hidden: str) -> None:
    assert hide(text) == hidden


def test_text_of_an_error_is_left_out_and_its_causes_are_kept() -> None:
    try:
        try:
            raise ValueError("Key (email)=(lan@example.org) already exists")
        except ValueError as cause:
            raise RuntimeError("for Lan") from cause
    except RuntimeError as error:
        record = logging.LogRecord("x", logging.ERROR, "", 1, "It failed.", None, (type(error), error, None))

    line = json.loads(JsonFormatter().format(record))

    assert "Lan" not in json.dumps(line) and "lan@" not in json.dumps(line)
    kinds = [entry for entry in line["exception"] if entry.startswith("builtins.")]
    assert kinds == ["builtins.ValueError", "builtins.RuntimeError"]
    assert any("test_logs.py" in entry for entry in line["exception"])


@pytest.mark.django_db
@pytest.mark.parametrize(("sent", "kept"), [(REQUEST_ID, REQUEST_ID), ("lan@example.org\nforged", None), ("", None)])
def test_request_id_of_the_front_server_is_kept_and_nothing_else(
    caplog: pytest.LogCaptureFixture, sent: str, kept: str | None
) -> None:
    caplog.handler.setFormatter(JsonFormatter())

    Client().get("/vi/no-such-page/", headers={"X-Request-ID": sent})

    [line] = [json.loads(text) for text in caplog.text.splitlines() if "404" in text]
    assert line.get("request") == kept
    assert line["logger"] == "django.request" and "no-such-page" not in line["message"]


@pytest.mark.slow
def test_gunicorn_with_productions_settings_writes_json_without_addresses_or_queries(tmp_path: Path) -> None:
    with start_web(tmp_path) as web:
        web.send(b"NONSENSE\r\n\r\n")
        web.get("/vi/search/?q=ten-toi", **{"X-Request-ID": REQUEST_ID})
        web.send(b"GET /vi/lan@example.org/ HTTP/1.0\r\nHost: evil.example\r\n\r\n")

    text = web.log.read_text("utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert [word for word in ("127.0.0.1", "ten-toi", "lan@", "evil") if word in text] == []
    assert any(line.get("request") == REQUEST_ID and line["level"] == "ERROR" for line in lines)
    assert any(line["logger"] == "gunicorn.error" for line in lines)


@pytest.mark.slow
def test_processes_of_a_machine_count_their_requests_together(tmp_path: Path) -> None:
    counts = tmp_path / "counts"
    counts.mkdir()
    with start_web(
        tmp_path, "--workers=2", "--preload", METRICS_TOKEN="watcher", PROMETHEUS_MULTIPROC_DIR=str(counts)
    ) as web:
        for _number in range(40):
            assert web.get("/healthz").endswith(b"ok")
        answers = [web.get("/metrics", Authorization="Bearer watcher").decode() for _number in range(4)]

    found = [re.search(r'^cms_request_seconds_count\{status="2xx"\} (\S+)', text, re.MULTILINE) for text in answers]
    assert all(match is not None and float(match[1]) >= 41 for match in found), answers[0]
    assert all('cms_reading_failed{app="jobs"} 1.0' in text for text in answers)
