"""The form that a witness prints and posts: in every language, tagged, with the address and number of today."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from bs4 import BeautifulSoup
from django.test import Client
from django.utils.timezone import localdate

from cms.calls.models import CallPage
from cms.campaign.loading import load_campaign
from cms.campaign.models import EvidenceKind
from cms.facts.models import ChannelKind
from tests.factories import ContactChannelFactory, FactFactory
from translations.languages import CODES

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
STREET = "Demonstration Street 1\n00000 Demonstration Town"


@pytest.fixture
def call(site: PublicSite) -> CallPage:
    load_campaign()
    hotline = ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value="+84965001222")])
    post, mission = (
        ContactChannelFactory(
            verified=True,
            kind=kind,
            name=kind.label,
            country="VN" if kind == ChannelKind.POST else "AU",
            facts=[FactFactory(key=kind, kind="address", value={"vi": street})],
        )
        for kind, street in ((ChannelKind.POST, STREET), (ChannelKind.MISSION, "Mission Road 2"))
    )
    page: CallPage = site.publish(
        CallPage, contacts=[mission, hotline, post], evidence_sought=list(EvidenceKind.objects.all())
    )
    return page


def read(client: Client, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status_code == 200, answer
    assert answer["Content-Type"] == "application/pdf"
    return bytes(answer.content)


def read_text(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


@pytest.mark.parametrize("language", CODES)
def test_form_is_two_tagged_pages_in_each_language(
    site: PublicSite, client: Client, call: CallPage, language: str
) -> None:
    page: Any = call if language == "vi" else site.translate(call, language)

    pdf = pikepdf.open(io.BytesIO(read(client, f"{page.url_path}form-a4.pdf")))

    assert len(pdf.pages) == 2
    assert str(pdf.Root.Lang).lower().startswith(language.split("-", maxsplit=1)[0])
    assert pdf.Root.MarkInfo.Marked
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_form_has_address_number_reference_and_a_code_that_reads(client: Client, call: CallPage) -> None:
    pdf = read(client, f"{call.url_path}form-letter.pdf")

    text = read_text(pdf)
    assert "Demonstration Street 1" in text
    assert "Mission Road" not in text
    assert "0965 001 222" in text.replace("\u00a0", " ")
    assert f"{call.translation_key.hex[:8].upper()}-VI" in text
    [code] = zxingcpp.read_barcodes(pypdfium2.PdfDocument(pdf)[0].render(scale=2).to_pil())
    assert code.text == f"http://localhost:8000{call.url_path}"
    width, height = pypdfium2.PdfDocument(pdf)[0].get_size()
    assert (round(width), round(height)) == (612, 792)


def test_a_missions_own_form_has_its_address_alone(client: Client, call: CallPage) -> None:
    mission = call.contacts.get(kind=ChannelKind.MISSION)

    text = read_text(read(client, f"{call.url_path}form-a4-{mission.pk}.pdf"))

    assert "Mission Road 2" in text
    assert "Demonstration Street" not in text


def test_page_links_the_form_beside_each_address(client: Client, call: CallPage) -> None:
    post, mission = (call.contacts.get(kind=kind).pk for kind in (ChannelKind.POST, ChannelKind.MISSION))

    links = [
        link["href"]
        for link in BeautifulSoup(client.get(f"{call.url_path}?from=AU").content, "html.parser").select(".answer a")
    ]

    assert {link for link in links if link.endswith(".pdf")} == {
        f"form-{paper}-{key}.pdf" for paper in ("a4", "letter") for key in (post, mission)
    }
    for link in (f"form-a4-{post}.pdf", f"form-letter-{mission}.pdf"):
        read(client, f"{call.url_path}{link}")


def test_closed_call_has_no_form(site: PublicSite, client: Client, call: CallPage) -> None:
    site.correct(call, closed_on=localdate())

    assert client.get(f"{call.url_path}form-a4.pdf").status_code == 404


def test_call_without_contacts_of_its_own_has_the_registers_address(
    site: PublicSite, client: Client, call: CallPage
) -> None:
    other = site.publish(CallPage, slug="khac")

    assert "Demonstration Street 1" in read_text(read(client, f"{other.url_path}form-a4.pdf"))


@pytest.mark.parametrize("name", ["form-a4-999999.pdf", "form-a3.pdf", "form-a4-999999999999.pdf"])
def test_form_that_does_not_exist_is_a_404(client: Client, call: CallPage, name: str) -> None:
    assert client.get(f"{call.url_path}{name}").status_code == 404


def test_form_goes_with_the_call_and_its_address(site: PublicSite, client: Client, call: CallPage) -> None:
    path = f"{call.url_path}form-a4.pdf"
    first = read(client, path)
    assert read(client, path) == first

    site.correct(call, title="Tấm bản đồ vẽ lại")
    assert "Tấm bản đồ vẽ lại" in read_text(read(client, path))

    site.withdraw(call)
    assert client.get(path).status_code in {404, 410}
