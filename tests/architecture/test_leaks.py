"""Unpublished content does not leak: neither the page nor its files can be opened, and no list mentions them."""

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from wagtail.models import Locale, Page

from cms.approvals.publishing import publish_due
from cms.films.models import FilmPage, LanguageVersion, RightsWindow
from cms.media.models import CampaignDocument, CampaignImage, FilmMaster
from cms.users.roles import Role
from tests.approvals.factories import accept, hand_in, make_person
from tests.media.recorded import RECORDED
from tests.pages.factories import PublicSite

SECRET = "Kimtinhcanhbaonam"
LISTS = ("/vi/", "/vi/films/", f"/vi/search/?q={SECRET}", "/sitemap-vi.xml", "/sitemap.xml")
RANGE = {"Range": "bytes=0-3"}


@dataclass
class Film:
    """A film with a file of every kind that a page can have."""

    page: FilmPage
    image: CampaignImage
    document: CampaignDocument
    master: FilmMaster

    def list_files(self) -> list[str]:
        rendition = self.image.get_rendition("width-20")
        return [rendition.url, self.document.url, self.document.file.url, self.master.file.url, self.subtitles]

    @property
    def subtitles(self) -> str:
        return f"/vi/films/{self.page.slug}/subtitles.vtt"

    def list_admin_addresses(self) -> list[str]:
        pk = self.page.pk
        return [
            self.image.file.url,
            f"/admin/pages/{pk}/view_draft/",
            f"/admin/pages/{pk}/edit/preview/",
            f"/admin/pages/{pk}/revisions/{self.page.latest_revision_id}/view/",
            f"/admin/api/main/pages/{pk}/",
            f"/admin/images/{self.image.pk}/preview/original/",
            f"/admin/desk/{self.page.translation_key}/vi/",
        ]


@pytest.fixture
def film(site: PublicSite) -> Film:
    """A draft of a film that has not been submitted."""
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "green").save(buffer, "PNG")
    image = CampaignImage.objects.create(
        title=SECRET, file=ContentFile(buffer.getvalue(), name="image.png"), **RECORDED
    )
    document = CampaignDocument.objects.create(title=SECRET, file=ContentFile(b"%PDF-1.7\n", name="form.pdf"))
    master = FilmMaster.objects.create(
        title="Film", file=ContentFile(b"film", name="film.mp4"), sha256="a" * 64, **RECORDED
    )
    link = f'<p>{SECRET} <a linktype="document" id="{document.pk}">Form</a></p>'
    page = FilmPage(
        title=f"Phim {SECRET}",
        slug="phim",
        summary=SECRET,
        body=[("paragraph", {"text": link}), ("image", {"image": image, "alternative_text": "Ảnh", "caption": ""})],
        subtitles=f"WEBVTT\n\n00:01.000 --> 00:03.000\n{SECRET}\n",
        transcript=SECRET,
        locale=Locale.objects.get(language_code="vi"),
        live=False,
    )
    Page.objects.get(url_path="/vi/films/").specific.add_child(instance=page)
    page.save_revision(user=site.editor)
    LanguageVersion.objects.create(film=page, language_tag="vi", master=master)
    RightsWindow.objects.create(film=page, starts_on=date(2026, 1, 1), ends_on=date(2099, 12, 31))
    return Film(page, image, document, master)


def place_under_embargo(film: Film, site: PublicSite, until) -> None:
    film.page.embargo_until = until
    film.page.save_revision(user=site.editor)
    accept(hand_in(film.page, site.editor), site.publisher)


def list_outside_clients():
    """Yield a client for each kind of visitor and user outside the desk."""
    yield Client()
    for role in (Role.PARTNER, Role.OPERATOR):
        client = Client()
        client.force_login(make_person(role), backend="cms.users.backends.UserBackend")
        yield client


def read(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def find_leaks(film: Film) -> list[str]:
    """Return every request from outside the desk whose response shows something of the film."""
    leaks = []
    for client in list_outside_clients():
        for address in (f"/vi/films/{film.page.slug}/", *film.list_files(), *film.list_admin_addresses()):
            answers = [client.get(address), client.head(address), client.get(address, headers=RANGE)]
            leaks += [f"{address}: {answer.status_code}" for answer in answers if answer.status_code in {200, 206, 304}]
            leaks += [f"{address} mentions the film" for answer in answers if SECRET.encode() in read(answer)]
        for address in LISTS:
            leaks += [address] if mentions(client.get(address).content.decode()) else []
    return leaks


def mentions(page: str) -> bool:
    """Return true if a page mentions the film, apart from the query that the search page repeats."""
    for typed in (f"q={SECRET}", f"q%3D{SECRET}", f'value="{SECRET}"', f"“{SECRET}”"):
        page = page.replace(typed, "")
    return SECRET in page


def test_draft_and_text_in_review_do_not_leak(film, site):
    assert find_leaks(film) == []

    hand_in(film.page, site.editor)

    assert find_leaks(film) == []


def test_embargoed_film_becomes_public_only_after_its_embargo(film, site):
    now = timezone.now()
    place_under_embargo(film, site, until=now + timedelta(days=1))
    assert find_leaks(film) == []

    with time_machine.travel(now + timedelta(hours=23)):
        publish_due(at=timezone.now())
        assert find_leaks(film) == []
    with time_machine.travel(now + timedelta(hours=25)):
        publish_due(at=timezone.now())
        answers = {address: Client().get(address).status_code for address in film.list_files()}
        lists = [address for address in LISTS[:3] if SECRET not in Client().get(address).content.decode()]
        page = Client().get(f"/vi/films/{film.page.slug}/")
    assert set(answers.values()) == {200}, answers
    assert (page.status_code, lists) == (200, [])


def test_withdrawn_film_does_not_leak(film, site):
    accept(hand_in(film.page, site.editor), site.publisher)
    film.page.refresh_from_db()
    assert Client().get(f"/vi/films/{film.page.slug}/").status_code == 200

    site.withdraw(film.page)

    assert find_leaks(film) == []


def test_draft_of_a_live_page_is_not_shown_in_its_place(site):
    live = site.publish()
    draft = live.get_latest_revision_as_object()
    draft.title = SECRET
    draft.save_revision(user=site.editor)

    for client in list_outside_clients():
        assert SECRET not in client.get(live.url_path).content.decode()
