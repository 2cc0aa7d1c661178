"""The public site as set-up makes it, and pages that went live through the desk's own rules."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from wagtail.models import Locale, Page

from cms.calls.models import CallPage
from cms.core.models import BasePage
from cms.events.models import EventPage
from cms.films.models import FilmPage
from cms.pages.models import StandardPage
from cms.participation.models import ContestPage, GuidePage
from cms.press.models import PressMaterialPage, ReleasePage
from cms.rebuttals.models import RebuttalPage
from cms.stories.models import StoryPage
from cms.users.models import User
from cms.users.roles import Role
from tests.approvals.factories import accept, hand_in, make_person

PARENTS: dict[type[BasePage], str] = {
    CallPage: "calls/",
    StoryPage: "stories/",
    FilmPage: "films/",
    RebuttalPage: "rebuttals/",
    EventPage: "events/",
    ReleasePage: "press/",
    PressMaterialPage: "press/",
    GuidePage: "take-part/",
    ContestPage: "take-part/",
    StandardPage: "",
}
BODY = [("heading", {"text": "Điều gì giúp ích"}), ("paragraph", {"text": "<p>Một bản đồ <b>vẽ tay</b>.</p>"})]
EXTRA: dict[type[BasePage], dict[str, Any]] = {
    CallPage: {"audience": "Kính gửi các cựu chiến binh.", "privacy_note": "Ông bà có thể không nêu tên."},
    FilmPage: {
        "transcript": "Có người vẫn nhớ.",
        "subtitles": "WEBVTT\n\n00:01.000 --> 00:03.000\nCó người vẫn nhớ.\n",
    },
    RebuttalPage: {"claim": "Một điều sai.", "sources": "Kế hoạch, mục IV.5"},
    EventPage: {
        "starts_at": datetime(2031, 7, 27, 1, 0, tzinfo=UTC),
        "ends_at": datetime(2031, 7, 27, 4, 30, tzinfo=UTC),
        "venue": "Nhà văn hoá",
        "to_bring": "Giấy tờ tuỳ thân\nGiấy báo tử",
    },
    ReleasePage: {"place_line": "Hà Nội"},
    PressMaterialPage: {"boilerplate": "Chiến dịch tìm kiếm."},
    GuidePage: {"steps": [("step", {"title": "Hỏi người già trong làng", "text": "Ghi lại từng lời."})]},
    ContestPage: {"who_may_enter": "Học sinh.", "how_to_enter": "Gọi cho chúng tôi."},
}

RELATIONS = ("contacts", "places", "subjects", "evidence_sought")


@dataclass
class PublicSite:
    editor: User
    publisher: User
    lead: User

    def publish(self, page_class: type[BasePage] = StoryPage, slug: str = "ban-do", **fields: Any) -> Any:
        """Write, submit and approve a Vietnamese page; return it as it is live."""
        parent = Page.objects.get(url_path=f"/vi/{PARENTS[page_class]}").specific
        texts = {"title": "Tấm bản đồ", "summary": "Một tờ giấy.", "body": BODY, **EXTRA.get(page_class, {}), **fields}
        rows = ("contacts", "places", "topics", "subjects", "evidence_sought")
        many = {name: texts.pop(name) for name in rows if name in texts}
        page = page_class(slug=slug, locale=parent.locale, live=False, **texts)
        for name, rows in many.items():
            setattr(page, name, rows)
        parent.add_child(instance=page)
        return self.approve(page, self.editor, self.publisher)

    def translate(self, source: BasePage, language: str, **texts: Any) -> Any:
        """Have a translation written, submitted and approved; return it as it is live."""
        translator = make_person(Role.TRANSLATOR, language)
        copy = source.copy_for_translation(Locale.objects.get(language_code=language))
        for name, text in texts.items():
            setattr(copy, name, text)
        return self.approve(copy, translator, make_person(Role.REVIEWER, language))

    def approve(self, page: BasePage, writer: User, approver: User) -> Any:
        page.save_revision(user=writer)
        accept(hand_in(page, writer), approver)
        return page.specific_class.objects.get(pk=page.pk)

    def correct(self, page: BasePage, **texts: Any) -> Any:
        """Change a live page's text and have the change approved."""
        draft = page.get_latest_revision_as_object()
        for name, text in texts.items():
            setattr(draft, name, text)
        return self.approve(draft, self.editor, self.publisher)

    def withdraw(self, page: BasePage) -> None:
        from cms.approvals.withdrawal import withdraw

        language = page.locale.language_code
        key = page.translation_key
        withdraw(translation_key=key, language=language, by=self.lead, reason="Sai địa danh", at=timezone.now())


def make_public_site() -> PublicSite:
    """Return the people of the public site, whose tree is in every test's database: root → home pages → index pages."""
    return PublicSite(make_person(Role.EDITOR), make_person(Role.PUBLISHER), make_person(Role.DESK_LEAD))
