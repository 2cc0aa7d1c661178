"""The press room: official texts, pictures with their terms, the one text about the campaign, and who answers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from cms.core.cached_pages import forget_pages
from cms.facts import channels
from cms.facts.models import ChannelKind
from cms.facts.verification import Proof
from cms.media.models import CampaignDocument
from cms.press.models import PressMaterialPage, ReleasePage
from cms.published import get_published
from cms.stories.models import StoryPage
from tests.factories import ContactChannelFactory, FactFactory
from tests.media.recorded import RECORDED
from tests.pages.test_public_pages import read

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
ROOM = "/vi/press/"
TERMS = "Ghi tên tác giả; không cắt ảnh."


def make_picture(**fields: Any) -> Any:
    values = {"title": "Ảnh", "file": get_test_image_file(size=(1200, 900)), **RECORDED, **fields}
    return get_image_model().objects.create(**values)


def make_still(picture: Any, caption: str = "Một con suối.") -> tuple[str, dict[str, Any]]:
    return "still", {"image": picture, "alternative_text": "Suối", "caption": caption, "terms": TERMS}


def make_press_contact() -> Any:
    fact = FactFactory(key="press-desk", value="+84965009001")
    return ContactChannelFactory(verified=True, name="Ban báo chí", facts=[fact], is_for_press=True)


def get_words(page: str) -> str:
    return " ".join(BeautifulSoup(page, "html.parser").get_text().split())


def test_press_room_shows_texts_the_text_about_the_campaign_pictures_and_contacts(
    site: PublicSite, client: Client
) -> None:
    make_press_contact()
    site.publish(ReleasePage, slug="thong-cao", title="Thông cáo số một")
    stills = [make_still(make_picture(credit_vi="Ảnh: Bảo tàng", rights_until=date(2099, 5, 4)))]
    site.publish(PressMaterialPage, slug="tu-lieu", boilerplate="Đoạn giới thiệu đã duyệt.", stills=stills)

    words = get_words(read(client, ROOM))

    for shown in (
        "Thông cáo số một",
        "Đoạn giới thiệu đã duyệt.",
        "Một con suối.",
        TERMS,
        "Ảnh: Bảo tàng",
        "4 tháng 5 năm 2099",
        "Ban báo chí",
        "0965 009 001",
    ):
        assert shown in words


def test_release_has_its_place_day_attachments_and_the_text_about_the_campaign(
    site: PublicSite, client: Client
) -> None:
    from django.core.files.base import ContentFile

    make_press_contact()
    site.publish(PressMaterialPage, slug="tu-lieu", boilerplate="Đoạn giới thiệu đã duyệt.")
    document = CampaignDocument.objects.create(title="Phụ lục", file=ContentFile(b"%PDF-1.7\n", name="phu-luc.pdf"))
    attachments = [("file", {"document": document, "label": "Phụ lục một"})]
    site.publish(ReleasePage, released_on=date(2026, 7, 27), attachments=attachments)

    page = read(client, "/vi/press/ban-do/")

    words = get_words(page)
    assert "Hà Nội, ngày 27 tháng 7 năm 2026" in words
    assert "Đoạn giới thiệu đã duyệt." in words
    assert "Ban báo chí" in words
    assert client.get(BeautifulSoup(page, "html.parser").find("a", string="Phụ lục một")["href"]).status_code == 200


def test_a_change_of_the_text_about_the_campaign_shows_below_every_release(site: PublicSite, client: Client) -> None:
    material = site.publish(PressMaterialPage, slug="tu-lieu", boilerplate="Bản cũ.")
    site.publish(ReleasePage)
    client.get("/vi/press/ban-do/")

    site.correct(material, boilerplate="Bản mới.")

    words = get_words(read(client, "/vi/press/ban-do/"))
    assert "Bản mới." in words
    assert "Bản cũ." not in words


def test_section_is_in_the_menu_with_a_live_item_only(site: PublicSite, client: Client) -> None:
    assert 'href="/vi/press/"' not in read(client, "/vi/")

    release = site.publish(ReleasePage)
    assert 'href="/vi/press/"' in read(client, "/vi/")

    site.withdraw(release)
    assert 'href="/vi/press/"' not in read(client, "/vi/")


# --- pictures in full size ---


def find_download(page: str) -> str:
    return str(BeautifulSoup(page, "html.parser").select_one(".still a[download]")["href"])


def test_picture_in_full_size_is_public_only_while_a_live_page_offers_it(site: PublicSite, client: Client) -> None:
    picture = make_picture()
    address = picture.file.url
    assert client.get(address).status_code == 404
    material = site.publish(PressMaterialPage, slug="tu-lieu", stills=[make_still(picture)])

    shown = find_download(read(client, "/vi/press/tu-lieu/"))

    assert shown == address
    assert client.get(address).status_code == 200
    site.withdraw(material)
    assert client.get(address).status_code == 404


def test_picture_that_a_story_shows_is_not_offered_in_full_size(site: PublicSite, client: Client) -> None:
    picture = make_picture()
    site.publish(StoryPage, picture=picture, picture_text="Suối")

    assert client.get(picture.get_rendition("width-960|format-webp|atmost-80").url).status_code == 200
    assert client.get(picture.file.url).status_code == 404


@pytest.mark.parametrize(
    "ends", [{"consent": "refused"}, {"territories": "VN"}, {"rights_until": date(2026, 1, 1)}], ids=str
)
def test_picture_without_its_right_is_neither_shown_nor_served(
    site: PublicSite, client: Client, ends: dict[str, Any]
) -> None:
    picture = make_picture()
    site.publish(PressMaterialPage, slug="tu-lieu", stills=[make_still(picture)])
    type(picture).objects.filter(pk=picture.pk).update(**ends)
    forget_pages()

    page = read(client, "/vi/press/tu-lieu/")

    assert TERMS not in page
    assert client.get(picture.file.url).status_code == 404


def test_terms_are_translated_and_approved_like_any_text(site: PublicSite, client: Client) -> None:
    material = site.publish(PressMaterialPage, slug="tu-lieu", stills=[make_still(make_picture())])
    stills = material.stills
    stills[0].value["terms"] = "Credit the author."

    site.translate(material, "en", stills=stills)

    page = get_words(read(client, "/en/press/tu-lieu/"))
    assert "Credit the author." in page
    assert TERMS not in page


# --- contacts for journalists ---


def test_contact_for_the_press_is_shown_to_journalists_and_never_to_witnesses(site: PublicSite, client: Client) -> None:
    from cms.calls.models import CallPage

    make_press_contact()
    ContactChannelFactory(verified=True, kind=ChannelKind.EMAIL, facts=[FactFactory(key="all", value="+84965009009")])
    site.publish(CallPage)
    site.publish(ReleasePage)

    call, release = (get_words(client.get(f"/vi/{place}/ban-do/").content.decode()) for place in ("calls", "press"))

    assert "0965 009 001" not in call
    assert "0965 009 009" in call
    assert "0965 009 001" in release
    assert "0965 009 009" not in release


def test_marking_a_public_contact_for_the_press_takes_two_people(site: PublicSite) -> None:
    contact = ContactChannelFactory(verified=True, facts=[FactFactory(key="desk", value="+84965009001")])
    proposal = channels.propose_change(
        channel=contact, changes={"is_for_press": True}, source="Thư", by=site.editor, at=timezone.now()
    )
    contact.refresh_from_db()
    assert not contact.is_for_press

    channels.approve(proposal=proposal, by=site.publisher, at=timezone.now())

    contact.refresh_from_db()
    assert contact.is_for_press


def test_desk_reads_which_contact_is_for_the_press(site: PublicSite, client: Client) -> None:
    contact = ContactChannelFactory(facts=[FactFactory(key="desk", value="+84965009001")])
    day = timezone.localdate()
    channels.verify(
        channel=contact, verification=Proof(day, day + timedelta(days=90), "gọi"), by=site.editor, at=timezone.now()
    )
    channels.approve(proposal=contact.proposals.get(), by=site.publisher, at=timezone.now())
    contact.refresh_from_db()
    changes = {"is_for_press": True}
    channels.propose_change(channel=contact, changes=changes, source="Thư", by=site.editor, at=timezone.now())
    site.publisher.interface_language = "en"
    site.publisher.save()
    client.force_login(site.publisher)

    page = get_words(client.get(reverse("contacts:inspect", args=[contact.pk])).content.decode())

    assert "For the press" in page
    assert "Yes" in page


# --- everything that works for other kinds ---


def test_releases_are_found_by_kind_and_reach_kits_with_all_their_text(site: PublicSite, client: Client) -> None:
    release = site.publish(ReleasePage, title="Thông cáo về suối")

    found = client.get("/vi/search/", {"q": "suối", "kind": "release"}).content.decode()
    item = get_published(kind="release", key=str(release.translation_key), language="vi")

    assert "/vi/press/ban-do/" in found
    assert item is not None
    assert [block.kind for block in item.text][:1] == ["place_line"]
    assert "/vi/press/ban-do/" in client.get("/sitemap-vi.xml").content.decode()


def test_material_in_a_kit_has_the_pictures_with_their_terms(site: PublicSite) -> None:
    material = site.publish(PressMaterialPage, slug="tu-lieu", stills=[make_still(make_picture())])

    item = get_published(kind="material", key=str(material.translation_key), language="vi")

    assert item is not None
    assert any(TERMS in block.text for block in item.text)
    assert [file.role for file in item.files] == ["image"]


def test_reviewer_sees_the_pictures_and_files_before_approving(site: PublicSite) -> None:
    from cms.translation_desk.details import list_pictures

    material = site.publish(PressMaterialPage, slug="tu-lieu", stills=[make_still(make_picture())])

    (picture,) = list_pictures(material, None, language="vi")

    assert (picture.alternative_text, picture.caption) == ("Suối", "Một con suối.")


def test_room_with_three_pictures_costs_few_queries(
    site: PublicSite, client: Client, django_assert_max_num_queries: Any
) -> None:
    make_press_contact()
    stills = [make_still(make_picture(title=str(number))) for number in range(5)]
    site.publish(PressMaterialPage, slug="tu-lieu", stills=stills)
    site.publish(ReleasePage)
    for address in (ROOM, "/vi/press/tu-lieu/", "/vi/search/"):
        client.get(address)  # makes the small sizes of the pictures
    forget_pages()

    with django_assert_max_num_queries(18):
        client.get(ROOM)
    with django_assert_max_num_queries(18):
        client.get("/vi/press/tu-lieu/")
    with django_assert_max_num_queries(1):
        client.get(ROOM)


def test_embargoed_release_and_its_pictures_are_nowhere(site: PublicSite, client: Client) -> None:
    from tests.approvals.factories import accept, hand_in, make_source

    later = timezone.now() + timedelta(days=2)
    picture = make_picture()
    page = make_source(
        site.editor, PressMaterialPage, title="Bímậtquốcgia", embargo_until=later, stills=[make_still(picture)]
    )
    accept(hand_in(page, site.editor), site.publisher)

    pages = [
        client.get(address).content.decode() for address in (ROOM, "/vi/search/?q=Bímậtquốcgia", "/sitemap-vi.xml")
    ]

    assert [text for text in pages if "Bímậtquốcgia</a>" in text or page.slug in text] == []
    assert client.get(picture.file.url).status_code == 404
