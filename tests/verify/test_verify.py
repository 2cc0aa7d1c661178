"""Anyone asks about a file, a code or an edition, without script and without an account."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cms.approvals.withdrawal import withdraw
from cms.calls.models import CallPage
from cms.campaign.loading import load_campaign
from cms.facts.models import ChannelKind
from cms.jobs.queue import run_pending_jobs
from outreach.kits.editions import create_kit, request_edition
from outreach.kits.models import KitEdition, KitFile
from outreach.kits.plan import ItemKey
from outreach.links.creation import create_link
from outreach.posters.models import Poster, PosterFile
from outreach.posters.requests import request_posters
from outreach.posters.validity import end_poster
from outreach.verify.forms import MOST_MEGABYTES
from tests.approvals.factories import Desk
from tests.factories import ContactChannelFactory, FactFactory
from tests.organisations.factories import OrganisationFactory
from tests.pages.factories import PublicSite
from tests.posters.factories import make_officer, publish_call
from translations.languages import CODES

pytestmark = pytest.mark.django_db
PLACE = "Lift of a demonstration building"
NOBODYS_CODE = "ZZZZZZ"


@pytest.fixture
def call(desk: Desk) -> CallPage:
    return publish_call(desk)


def make(call: CallPage, *formats: str) -> None:
    request_posters(
        kind="call",
        key=str(call.translation_key),
        languages=["vi"],
        format_codes=formats,
        placement=PLACE,
        organisation_key=None,
        by=make_officer(),
        at=timezone.now(),
    )
    run_pending_jobs()


@pytest.fixture
def poster(call: CallPage) -> Poster:
    make(call, "lift-portrait-hd")
    return Poster.objects.select_related("file").get()


def read(storage_name: str) -> bytes:
    with default_storage.open(storage_name) as stored:
        return bytes(stored.read())


def ask(
    client: Client, *, content: bytes | None = None, typed: str = "", language: str = "vi", status: int = 200
) -> Tag:
    file = {} if content is None else {"file": SimpleUploadedFile("photo.bin", content)}
    response = client.post(f"/{language}/verify/", {"typed": typed, **file})
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def verdict(page: Tag) -> str:
    answer = page.select_one("[data-verdict]")
    return str(answer["data-verdict"]) if answer else ""


@pytest.mark.parametrize("language", CODES)
def test_page_asks_in_each_language_without_script_and_keeps_no_cookie(language: str, client: Client) -> None:
    response = client.get(f"/{language}/verify/")
    page = BeautifulSoup(response.content, "html.parser")

    assert response.status_code == 200
    assert page.html is not None and page.html["lang"]
    assert page.select("form.verify input[type=file]") != []
    assert response.cookies == {}
    assert verdict(ask(client, typed=NOBODYS_CODE, language=language)) == "unknown_code"


@pytest.mark.parametrize(("accepted", "address"), [("ko", "/ko/verify/"), ("xx", "/vi/verify/"), ("", "/vi/verify/")])
def test_address_in_signed_files_leads_to_the_readers_language(accepted: str, address: str, client: Client) -> None:
    response = client.get("/verify/", headers={"accept-language": accepted})

    assert response.status_code == 302
    assert response["Location"] in {address, address.replace("/vi/", "/en/")}


def test_released_poster_is_ours_and_valid_and_names_no_place(client: Client, poster: Poster) -> None:
    page = ask(client, content=read(poster.file.storage_name))

    assert verdict(page) == "valid"
    assert poster.title in page.get_text()
    assert PLACE not in page.get_text()


@pytest.mark.parametrize("is_withdrawn", [True, False])
def test_ended_poster_is_ours_and_no_longer_valid_since_a_day(
    client: Client, poster: Poster, is_withdrawn: bool
) -> None:
    content = read(poster.file.storage_name)
    if is_withdrawn:
        end_poster(poster, reason="A number was wrong.", at=timezone.now())
    else:
        Poster.objects.update(state="outdated", ended_at=timezone.now())

    poster.refresh_from_db()
    year = str(timezone.localtime(poster.ended_at).year)
    for page in (ask(client, content=content), ask(client, typed=str(poster.link_id))):
        assert verdict(page) == ("withdrawn" if is_withdrawn else "replaced")
        assert year in page.select(".answer dl")[0].get_text()


def test_poster_whose_text_is_withdrawn_is_withdrawn(
    client: Client, poster: Poster, call: CallPage, desk: Desk
) -> None:
    content = read(poster.file.storage_name)
    withdraw(
        translation_key=call.translation_key,
        language="vi",
        by=desk.publisher,
        reason="A number was wrong.",
        at=timezone.now(),
    )

    assert verdict(ask(client, content=content)) == "withdrawn"


def test_changed_poster_is_altered(client: Client, poster: Poster) -> None:
    content = bytearray(read(poster.file.storage_name))
    content[-200] ^= 1

    assert verdict(ask(client, content=bytes(content))) == "altered"


@pytest.mark.parametrize("content", [b"", b"x", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n", b"\xff\xd8\xff", b"....ftypmp42"])
def test_other_files_are_never_called_false(content: bytes, client: Client) -> None:
    assert verdict(ask(client, content=content)) == "no_signature"


def test_code_is_told_in_all_the_ways_that_people_type_it(client: Client, poster: Poster) -> None:
    code = str(poster.link_id)

    for typed in (code, code.lower(), f" {code} ", f"http://localhost:8000/q/{code}", f"/Q/{code}/"):
        assert verdict(ask(client, typed=typed)) == "valid"


def test_code_without_poster_follows_its_item(client: Client, call: CallPage, desk: Desk) -> None:
    link = create_link(item_kind="call", item_key=str(call.translation_key))
    assert verdict(ask(client, typed=link.code)) == "valid"

    withdraw(translation_key=call.translation_key, language="vi", by=desk.publisher, reason="r", at=timezone.now())

    assert verdict(ask(client, typed=link.code)) == "withdrawn"


def test_edition_and_its_files(client: Client, call: CallPage, desk: Desk) -> None:
    organisation: Any = OrganisationFactory(languages=["vi"])
    item = ItemKey("call", str(call.translation_key))
    kit = create_kit(title="Kit", organisations=[organisation], items=[item], by=None, at=timezone.now())

    def build() -> KitEdition:
        edition = request_edition(kit=kit, organisation=organisation, by=desk.lead, at=timezone.now())
        run_pending_jobs()
        return KitEdition.objects.get(pk=edition.pk)

    first = build()
    assert verdict(ask(client, typed=str(first.key))) == "valid"
    second = build()
    page = ask(client, typed=str(first.key))
    assert verdict(page) == "replaced"
    assert organisation.name not in page.get_text()
    assert verdict(ask(client, typed=str(uuid.UUID(int=1)))) == "unknown_edition"
    assert KitFile.objects.filter(edition=second).exists()

    withdraw(translation_key=call.translation_key, language="vi", by=desk.publisher, reason="r", at=timezone.now())

    assert verdict(ask(client, typed=str(second.key))) == "parts_withheld"


def test_form_to_print_is_valid_until_its_text_is_withdrawn(client: Client, site: PublicSite) -> None:
    load_campaign()
    address = FactFactory(key="post", kind="address", value={"vi": "Demonstration Street 1"})
    post = ContactChannelFactory(verified=True, kind=ChannelKind.POST, country="VN", facts=[address])
    page = site.publish(CallPage, contacts=[post])
    content = client.get(f"{page.url_path}form-a4.pdf").content
    assert verdict(ask(client, content=content)) == "valid"

    withdraw(translation_key=page.translation_key, language="vi", by=site.publisher, reason="r", at=timezone.now())

    assert verdict(ask(client, content=content)) == "withdrawn"


def test_nothing_given_is_asked_for_again_and_too_much_is_refused(client: Client) -> None:
    assert ask(client, status=400).select_one("[role=alert]") is not None

    page = ask(client, content=b"x" * (MOST_MEGABYTES * 2**20 + 1), status=400)

    assert page.select_one("#file-error") is not None


def test_nothing_that_was_given_is_kept(client: Client, poster: Poster, settings: Any, tmp_path: Any) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    files, rows = PosterFile.objects.count(), Poster.objects.count()

    assert verdict(ask(client, content=read(poster.file.storage_name))) == "valid"

    assert list(tmp_path.iterdir()) == []
    assert (PosterFile.objects.count(), Poster.objects.count()) == (files, rows)
