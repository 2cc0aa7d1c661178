"""``exits.txt`` is whole: every address of outreach that sends material has a row, and every reason a column."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.test import Client
from django.urls import resolve
from django.utils.translation import override

from outreach.availability.reasons import Reason
from outreach.kits.exclusions import ExclusionReason
from outreach.kits.models import FileRole
from outreach.links.models import Link
from outreach.recalls.models import Recall
from tests.architecture.matrix import Address, list_addresses
from tests.architecture.world import World, make_world
from tests.availability.test_exits import read_table
from tests.availability.world import CAUSES, sign_in

# Files of outreach that carry nothing approved: descriptions, figures, and pages.
NOT_MATERIAL = {
    "api/v1/openapi.json": "describes the API",
    "play/worker.js": "the player's own program",
    "play/face/<slug:code>/": "the campaign's name and hotline",
    "admin/outreach/reports/signed/<int:pk>/<slug:language>.<slug:extension>": "figures and the desk's words, no item",
    "admin/outreach/organisation-imports/organisations.<str:extension>": "the register of organisations",
    "admin/outreach/codes/scans.csv": "counts of scans, no item's text",
    "admin/outreach/screens/<int:screen_id>/scan-test.pdf": "a sheet that says from how far to scan",
    "vi/portal/editions/<uuid:key>/report/table.csv": "a table to fill in with reports",
    "vi/portal/reports/<int:pk>/photo.jpg": "the organisation's own photograph",
    "admin/outreach/uses/<int:pk>/photo.jpg": "the same for the desk",
    "vi/portal/screens/<uuid:key>/scan-test.pdf": "the same for the operator",
}


def find_exits(everything: World) -> dict[str, str]:
    """Return the addresses of outreach that send anything but a page, by the name of their view.

    Each is asked as everyone who might receive something from it.
    """
    clients = [(sign_in(everything.people[who]), {}) for who in ("superuser", "partner", "operator")]
    clients.append((Client(), {"authorization": f"Bearer {everything.things['token']}"}))
    exits: dict[str, str] = {}
    for address in list_addresses():
        if not _get_module(address).startswith("outreach."):
            continue
        path = address.write(everything)
        if any(is_exit(client.get(path, headers=headers)) for client, headers in clients):
            exits[str(address)] = resolve(path.partition("?")[0]).view_name
    return exits


def is_exit(answer: Any) -> bool:
    """Return whether the answer sends a file, a list of files, or the reader on to an item."""
    if answer.status_code == 302:
        return answer["Location"].startswith("/vi/calls/")
    if answer.status_code not in {200, 206}:
        return False
    return bool(answer.streaming or "text/html" not in answer["Content-Type"] or "Content-Disposition" in answer)


def _get_module(address: Address) -> str:
    view = getattr(address.callback, "view_class", None) or getattr(address.callback, "cls", None) or address.callback
    return str(view.__module__)


@pytest.fixture
def everything(db: None) -> World:
    """Every kind of object, all of it available: nothing is recalled."""
    with override("vi"):
        made = make_world()
    Recall.objects.all().delete()
    call = made.pages["vi-live"]
    Link.objects.create(code="NQNQNQ", item_kind="call", item_key=str(call.translation_key), language="vi")
    return made


def test_every_exit_of_outreach_has_a_row_for_every_reason(everything: World) -> None:
    table = read_table()

    with override("vi"):
        exits = find_exits(everything)

    assert {name for address, name in exits.items() if address not in NOT_MATERIAL} == {
        name.partition("/")[0] for name in table
    }
    assert set(NOT_MATERIAL) <= set(exits)
    assert {f"portal:file/{role}" for role in FileRole} <= set(table)
    assert set(CAUSES) | {"ended"} == {reason.value for reason in Reason}  # a schedule's end is among "expired"
    assert {reason.value for reason in Reason} <= set(ExclusionReason.values)


def test_an_address_that_sends_a_file_is_an_exit() -> None:
    assert is_exit(HttpResponse(b"x", content_type="application/zip"))
    assert is_exit(HttpResponse(b"x", headers={"Content-Disposition": "attachment"}))
    assert is_exit(StreamingHttpResponse(iter([b"x"]), status=206))
    assert is_exit(HttpResponseRedirect("/vi/calls/loi-keu-goi/"))
    assert not is_exit(HttpResponse("<p>"))
    assert not is_exit(HttpResponse(b"x", content_type="application/zip", status=410))
