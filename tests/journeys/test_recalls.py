"""Recalls from the button to the empty board: one language of a film, a poster, and a fact.

One partner answers in the portal, one has no mail address and is called, one never answers.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from cms.users.models import User
from cms.users.roles import Role
from outreach.kits.editions import create_kit, request_edition
from outreach.kits.models import KitEdition
from outreach.kits.plan import ItemKey
from outreach.organisations.models import Organisation
from outreach.recalls.escalation import tell_desk
from outreach.recalls.reminders import send_due_mails
from outreach.screens.models import Screen, ScreenAssignment
from tests.availability.world import FORMAT, World, make_world
from tests.factories import ContactChannelFactory, FactFactory
from tests.journeys.cast import employ, work
from tests.journeys.person import Person, Sheet, say
from tests.organisations.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
OFFICER_MAIL, SEOUL_MAIL, CANBERRA_MAIL = "officer@example.org", "seoul@example.org", "canberra@example.org"


class Partners:
    """Three organisations that fetched the film's kit, and the officer who recalls something of it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.officer = self._sign_in(Role.OUTREACH_OFFICER, "officer", email=OFFICER_MAIL)
        fact = FactFactory(key="rome", value="+84965001333")
        reception = ContactChannelFactory(verified=True, facts=[fact], name="Reception", languages=["vi"])
        User.objects.filter(pk=world.member.pk).update(is_active=False)
        self.seoul = self._join(world.organisation, "seoul", email=SEOUL_MAIL, interface_language="ko")
        self.rome = self._join(
            self._found("Rome", country="IT", contact_keys=[reception.pk]), "rome", interface_language="vi"
        )
        self.canberra = self._join(
            self._found("Canberra", country="AU", time_zone="Australia/Sydney", territories=["AU"]),
            "canberra",
            email=CANBERRA_MAIL,
            interface_language="en",
        )
        self.editions = self._deliver()

    def _sign_in(self, role: Role, name: str, **fields: str) -> Person:
        person = employ(role, name, **fields)
        person.sign_in()
        return person

    def _found(self, name: str, **values: object) -> Organisation:
        made: Organisation = OrganisationFactory(name_vi=name, languages=["vi", "ko"], **values)
        return made

    def _join(self, organisation: Organisation, name: str, **fields: str) -> Person:
        person = self._sign_in(Role.PARTNER, name, **fields)
        MembershipFactory(user=person.user, organisation=organisation)
        return person

    def _deliver(self) -> dict[str, KitEdition]:
        """Have a kit built for each of the three, and let each fetch it."""
        organisations = {
            person.user.username: Organisation.objects.get(memberships__user=person.user)
            for person in (self.seoul, self.rome, self.canberra)
            if person.user
        }
        item = ItemKey("film", self.world.key)
        kit = create_kit(
            title="Bộ tài liệu", organisations=list(organisations.values()), items=[item], by=None, at=timezone.now()
        )
        made = {
            name: request_edition(kit=kit, organisation=organisation, by=None, at=timezone.now())
            for name, organisation in organisations.items()
        }
        work()
        for name, edition in made.items():
            getattr(self, name).open(self.get_download(edition))
        return made

    def show_poster(self) -> None:
        """Let each fetch the poster in the portal for a screen of its own, where it was scheduled before."""
        poster, now = self.world.poster, timezone.now()
        showing = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(days=90)}
        for person in (self.seoul, self.rome, self.canberra):
            organisation = Organisation.objects.get(memberships__user=person.user)
            screen = Screen.objects.create(organisation_key=organisation.key, name="Lobby", format=FORMAT)
            ScreenAssignment.objects.create(
                screen=screen, poster_file=poster.file, assigned_at=now, assigned_by_key="user:1", **showing
            )
            person.open(f"/vi/portal/screens/{screen.key}/files/{poster.file.sha256}/")

    def get_download(self, edition: KitEdition, *, language: str = "vi") -> str:
        return f"/{language}/portal/editions/{edition.key}/download/"

    def recall(self, item: str, *, days: int = 3) -> Sheet:
        """Choose the item, read what the recall reaches, and send it."""
        form = self.officer.open("/admin/outreach/recalls/new/")
        preview = self.officer.press(form, "[name=item]", item=item)
        for name in ("Rome", "Canberra"):
            assert name in preview.read("[data-holders]")
        deadline = (timezone.localtime() + timedelta(days=days)).strftime("%Y-%m-%d %H:%M")
        sent = self.officer.press(preview, "[name=reason]", reason="Sai địa danh", deadline=deadline)
        assert sent.find("[data-job]")["data-state"] == "queued"
        return sent

    def confirm(self, person: Person, language: str) -> Sheet:
        """Find the recall on the portal's first page, open it and confirm."""
        notice = person.open(person.open(f"/{language}/portal/").get_link(to="/portal/recalls/"))
        return person.press(notice, "[name=evidence]", evidence="Đã gỡ")

    def call_rome(self, board: Sheet) -> None:
        """Call the organisation whose only member has no mail address, at the number of the register."""
        calls = self.officer.open(board.get_link(to="/calls/"))
        assert "Rome" in calls.read("[data-calls]") and "965 001 333" in calls.read("[data-calls]")
        assert "Rome" in self.officer.open(calls.get_link(to="/calls.csv")).content.decode("utf-8-sig")
        row = f"form[data-call-form='{self.find_recipient(board, 'Rome')}']"
        user = self.rome.user
        assert isinstance(user, User)
        self.officer.press(calls, row, person=str(user.pk), outcome="reached")

    def find_recipient(self, board: Sheet, name: str) -> str:
        rows = board.tree.select("tr[data-recipient]")
        return str(next(row["data-recipient"] for row in rows if name in row.get_text()))

    def count_missing(self, board: Sheet) -> int:
        return len(self.officer.open(board.path).tree.select("[data-answered=no]"))


@pytest.fixture
def partners(db: None) -> Partners:
    return Partners(make_world())


def walk(partners: Partners, item: str) -> Sheet:
    """From the button to the empty board and the closed file; return the board before anybody has answered."""
    board = partners.recall(item)
    work()
    board = first = partners.officer.open(board.path)
    assert sorted(message.to[0] for message in mail.outbox) == [CANBERRA_MAIL, SEOUL_MAIL]
    no_address = say("has no mail address")
    assert [row["data-recipient"] for row in board.tree.select("tr:has([data-no-address])")] == [
        partners.find_recipient(board, "Rome")
    ]
    assert no_address in board.text
    partners.confirm(partners.seoul, "ko")
    partners.call_rome(board)
    partners.confirm(partners.rome, "vi")
    assert partners.count_missing(board) == 1

    mail.outbox.clear()
    for days in (4, 5):  # Canberra never answers: its members are told again, then the desk
        send_due_mails(at=timezone.now() + timedelta(days=days))
        tell_desk(at=timezone.now() + timedelta(days=days))
    assert [message.to[0] for message in mail.outbox] == [CANBERRA_MAIL, OFFICER_MAIL]
    assert "- Canberra" in str(mail.outbox[1].body) and "- Rome" not in str(mail.outbox[1].body)

    recipient = partners.find_recipient(board, "Canberra")
    record = partners.officer.open(board.get_link(to=f"/removals/{recipient}/"))
    partners.officer.press(record, "[name=evidence]", evidence="Nhân viên Tổ đến tận nơi, đã gỡ")
    assert partners.count_missing(board) == 0
    closing = partners.officer.open(board.get_link(to="/close/"))
    file = partners.officer.press(closing, "form:has(button[type=submit])")
    assert file.tree.select("[data-closed-at]") and not file.tree.select("[data-unanswered]")
    assert "Nhân viên Tổ đến tận nơi" in file.text
    return first


def test_the_recall_of_one_language_of_a_film_ends_with_an_empty_board(partners: Partners) -> None:
    board = walk(partners, f"film:{partners.world.key}:ko")

    assert "UTC+11" in board.text, "Canberra's own time"
    seoul, rome = (partners.editions[name] for name in ("seoul", "rome"))
    for person, edition in ((partners.seoul, seoul), (partners.rome, rome)):
        person.open(partners.get_download(edition), status=410)
    assert partners.seoul.open("/ko/portal/").tree.select("a[href*='/recalls/']") == []


def test_the_recall_of_a_fact_ends_with_an_empty_board(partners: Partners) -> None:
    walk(partners, "fact:hotline")

    partners.canberra.open(partners.get_download(partners.editions["canberra"]), status=410)


def test_the_recall_of_a_poster_ends_with_an_empty_board(partners: Partners) -> None:
    partners.show_poster()

    walk(partners, f"source:poster:{partners.world.poster.key}")

    partners.officer.open(reverse("poster_detail", args=[partners.world.poster.key]))
    partners.world.poster.refresh_from_db()
    assert partners.world.poster.state == "withdrawn"
