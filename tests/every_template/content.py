"""Content that fills every template of the public site and the portal, in the source language and one other.

The call, the story and the film have the demonstration's words, so that pages are as long as a campaign's are.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.utils import timezone

from cms.calls.models import CallPage
from cms.campaign.indicator_values import confirm, enter
from cms.campaign.loading import load_campaign
from cms.campaign.models import EvidenceKind, Indicator, Place, Subject, SubjectKind
from cms.core.models import BasePage
from cms.events.models import EventPage
from cms.films.models import FilmPage
from cms.media.models import CampaignDocument, CampaignImage, PageReading, Recording
from cms.pages.models import StandardPage
from cms.participation.models import ContestPage, GuidePage
from cms.press.models import PressMaterialPage, ReleasePage
from cms.rebuttals.models import RebuttalPage
from cms.stories.models import StoryPage
from tests.films.test_film_page import CHAPTERS, add_broadcast, add_version, allow_everywhere
from tests.media.recorded import RECORDED
from tests.media.test_pictures import make_image
from tests.pages.test_blocks_of_a_story import make_gallery
from tests.pages.test_ways_to_answer import make_channels
from tests.press.test_press_room import make_press_contact, make_still
from translations.languages import SOURCE

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

CONTENT = Path(__file__).resolve().parents[2] / "demo" / "content"
CALL_FIELDS = ("title", "summary", "audience", "assurance", "privacy_note", "support_note")
FIELDS = ("title", "summary")


@dataclass(frozen=True)
class Written:
    """A page to publish, and the item of the demonstration whose words it has."""

    page_class: type[BasePage]
    slug: str
    words: str
    names: tuple[str, ...] = FIELDS


def read_words(item: str, language: str, names: tuple[str, ...] = FIELDS) -> dict[str, Any]:
    texts = tomllib.loads((CONTENT / item / f"{language}.toml").read_text(encoding="utf-8"))
    return {name: texts[name] for name in names}


def publish_all(site: PublicSite, language: str) -> None:
    """Publish a page of every kind and state, with its translation."""
    load_campaign(is_demonstration=True)
    channels = make_channels()
    make_press_contact()
    place = Place.objects.get(name_vi="Huế")
    place.wartime_names = [{"name": "Camp Eagle", "source": "Bản đồ 1:50.000"}]
    place.save()
    battle = Subject.objects.create(
        slug="x", kind=SubjectKind.BATTLE, name_vi="Trận Thử", source="Sách", first_year=1970
    )
    about: dict[str, Any] = {"places": [place], "subjects": [battle]}
    image = make_image(credit_vi="Ảnh: Bảo tàng", rights_until=date(2099, 1, 1))
    film = _publish_film(site, language, image, about)
    call = Written(CallPage, "ban-do", "call-witnesses", CALL_FIELDS)
    evidence = list(EvidenceKind.objects.all())
    published = _publish(site, language, call, contacts=channels, evidence_sought=evidence, body=[], **about)
    _read_aloud(published, language)
    closed = Written(CallPage, "dong", "call-mementos")
    _publish(site, language, closed, contacts=channels, closed_on=date(2026, 1, 1))
    _publish_stories(site, language, film, image, about)
    _publish(site, language, Written(RebuttalPage, "ban-do", "about"))
    _publish_events(site, language, channels[0])
    _publish_press(site, language, image)
    _publish(site, language, Written(GuidePage, "ban-do", "how-to-give"))
    contest = Written(ContestPage, "thi", "how-to-give")
    _publish(site, language, contest, opens_on=date(2026, 1, 1), closes_on=date(2099, 1, 1))
    _publish(site, language, Written(StandardPage, "chung-toi", "about"))
    for code, value in (("reports-received", "12345"), ("share-verified", "61.5")):
        _publish_figure(site, Indicator.objects.get(code=code), value)


def _publish(site: PublicSite, language: str, written: Written, **fields: Any) -> Any:
    texts = read_words(written.words, SOURCE, written.names)
    source = site.publish(written.page_class, slug=written.slug, **(texts | fields))
    if language == SOURCE:
        return source
    return site.translate(source, language, **read_words(written.words, language, written.names))


def _publish_film(site: PublicSite, language: str, image: CampaignImage, about: dict[str, Any]) -> FilmPage:
    fields = {"picture": image, "picture_text": "Một cảnh", "credits": "Đạo diễn: Nhóm phim"}
    stills = [("still", {"image": image, "alternative_text": "Suối", "caption": "Một con suối."})]
    written = Written(FilmPage, "ban-do", "film-while-memory-speaks")
    _publish(site, language, written, chapters=CHAPTERS, stills=stills, **fields, **about)
    film: FilmPage = FilmPage.objects.get(slug="ban-do", locale__language_code=SOURCE)
    add_version(film, SOURCE)
    allow_everywhere(film)
    for year in (2020, 2099):
        starts_at = datetime(year, 7, 27, 13, 10, tzinfo=UTC)
        add_broadcast(film, starts_at=starts_at)
    return film


def _read_aloud(page: BasePage, language: str) -> None:
    sound = ContentFile(b"sound", name="doc.m4a")
    recording = Recording.objects.create(
        title="Đọc", file=sound, sha256="b" * 64, duration=timedelta(minutes=3), **RECORDED
    )
    PageReading.objects.create(page=page, language=language, recording=recording)


def _publish_stories(
    site: PublicSite, language: str, film: FilmPage, image: CampaignImage, about: dict[str, Any]
) -> None:
    written = Written(StoryPage, "ban-do", "story-map-from-memory")
    other = _publish(site, SOURCE, Written(StoryPage, "so-tay", "story-notebook"))
    if language != SOURCE:
        site.translate(other, language, **read_words("story-notebook", language))
    document = CampaignDocument.objects.create(title="Mẫu", file=ContentFile(b"%PDF-1.7\n", name="mau.pdf"))
    picture = {"image": image, "alternative_text": "Suối", "caption": "Con suối."}
    entries = [{"day": date(1968, 4, 30), "when": "", "text": "Hành quân."}, {"when": "Mùa xuân", "text": "Lá thư."}]
    drawn = {"image": image, "alternative_text": "Bản đồ", "description": "Con suối.", "legend": ["Chấm: cây"]}
    body = [
        ("paragraph", {"text": "<p>Một bản đồ <b>vẽ tay</b>.</p><ul><li>Con suối</li></ul>"}),
        ("heading", {"text": "Điều gì giúp ích"}),
        ("quote", {"text": "Con suối ở đó.", "source": "Một người mẹ"}),
        ("steps", {"items": ["Hỏi người già.", "Ghi lại."]}),
        ("note", {"text": "Không ai phải nêu tên."}),
        ("image", picture),
        ("file", {"document": document, "label": "Mẫu để in"}),
        make_gallery(image, image),
        ("timeline", {"entries": entries}),
        ("table", {"caption": "Giấy tờ", "has_row_names": True, "rows": [["", "Có"], ["Bản đồ", "1"], ["Thư", ""]]}),
        ("map", drawn),
        ("film", {"film": film}),
        ("related", {"items": [other]}),
    ]
    pictured = {"picture": image, "picture_text": "Cánh đồng"}
    corrections = [("correction", "Địa danh được sửa.")]
    _publish(site, language, written, body=body, corrections=corrections, **pictured, **about)


def _publish_events(site: PublicSite, language: str, contact: Any) -> None:
    coming = Written(EventPage, "ban-do", "about")
    past = {"starts_at": datetime(2020, 7, 27, 1, tzinfo=UTC), "ends_at": datetime(2020, 7, 27, 4, tzinfo=UTC)}
    fields = {"address": "Số 0, phố Thử", "contacts": [contact]}
    _publish(site, language, coming, **fields)
    _publish(site, language, Written(EventPage, "da-qua", "about"), **fields, **past)


def _publish_press(site: PublicSite, language: str, image: CampaignImage) -> None:
    still = make_still(image)
    _publish(site, language, Written(PressMaterialPage, "tu-lieu", "about"), stills=[still])
    document = CampaignDocument.objects.create(title="Phụ lục", file=ContentFile(b"%PDF-1.7\n", name="phu-luc.pdf"))
    attachments = [("file", {"document": document, "label": "Phụ lục một"})]
    _publish(site, language, Written(ReleasePage, "ban-do", "about"), attachments=attachments)


def _publish_figure(site: PublicSite, indicator: Indicator, value: str) -> None:
    source = {"vi": "Báo cáo tuần của Tổ Truyền thông", "en": "The desk’s weekly report"}
    now = timezone.now()
    entered = enter(
        indicator=indicator, value=Decimal(value), as_of=date(2026, 10, 1), source=source, by=site.editor, at=now
    )
    confirm(value=entered, by=site.publisher, at=now)
