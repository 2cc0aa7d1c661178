"""The document, followed on an empty machine: its commands, then a walk through nginx as readers and staff take it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.drill.installation import Installation, prepare
from tests.fronts.world import eventually
from tests.services.processes import find_free_ports, spawn

PASSWORD = "ba con đường về nguồn"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
MAKE_CONTENT = 'set -a; . "$CONFIGURATION/environment"; set +a; cd "$CODE"; .venv/bin/python -m tests.drill.content'
DOCTOR = '"$PROGRAMS/nho-nguon" doctor || true'

pytestmark = pytest.mark.slow(once_in=15)


@pytest.fixture
def installation() -> Iterator[Installation]:
    prepared = prepare("postgresql", "s3", "valkey")
    try:
        yield prepared
    finally:
        prepared.stop()


def start_mail_server(installation: Installation) -> None:
    """Start a server that throws mails away, and name it in the settings as a person would with an editor."""
    (port,) = find_free_ports(1)
    log = installation.path("LOGS") / "mail.log"
    command = [sys.executable, "-W", "ignore", "-m", "smtpd", "-n", "-c", "DebuggingServer", f"127.0.0.1:{port}"]
    installation.processes["mail"] = spawn(command, log=log)
    settings = installation.path("CONFIGURATION") / "environment"
    text = settings.read_text(encoding="utf-8").replace("EMAIL_HOST=localhost", "EMAIL_HOST=127.0.0.1")
    settings.write_text(text.replace("EMAIL_PORT=25\n", f"EMAIL_PORT={port}\n"), encoding="utf-8")


@pytest.mark.parametrize("with_bucket", [False, True], ids=["disk", "bucket"])
def test_empty_machine_becomes_a_running_site_by_the_documents_commands(
    installation: Installation, *, with_bucket: bool
) -> None:
    printed = installation.install(with_bucket=with_bucket)
    start_mail_server(installation)
    installation.start_units()
    installation.start_nginx()

    assert "Next: start the services, open the link, and sign in." in printed
    sign_in(installation, link=find_link(printed))
    content = json.loads(installation.run(MAKE_CONTENT).splitlines()[-1])
    installation.manage("link_table")
    walk(installation, content)
    look_at_the_picture(installation, content["picture"], is_offloaded=not with_bucket)
    scan_while_the_redirector_is_away(installation, content["code"])
    assert "Administrator: there is one." in installation.manage("setup")
    lines = installation.examine()
    assert not [line for line in lines.splitlines() if line.startswith("error")]
    for part in (
        "/accounts/login/ answers.",
        "Browsers warn of the certificate",
        "cache server keeps",
        "1 running",
        "2 running",
        "links and keeps scans",
        "accepts connections",
        "No back-up",
    ):
        assert part in lines, lines


def test_site_answers_as_before_after_a_restore_by_the_documents_commands(installation: Installation) -> None:
    installation.install()
    start_mail_server(installation)
    installation.start_units()
    installation.start_nginx()
    content = json.loads(installation.run(MAKE_CONTENT).splitlines()[-1])
    installation.manage("ledger_key")
    backup = installation.back_up(installation.folder / "backups")
    installation.stop_services()

    printed = installation.restore(backup)
    installation.start_units()
    installation.start_nginx()

    assert "Differences: 0." in printed and "Ledger: whole" in printed
    walk(installation, content)
    assert "/accounts/login/ answers." in installation.examine()


def find_link(printed: str) -> str:
    found = re.search(r"^https://\S+/accounts/password/reset/key/\S+$", printed, re.MULTILINE)
    assert found, printed
    return found[0]


def sign_in(installation: Installation, *, link: str) -> None:
    """Choose a password with the link, sign in with it, and come to where the second factor is set up."""
    browser = installation.open_browser()
    form = browser.get(link, timeout=60)
    chosen = submit(browser, form, {"password1": PASSWORD, "password2": PASSWORD})
    assert chosen.status_code == 200, chosen.text[:2000]
    form = browser.get(f"{installation.address}/accounts/login/", timeout=60)
    signed_in = submit(browser, form, {"login": "administrator", "password": PASSWORD})

    assert signed_in.url.startswith(f"{installation.address}/accounts/2fa/totp/activate/"), signed_in.url
    refused = browser.get(f"{installation.address}/admin/", timeout=60)
    assert refused.url.startswith(f"{installation.address}/accounts/2fa/totp/activate/"), refused.url
    used = installation.open_browser().get(link, timeout=60)
    assert 'name="password1"' not in used.text


def submit(browser: Any, form: Any, values: dict[str, str]) -> Any:
    token = TOKEN.search(form.text)
    assert token, form.text[:2000]
    data = {"csrfmiddlewaretoken": token[1], **values}
    return browser.post(form.url, data=data, headers={"Referer": form.url}, timeout=60)


def walk(installation: Installation, content: dict[str, str]) -> None:
    """Read the site in three languages and scan a code, over HTTPS and over plain HTTP."""
    for language in ("vi", "ko", "ar"):
        page = installation.get(f"/{language}/")
        assert page.status_code == 200 and page.headers["Content-Encoding"] in {"br", "gzip"}, language
    assert "돌아온 병사" in installation.get(content["story"]).text
    style = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', installation.get("/vi/").text)
    assert style
    sheet = installation.get(style[1])
    assert (sheet.status_code, "immutable" in sheet.headers["Cache-Control"]) == (200, True)
    scanned = installation.get(f"/Q/{content['code']}", allow_redirects=False)
    plain = installation.open_browser().get(
        f"http://localhost:{installation.variables['HTTP']}/q/{content['code']}", timeout=30, allow_redirects=False
    )
    assert (scanned.status_code, plain.status_code) == (302, 302)
    assert scanned.headers["Location"] == plain.headers["Location"]
    assert installation.get("/readyz").status_code == installation.get("/healthz").status_code == 404
    logged = (installation.path("LOGS") / "nho-nguon.log").read_text(encoding="utf-8")
    assert "/vi/ 200" in logged
    assert content["code"] not in logged
    assert "/reset/key/" not in logged
    assert "127.0.0.1" not in logged
    assert (installation.path("LOGS") / "nho-nguon-error.log").read_text(encoding="utf-8") == ""


def scan_while_the_redirector_is_away(installation: Installation, code: str) -> None:
    """A code leads to the same page while the redirector is started anew, and without a further step."""
    plain_address = f"http://localhost:{installation.variables['HTTP']}/q/{code}"
    browser = installation.open_browser()
    before = installation.get(f"/q/{code}", allow_redirects=False)
    installation.stop_unit("nho-nguon-redirector")

    scanned = installation.get(f"/q/{code}", allow_redirects=False)
    plain = browser.get(plain_address, timeout=30, allow_redirects=False)

    assert (scanned.status_code, plain.status_code) == (302, 302)
    assert scanned.headers["Location"] == plain.headers["Location"] == before.headers["Location"]
    installation.start_unit("nho-nguon-redirector")
    assert eventually(lambda: "The redirector knows 1 links" in installation.run(DOCTOR))


def look_at_the_picture(installation: Installation, path: str, *, is_offloaded: bool) -> None:
    """Fetch a file that the application allows: nginx sends it from the disk, Django from the bucket."""
    picture = installation.get(path)
    part = installation.get(path, headers={"Range": "bytes=0-9,20-29"})
    log = installation.path("DATA") / "log" / "sent.log"

    assert (picture.status_code, picture.content[:4]) == (200, b"\x89PNG")
    assert part.status_code in {200, 206}
    # nginx writes the line after the last byte was sent.
    if is_offloaded:
        assert eventually(lambda: log.read_text(encoding="utf-8").count('"status":"200"') == 2), log.read_text()
    else:
        assert not log.exists() or not log.read_text(encoding="utf-8")
