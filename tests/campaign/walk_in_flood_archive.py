"""Script that runs the flood archive on an empty database, from its set-up to a scanned code.

``test_another_campaign`` starts it in a process of its own, since settings read the campaign's folder once. It prints
everything that people or machines got from the installation as JSON; the test has the assertions.
"""

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
from django.contrib.staticfiles import finders
from django.core import mail
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import get_resolver, reverse
from django.utils import timezone
from PIL import Image
from wagtail.models import Page, Site

from cms.calls.models import CallPage
from cms.campaign.models import Campaign, Place, Topic
from cms.core.models import BasePage
from cms.emergency.face import render_face
from cms.facts.models import ContactChannel
from cms.installation.steps import set_up
from cms.jobs.models import JobState
from cms.jobs.queue import run_pending_jobs
from cms.users.models import User
from cms.users.roles import Role
from outreach.kits.editions import create_kit, request_edition
from outreach.kits.models import KitEdition
from outreach.kits.plan import ItemKey
from outreach.links.notices import EMERGENCY, UNKNOWN, WITHDRAWN, render_notice
from outreach.organisations.models import Membership, Organisation, OrganisationKind
from outreach.posters.models import PosterFile
from outreach.posters.requests import request_posters
from tests.approvals.factories import accept, hand_in, make_person, make_source
from tests.architecture.test_addresses import list_patterns
from tests.factories import ContactChannelFactory, FactFactory, UserFactory
from tests.journeys.finished import get_path, read_code
from tests.screens.factories import assign, make_key, make_screen
from tests.translation_desk.walk import sign_in, translate
from tests.users.worker import run_tasks
from translations.languages import CODES

FRENCH = {
    "title": "Qui a gardé une photographie ?",
    "summary": "Nous cherchons des photographies de Vieux-Quai.",
    "poster_headline": "Avez-vous une photographie de la crue ?",
    "poster_action": "Scannez le code.",
}
NUMBER = "+19025550123"  # of those that the numbering plan reserves for stories
FORMATS = ("lift-portrait-hd", "print-a3")
REDIRECTS, MOST_REDIRECTS = (301, 302, 303, 307, 308), 5
NOT_READ = ("login", "logout", "djdt", "jsi18n", "_util")
Answers = dict[str, str]


def main() -> None:
    setup_test_environment()
    for _sentence in set_up():
        pass
    answers: Answers = {}
    call = publish_call()
    translate(call, language="fr", words=FRENCH, rest="<p>Appelez le [[hotline]]. Chaque marque de crue compte.</p>")
    ask_for_a_password()
    poster = make_posters(call)
    kit = make_kit(call)
    code = get_path(read_code(default_storage.open(poster.storage_name).read()))
    answers |= read_player(poster) | read_public(code) | read_staff() | read_files(kit) | read_notices()
    answers |= read_static() | {f"mail {number}": read_mail(each) for number, each in enumerate(mail.outbox)}
    json.dump({"answers": answers, "facts": describe(call, poster, code)}, sys.stdout)


def publish_call() -> BasePage:
    """Publish a call in English, written by an editor and approved by a publisher."""
    editor = make_person(Role.EDITOR, email="editor@example.org")
    fact = FactFactory(key="hotline", value=NUMBER, label="The archive's number")
    hotline = ContactChannelFactory(verified=True, facts=[fact], name="The archive's telephone", languages=["en"])
    call = make_source(
        editor,
        CallPage,
        title="Who kept a photograph?",
        summary="We look for photographs of Old Wharf.",
        slug="photographs",
        body=[("paragraph", {"text": "<p>Please call [[hotline]]. Every high-water mark counts.</p>"})],
        contacts=[hotline],
        poster_headline="Do you have a photograph of the flood?",
        poster_action="Scan the code.",
    )
    accept(hand_in(call, editor), make_person(Role.PUBLISHER, email="publisher@example.org"))
    return call


def ask_for_a_password() -> None:
    UserFactory(username="forgetful", email="forgetful@example.org")
    Client(headers={"host": "localhost"}).post(reverse("account_reset_password"), {"email": "forgetful@example.org"})
    run_tasks()


def work() -> None:
    done = run_pending_jobs()
    assert done and all(job.state == JobState.DONE for job in done), [job.error for job in done]


def make_posters(call: BasePage) -> PosterFile:
    """Make posters in both languages, for a screen and on paper; return the file of an English one for a screen."""
    officer = make_person(Role.OUTREACH_OFFICER)
    request_posters(
        kind="call",
        key=str(call.translation_key),
        languages=["en", "fr"],
        format_codes=FORMATS,
        placement="Library of Old Wharf",
        organisation_key=None,
        by=officer,
        at=timezone.now(),
    )
    work()
    return PosterFile.objects.get(poster__language="en", poster__format_code=FORMATS[0], media_type="image/png")


def make_kit(call: BasePage) -> KitEdition:
    library = Organisation.objects.create(
        kind=OrganisationKind.MISSION, name="Library of Eastbank", country="CA", languages=["en", "fr"]
    )
    partner = make_person(Role.PARTNER, interface_language="en", username="librarian")
    Membership.objects.create(user=partner, organisation=library)
    items = [ItemKey("call", str(call.translation_key))]
    kit = create_kit(title="Kit of the archive", organisations=[library], items=items, by=None, at=timezone.now())
    edition = request_edition(kit=kit, organisation=library, by=None, at=timezone.now())
    work()
    edition.refresh_from_db()
    return edition


def read_player(poster: PosterFile) -> Answers:
    """Show a poster of the same text on a screen, made for that screen, and read what its player gets."""
    library = Organisation.objects.get()
    screen = make_screen(library, name="Window of the library", format=FORMATS[0])
    request_posters(
        kind="call",
        key=poster.poster.item_key,
        languages=["en"],
        format_codes=FORMATS[:1],
        placement=screen.place,
        organisation_key=library.key,
        by=make_person(Role.OUTREACH_OFFICER),
        at=timezone.now(),
    )
    work()
    assign(screen, PosterFile.objects.get(poster__placement=screen.place), at=timezone.now())
    token = make_key(library, screen, at=timezone.now()).token
    player = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})
    return {
        f"player {name}": read(player, f"/api/v1/screens/{screen.key}/{name}") for name in ("manifest", "feed.mrss")
    }


def read_public(code: str) -> Answers:
    reader = Client(headers={"host": "localhost"})
    own = [
        f"/{language}/{path}"
        for language in CODES
        for path in ("", "calls/", "stories/", "search/?q=flood", "nothing/")
    ]
    others = ["/robots.txt", "/sitemap.xml", *(f"/sitemap-{language}.xml" for language in CODES), code, "/q/ZZZZZZ"]
    others += ["/api/v1/", "/api/v1/openapi.json", reverse("account_login"), reverse("account_reset_password")]
    return {path: read(reader, path) for path in [*own, *others, "/en/calls/photographs/", "/fr/calls/photographs/"]}


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    for _step in range(MOST_REDIRECTS):
        if answer.status_code in REDIRECTS:
            answer = client.get(answer.headers["Location"])
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{answer.status_code}\n{headers}\n" + "\n".join(extract(content))


def read_mail(letter: mail.EmailMessage) -> str:
    return f"{letter.from_email}\n{letter.subject}\n{letter.body}"


def read_staff() -> Answers:
    """Read every page of the desk and of the portal whose address needs nothing else."""
    superuser = sign_in(UserFactory(superuser=True, interface_language="en"))
    partner = sign_in(User.objects.get(username="librarian"))
    paths = [f"/{pattern}" for pattern, _view in list_patterns(get_resolver()) if not set("<^(\\*") & set(pattern)]
    paths = [path for path in paths if path.startswith(("/admin/", "/accounts/"))]
    paths = [path for path in paths if not any(part in path for part in NOT_READ)]
    glossary = ("desk_glossary", "desk_glossary_download_tbx")
    named = [reverse(name, args=[language]) for name in glossary for language in CODES]
    named += [reverse("desk_memory_download", args=["fr"]), reverse("mfa_activate_totp")]
    named += [reverse("report_document", args=[extension]) for extension in ("pdf", "docx", "xlsx")]
    found = {path: read(superuser, path) for path in [*paths, *named]}
    return found | {f"partner {path}": read(partner, path) for path in ("/en/portal/", "/fr/portal/", "/admin/")}


def read_files(edition: KitEdition) -> Answers:
    found = {f"kit {edition.filename}": edition.filename}
    for name in list_storage(""):
        with default_storage.open(name) as file:
            found[f"file {name}"] = "\n".join(extract(file.read()))
    return found


def list_storage(folder: str) -> Iterator[str]:
    folders, names = default_storage.listdir(folder)
    yield from (f"{folder}/{name}".lstrip("/") for name in names)
    for each in folders:
        yield from list_storage(f"{folder}/{each}".lstrip("/"))


def read_notices() -> Answers:
    return {"emergency face": render_face(CODES)} | {
        f"notice {notice} {language}": render_notice(notice=notice, language=language).decode()
        for notice in (UNKNOWN, WITHDRAWN, EMERGENCY)
        for language in CODES
    }


def read_static() -> Answers:
    """Read the project's own static files and the campaign's, as a browser may load each of them."""
    found = {}
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            if "site-packages" not in storage.path(name) and Path(name).suffix in {".css", ".js", ".svg"}:
                found[f"static {name}"] = Path(storage.path(name)).read_text(encoding="utf-8")
    return found


def extract(content: bytes) -> Iterator[str]:
    """Yield the texts of a file, of those within an archive, and of the pages of a PDF."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inner in archive.namelist():
                yield inner
                yield from extract(archive.read(inner))
    elif content.startswith(b"%PDF"):
        document = pypdfium2.PdfDocument(content)
        yield " ".join(page.get_textpage().get_text_bounded() for page in document)
        yield content.decode("latin-1")
    elif not content.startswith((b"\x89PNG", b"\xff\xd8")):
        yield content.decode("utf-8", errors="replace")


def describe(call: BasePage, poster: PosterFile, code: str) -> dict[str, Any]:
    """Return what the test compares with the folder."""
    with default_storage.open(poster.storage_name) as file, Image.open(file) as image:
        corner = "#{:02X}{:02X}{:02X}".format(*image.convert("RGB").getpixel((2, 2)))
    redirected = Client(headers={"host": "localhost"}).get(code)
    french = Page.objects.get(translation_key=call.translation_key, locale__language_code="fr")
    try:
        call_command("load_demo")
        demonstration = "loaded"
    except CommandError as refused:
        demonstration = str(refused)
    return {
        "demonstration": demonstration,
        "site": Site.objects.get().site_name,
        "root": Site.objects.get().root_page.locale.language_code,
        "campaigns": Campaign.objects.count(),
        "topics": sorted(Topic.objects.values_list("slug", flat=True)),
        "places": sorted(Place.objects.values_list("name_en", flat=True)),
        "placeholders": ContactChannel.objects.filter(is_placeholder=True, verified_by=None).count(),
        "french": [french.live, french.title],
        "corner": corner,
        "redirect": redirected.headers.get("Location", ""),
        "mails": len(mail.outbox),
    }
