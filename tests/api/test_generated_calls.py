"""No generated call of the API and no text in place of a code is answered with a server's error."""

from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.test import Client

from outreach.links.creation import create_link
from tests.api.generated_calls import draw_calls, draw_codes

SEED = 13
SAMPLE, ALL = 100, 10_000
BETWEEN_RESTS = 100
"""Calls after which the counts of the throttle are forgotten: it answers before the code behind it is asked."""


def call_all(count: int, installation: Any) -> list[tuple[int, str, str]]:
    """Return number, method and path of each call that was answered with a server's error."""
    client = Client(raise_request_exception=False)
    calls = draw_calls(
        count,
        screen=installation.screen.key,
        sha256=installation.file.sha256,
        token=installation.token,
        seed=SEED,
    )
    faults = []
    for number, call in enumerate(calls):
        if number % BETWEEN_RESTS == 0:
            cache.clear()
        answer: Any = client.generic(
            call.method, call.path, data=call.body, content_type=call.content_type, headers=call.headers
        )
        if answer.streaming:
            b"".join(answer.streaming_content)
        if answer.status_code >= 500:
            faults.append((number, call.method, call.path))
    return faults


def scan_all(count: int, *, known: str) -> list[str]:
    """Return the texts in place of a code that were answered with a server's error."""
    client = Client(raise_request_exception=False)
    codes = draw_codes(count, known=known, seed=SEED)
    return [code for code in codes if client.get(f"/q/{quote(code)}").status_code >= 500]


def test_a_sample_of_generated_calls_and_codes_makes_no_server_fail(installation: Any) -> None:
    link = create_link(item_kind="call", item_key=installation.file.poster.item_key, language="vi", placement="R8")

    assert call_all(SAMPLE, installation) == []
    assert scan_all(SAMPLE, known=link.code) == []


@pytest.mark.slow
def test_ten_thousand_generated_calls_make_no_server_fail(installation: Any) -> None:
    assert call_all(ALL, installation) == []


@pytest.mark.slow
def test_ten_thousand_texts_in_place_of_a_code_make_no_server_fail(installation: Any) -> None:
    link = create_link(item_kind="call", item_key=installation.file.poster.item_key, language="vi", placement="R8")

    assert scan_all(ALL, known=link.code) == []
