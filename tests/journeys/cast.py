"""The users who walk the chain, with no permissions beyond their roles', and the objects that they create."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from wagtail.models import Page

from cms.films.models import FilmPage
from cms.jobs.models import Job, JobState
from cms.jobs.queue import run_pending_jobs
from cms.users.models import User
from cms.users.roles import Role
from tests.approvals.factories import make_person
from tests.journeys.person import Person
from tests.journeys.words import Words
from tests.pages.factories import make_public_site


@dataclass
class Cast:
    """The people of the walk. All but the reader and the player sign in on the sign-in page."""

    editor: Person
    publisher: Person
    lead: Person
    translator: Person
    reviewer: Person
    officer: Person
    seoul: Person
    canberra: Person
    reader: Person
    player: Person


@dataclass
class World:
    """State shared between the steps: addresses and keys as pages showed them, never read from the database."""

    words: Words
    cast: Cast
    film: str = ""
    key: UUID | None = None
    page_id: int = 0
    channel_id: int = 0
    fact_id: int = 0
    path: str = ""
    korean_path: str = ""
    organisations: dict[str, int] = field(default_factory=dict)
    posters: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    code: str = ""
    kit: str = ""
    editions: dict[str, str] = field(default_factory=dict)
    portal_editions: dict[str, str] = field(default_factory=dict)
    recall: str = ""
    notice: str = ""
    token: str = ""
    manifest: str = ""
    sha256: str = ""
    screen_code: str = ""
    began: datetime = field(default_factory=timezone.now)

    @property
    def item(self) -> str:
        return f"call:{self.key}"

    @property
    def address(self) -> str:
        return f"/vi/calls/loi-keu-goi-{self.words.mark}/"


Introduce = Callable[[User | None], Person]


def gather(introduce: Introduce = Person) -> World:
    """Create the users and a film; everything else is created by the walk."""

    def employ_here(role: Role, name: str, language: str | None = None, **fields: Any) -> Person:
        return introduce(employ(role, name, language, **fields).user)

    site = make_public_site()
    words = Words()
    people = Cast(
        editor=employ_here(Role.EDITOR, "bien-tap"),
        publisher=employ_here(Role.PUBLISHER, "duyet-dang"),
        lead=employ_here(Role.DESK_LEAD, "truong-ban"),
        translator=employ_here(Role.TRANSLATOR, "dich-ko", "ko"),
        reviewer=employ_here(Role.REVIEWER, "hieu-dinh-ko", "ko"),
        officer=employ_here(Role.OUTREACH_OFFICER, "doi-ngoai"),
        seoul=employ_here(Role.PARTNER, "seoul", interface_language="ko"),
        canberra=employ_here(Role.PARTNER, "canberra", interface_language="en"),
        reader=introduce(None),
        player=introduce(None),
    )
    return World(words=words, cast=people, film=_make_film(site, words))


def employ(role: Role, name: str, language: str | None = None, **fields: Any) -> Person:
    user: User = make_person(role, language, username=name, **fields)
    assert not user.is_superuser
    return Person(user)


def _make_film(site: Any, words: Words) -> str:
    """Publish a film with approved subtitles in Vietnamese and Korean, by the desk's own rules."""
    cue = "WEBVTT\n\n00:01.000 --> 00:04.000\n{}\n"
    film: FilmPage = site.publish(
        FilmPage, slug=f"phim-{words.mark}", title=f"Phim {words.mark}", subtitles=cue.format(f"Lời kể {words.mark}.")
    )
    site.translate(film, "ko", title=f"영화 {words.mark}", subtitles=cue.format(f"증언 {words.mark}."))
    return f"film:{film.translation_key}"


def get_calls_index() -> int:
    return int(Page.objects.get(url_path="/vi/calls/").pk)


def work() -> list[Job]:
    """Run the pending jobs; raise an error if there is none or one fails."""
    done = run_pending_jobs()
    assert done, "no job was pending"
    assert [job.state for job in done] == [JobState.DONE] * len(done), [job.error for job in done]
    return done
