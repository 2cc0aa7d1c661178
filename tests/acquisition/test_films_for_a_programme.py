"""A broadcaster finds what it may show, asks for more, and the desk answers on the record."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from cms.core.rights import Medium
from cms.films.models import FilmPage, RightsWindow
from outreach.acquisition.models import RightsRequest, RightsRequestState
from outreach.acquisition.offers import Wish, list_offers
from outreach.acquisition.replay import RightsRequestsReplay
from outreach.ledger.actions import Action
from outreach.ledger.inspection import inspect_ledger
from outreach.ledger.models import LedgerEvent
from outreach.organisations.models import Membership, Organisation, OrganisationKind
from outreach.recalls.recall import send_recall
from outreach.recalls.targets import RecallTarget
from tests.factories import UserFactory
from tests.films.test_film_page import add_version
from tests.films.test_rights_windows import use_english
from tests.posters.factories import make_officer
from tests.translation_desk.test_views import sign_in

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2027, 7, 20), date(2027, 7, 31)
NOW = datetime(2027, 7, 1, tzinfo=UTC)


def make_broadcaster(name: str = "KBS") -> tuple[Organisation, Client]:
    broadcaster = Organisation.objects.create(
        kind=OrganisationKind.BROADCASTER, name=name, country="KR", languages=["ko", "vi"]
    )
    person = UserFactory(interface_language="en")
    person.groups.add(Group.objects.get(name="partner"))
    Membership.objects.create(user=person, organisation=broadcaster)
    return broadcaster, sign_in(person)


def wish(**fields: Any) -> Wish:
    return Wish(**{"territories": ("KR",), "starts_on": FIRST, "ends_on": LAST, "languages": ("ko", "vi"), **fields})


def test_offers_follow_territory_days_medium_and_languages_and_leave_out_what_is_recalled(site: PublicSite) -> None:
    film = site.publish(FilmPage, slug="phim")
    add_version(film, "vi")
    broadcaster, _client = make_broadcaster()
    window = RightsWindow.objects.create(
        film=film, territory="KR", medium=Medium.BROADCAST, starts_on=FIRST, ends_on=LAST
    )

    def ask(**fields: Any) -> list[bool]:
        offers = list_offers(organisation=broadcaster, wish=wish(**fields), language="ko", at=timezone.now())
        return [offer.is_allowed for offer in offers]

    assert ask() == [True]
    assert ask(languages=()) == [True] and ask(languages=("ja",)) == []
    assert ask(ends_on=LAST + timedelta(days=1)) == [False]
    assert ask(territories=("KR", "JP")) == [False] and ask(territories=()) == [False]
    RightsWindow.objects.create(film=film, is_holdback=True, territory="KR", starts_on=LAST)
    assert ask() == [False] and ask(ends_on=LAST - timedelta(days=1)) == [True]
    RightsWindow.objects.filter(pk=window.pk).update(medium=Medium.ONLINE)
    assert ask(ends_on=FIRST) == [False]
    target = RecallTarget("Phim", kind="film", key=str(film.translation_key))
    send_recall(
        target=target, reason="Sai", deadline=timezone.now() + timedelta(days=1), by=make_officer(), at=timezone.now()
    )
    assert ask() == []


def test_request_and_answer_are_on_the_record(site: PublicSite) -> None:
    film = site.publish(FilmPage, slug="phim", title="Tấm bản đồ")
    add_version(film, "vi")
    broadcaster, partner = make_broadcaster()
    stranger_organisation, stranger = make_broadcaster("NHK")
    days = {"starts_on": FIRST.isoformat(), "ends_on": LAST.isoformat(), "country": "", "language": ""}
    with translation.override("en"):
        films = reverse("acquisition:films", args=[broadcaster.key])
        ask = reverse("acquisition:ask", args=[broadcaster.key, film.translation_key])
        own = partner.get(reverse("acquisition:own_films"))

    page = partner.get(films, days).content.decode()
    for _time in range(2):
        partner.post(ask, {**days, "note": "Chiếu dịp 27/7"})
    partner.post(ask, {**days, "ends_on": "2027-07-01"})
    found = RightsRequest.objects.get()

    assert own["Location"] == films
    assert "Tấm bản đồ" in page and ask in page
    assert (found.territories, found.medium, found.ends_on) == (["KR"], "broadcast", LAST)
    assert stranger.get(films).status_code == 404 and stranger.post(ask, days).status_code == 404
    assert stranger_organisation != broadcaster

    answerer = make_officer()
    use_english(answerer)
    officer, answer = sign_in(answerer), reverse("rights_request", args=[found.pk])
    refused = officer.post(answer, {"decision": "granted", "answer": "Được"}).content.decode()
    assert "No right that is recorded allows this" in refused
    assert RightsRequest.objects.get().state == RightsRequestState.OPEN
    RightsWindow.objects.create(film=film, territory="KR", medium=Medium.BROADCAST, starts_on=FIRST, ends_on=LAST)
    assert officer.post(answer, {"decision": "granted", "answer": "Được chiếu."}).status_code == 302
    assert officer.post(answer, {"decision": "declined", "answer": "Không"}).status_code == 200
    found.refresh_from_db()
    assert (found.state, found.answer) == (RightsRequestState.GRANTED, "Được chiếu.")
    assert "Được chiếu." in partner.get(films, days).content.decode()
    assert "Tấm bản đồ" in officer.get(reverse("rights_requests")).content.decode()
    actions = (
        LedgerEvent.objects.filter(organisation_key=broadcaster.key).order_by("seq").values_list("action", flat=True)
    )
    assert list(actions) == [Action.RIGHTS_REQUESTED, Action.RIGHTS_ANSWERED]
    kinds = {finding.kind.name for finding in inspect_ledger(at=timezone.now()).findings}
    assert "RIGHTS_REQUEST_DIFFERS" not in kinds
    RightsRequest.objects.update(answer="Không được chiếu.")
    kinds = {finding.kind.name for finding in inspect_ledger(at=timezone.now()).findings}
    assert "RIGHTS_REQUEST_DIFFERS" in kinds and RightsRequestsReplay().digests == {}
