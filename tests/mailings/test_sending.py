"""Members are told once what is new, in their language, at once or in the morning; nobody is told what isn't so."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from cms.published import ItemRef
from cms.users.models import User
from outreach.kits.models import EditionState, FileRole, Kit, KitEdition, KitFile
from outreach.ledger.actions import Action
from outreach.ledger.ledger import SYSTEM, record
from outreach.mailings.sending import send_due_mails
from outreach.organisations.mail_settings import choose_pace
from outreach.organisations.models import MailPace, MailSettings, Organisation
from tests.organisations.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)
"""14:00 in Seoul, where the digest of the day was due at 7:00."""
ITEM = ItemRef(kind="story", key="a", language="ko", revision="1", sha256="b" * 64)


@pytest.fixture
def seoul(db: None) -> Organisation:
    made: Organisation = OrganisationFactory(name_en="Sample", name_ko="견본 기관", country="KR")
    return made


def join(seoul: Organisation, name: str, language: str, pace: MailPace = MailPace.AT_ONCE) -> User:
    user: User = MembershipFactory(
        organisation=seoul, user__email=f"{name}@example.org", user__interface_language=language
    ).user
    choose_pace(user=user, pace=pace)
    return user


def happen(seoul: Organisation, action: Action, *, edition: str = "", item: ItemRef | None = None, **data: Any) -> None:
    record(action=action, at=NOON, by_key=SYSTEM, organisation_key=seoul.key, edition=edition, item=item, data=data)


def offer(seoul: Organisation, title: str, *, edition: str) -> None:
    named = {"kind": ITEM.kind, "key": ITEM.key, "language": ITEM.language, "sha256": ITEM.sha256, "title": "Bài"}
    happen(seoul, Action.OFFERED, edition=edition, title=title, number=2, items=[{**named, "revision": "1"}])


def send(at: datetime = NOON) -> dict[str, str]:
    """Run the task; return the bodies of the mails by the first part of the address."""
    mail.outbox.clear()
    send_due_mails(at=at)
    return {letter.to[0].split("@")[0]: str(letter.body) for letter in mail.outbox}


def test_each_is_told_once_at_once_or_in_the_morning_or_not_in_their_own_language(seoul: Organisation) -> None:
    offer(seoul, "Before anyone came", edition="old")
    join(seoul, "now", "ko")
    join(seoul, "digest", "en", MailPace.DAILY)
    join(seoul, "none", "en", MailPace.NEVER)
    assert send() == {}

    offer(seoul, "Kit A", edition="a")
    first = send()
    assert set(first) == {"now"} and "견본 기관" in first["now"] and "Kit A" in first["now"]
    assert "Before anyone came" not in first["now"]
    headers = mail.outbox[0].extra_headers
    link = re.search(r"<https?://[^/]+(/ko/portal/unsubscribe/\S+)>", headers["List-Unsubscribe"])
    assert link and headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    assert send(NOON + timedelta(minutes=5)) == {}
    offer(seoul, "Kit B", edition="b")
    assert set(send(NOON + timedelta(minutes=10))) == {"now"}
    morning = datetime(2026, 12, 1, 22, 1, tzinfo=UTC)
    digest = send(morning)
    assert set(digest) == {"digest"} and "Kit A" in digest["digest"] and "Kit B" in digest["digest"]
    assert "Sample" in digest["digest"]

    Client().post(link[1])
    offer(seoul, "Kit C", edition="c")
    assert send(morning + timedelta(minutes=5)) == {}
    choose_pace(user=User.objects.get(email="now@example.org"), pace=MailPace.AT_ONCE)
    assert send(morning + timedelta(minutes=10)) == {}


def test_what_is_not_so_any_more_is_not_told_and_a_mail_that_failed_or_came_back_is_kept(
    seoul: Organisation, settings: Any
) -> None:
    user = join(seoul, "now", "en")
    send()
    offer(seoul, "Kit A", edition="a")
    happen(seoul, Action.DOWNLOADED, edition="a")
    offer(seoul, "Recalled", edition="r")
    happen(seoul, Action.RECALLED, edition="r")
    happen(seoul, Action.SUPERSEDED, edition="a", item=ITEM, title="Bài", why="changed")
    happen(seoul, Action.EXPIRED, edition="a", item=ITEM, title="Bài", path="x", rights=True)
    MailSettings.objects.filter(user=user).update(bounced_at=NOON, bounced_address=user.email)
    assert send() == {}

    User.objects.filter(pk=user.pk).update(email="new@example.org")
    settings.EMAIL_BACKEND = "tests.mailings.refusing.RefusingBackend"
    assert send() == {}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    body = send()["new"]
    assert "Recalled" not in body
    assert "changed since you fetched them" in body and "has ended" in body and body.count("- Bài") == 2

    happen(seoul, Action.SUPERSEDED, edition="a", item=ITEM, title="Bài", why="changed")
    happen(seoul, Action.RESTORED, edition="a", item=ITEM, title="Bài")
    assert send() == {}


def test_rights_that_end_are_told_two_weeks_before_once(seoul: Organisation) -> None:
    join(seoul, "now", "en")
    edition = KitEdition.objects.create(
        kit=Kit.objects.create(title="Kit A", created_at=NOON),
        organisation=seoul,
        number=1,
        state=EditionState.FINISHED,
        sha256="a" * 64,
        storage_name="x",
        requested_at=NOON,
        finished_at=NOON,
    )
    values = {"kind": "film", "key": "f", "language": "vi", "item_sha256": "c" * 64, "media_type": "video/mp4"}
    places = {"role": FileRole.MASTER, "as_of": NOON, "sha256": "c" * 64, "size": 1, "offset": 0}
    last_day = date(2026, 12, 20)
    KitFile.objects.create(edition=edition, path="f.mp4", title="Phim", valid_until=last_day, **values, **places)
    offer(seoul, "Kit A", edition=str(edition.key))
    happen(seoul, Action.DOWNLOADED, edition=str(edition.key))

    assert send() == {}
    assert send(NOON + timedelta(days=3)) == {}
    assert "Phim: 20 December 2026" in send(NOON + timedelta(days=6))["now"]
    assert send(NOON + timedelta(days=7)) == {}
