"""A film is uploaded in the browser: it goes on after the page was closed and after the line broke."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cms.files.parts import PART
from cms.media.models import MasterUpload, UploadState
from cms.media.uploads import get_storage
from cms.users.roles import Role
from tests.approvals.factories import make_person
from tests.media.test_uploads import begin, send
from tests.translation_desk.test_views import sign_in

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_upload_goes_on_after_the_page_was_closed_and_after_the_line_broke(
    page: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    film, path = bytes(PART + 5_000), tmp_path / "phim.mp4"
    path.write_bytes(film)
    editor = sign_in(make_person(Role.EDITOR))
    address = begin(editor, film)["Location"]
    send(editor, address, film, 0)
    cookie = {"name": "sessionid", "value": editor.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])

    page.goto(live_server.url + reverse("film_upload"))
    page.set_input_files("#film-file", path)
    page.fill("#film-title", "Tấm bản đồ")
    remember = "(address) => { const [file] = document.getElementById('film-file').files; "
    remember += "localStorage.setItem(`film-upload:${file.name}:${file.size}:${file.lastModified}`, address); }"
    page.evaluate(remember, address)
    form, status = page.locator("#film-upload"), page.locator("#film-status")
    page.context.set_offline(True)
    page.click("#film-upload [type=submit]")
    expect(status).to_have_text(form.get_attribute("data-waiting") or "")
    page.context.set_offline(False)
    expect(status).to_have_text(form.get_attribute("data-arrived") or "")

    upload = MasterUpload.objects.get()
    assert (upload.state, upload.offset) == (UploadState.RECEIVED, len(film))
    with get_storage().finish_parts(str(upload.key), upload.handle) as stored:
        assert hashlib.sha256(stored.read()).digest() == hashlib.sha256(film).digest()
