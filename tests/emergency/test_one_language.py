"""All in one language is withdrawn by one person at once, and restored by two; other languages stay public."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.core.cached_pages import forget_pages
from cms.emergency import withdrawal as rules
from cms.emergency.models import EmergencyWithdrawal
from cms.emergency.notices import send_due_notices
from cms.emergency.withdrawal import EmergencyRefused
from cms.users.models import User
from cms.users.roles import Role
from outreach.ledger.emergency_replay import EmergenciesReplay
from outreach.ledger.ledger import get_head
from outreach.ledger.models import LedgerEvent
from outreach.ledger.verification import read_rows
from outreach.links.creation import create_link
from outreach.links.snapshot import get_table_path, write_snapshot
from outreach.posters.models import PosterState
from outreach.redirector.link_table import read_table
from tests.approvals.factories import make_person
from tests.availability.world import World, make_world, sign_in

pytestmark = pytest.mark.django_db
PAGE, KOREAN_PAGE = "/vi/films/phim/", "/ko/films/phim/"


@pytest.fixture(autouse=True)
def alone(settings: Any, tmp_path: Any) -> None:
    forget_pages()
    settings.SPOOL_DIR = tmp_path / "spool"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def publisher() -> User:
    return make_person(Role.PUBLISHER, interface_language="en", email="publisher@example.org")


def stop(by: User, language: str = "ko") -> EmergencyWithdrawal:
    return rules.withdraw_everything(reason="A wrong translation", by=by, at=timezone.now(), language=language)


def restore(*, proposed_by: User, approved_by: User) -> None:
    rules.propose_restoring(reason="All were checked", by=proposed_by, at=timezone.now(), language="ko")
    rules.restore(by=approved_by, at=timezone.now(), language="ko")


def test_every_page_in_the_language_shows_the_notice_and_the_others_stay_public(world: World, client: Client) -> None:
    paths = [world.korean.url_path, "/ko/", "/ko/films/", "/ko/search/?q=a", "/sitemap-ko.xml", "/ko/unknown/"]
    assert client.get(world.korean.url_path).status_code == 200
    assert client.get(world.film.url_path).status_code == 200

    stop(world.site.lead)

    answers = [client.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [410] * len(paths)
    assert {answer["Content-Language"] for answer in answers if "sitemap" not in answer.request["PATH_INFO"]} == {"ko"}
    assert world.masters["ko"].file.name not in answers[0].content.decode()
    assert 'href="/ko/"' not in answers[0].content.decode()
    assert 'href="/vi/"' in answers[0].content.decode()
    public = client.get(world.film.url_path)
    assert public.status_code == 200
    assert f'hreflang="ko" href="http://testserver{world.korean.url_path}"' not in public.content.decode()
    assert world.korean.url_path not in public.content.decode()
    assert client.get("/ko/portal/").status_code == 302


@pytest.mark.parametrize("address", ["/sitemap-vi.xml", "/sitemap-news.xml", "/sitemap-videos.xml"])
def test_no_list_for_search_engines_names_a_page_in_the_language(world: World, client: Client, address: str) -> None:
    stop(world.site.lead)

    answer = client.get(address)

    assert answer.status_code == 200
    assert "/ko/" not in answer.content.decode()


def test_files_that_only_pages_in_the_language_use_leave_no_more(world: World, client: Client) -> None:
    korean, vietnamese = (f"/media/{world.masters[tag].file.name}" for tag in ("ko", "vi"))
    assert client.get(korean).status_code == 200

    stop(world.site.lead)

    assert client.get(korean).status_code == 404
    assert client.get(vietnamese).status_code == 200
    assert sign_in(world.site.lead).get(korean).status_code == 200


def test_a_code_in_the_language_leads_to_the_notice_by_both_faces_and_others_on(
    world: World, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    anywhere = create_link(item_kind="film", item_key=world.key, language="any")
    write_snapshot()

    with django_capture_on_commit_callbacks(execute=True):
        stop(world.site.lead)

    entries = read_table(get_table_path()).entries
    assert entries[world.link.code].destination.withdrawn == {"ko"}
    assert entries[anywhere.code].destination.languages == ("vi",)
    assert client.get(f"/q/{world.link.code}").status_code == 410
    answer = client.get(f"/q/{anywhere.code}", headers={"accept-language": "ko"})
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, world.film.url_path)


def test_all_is_as_before_once_two_people_have_restored_it(
    world: World, client: Client, publisher: User, django_capture_on_commit_callbacks: Any
) -> None:
    stop(world.site.lead)
    assert world.partner.get(reverse("portal:download", args=[world.edition.key])).status_code == 410

    restore(proposed_by=world.site.lead, approved_by=publisher)

    world.poster.refresh_from_db()
    assert world.poster.state == PosterState.RELEASED
    assert client.get(world.korean.url_path).status_code == 200
    assert world.partner.get(reverse("portal:download", args=[world.edition.key])).status_code == 200


def test_each_withdrawal_is_decided_by_itself(world: World, publisher: User) -> None:
    lead, now = world.site.lead, timezone.now()
    stop(lead)
    stop(lead, language="vi")
    rules.withdraw_everything(reason="All of it", by=lead, at=now)

    with pytest.raises(EmergencyRefused, match="It is withdrawn already"):
        stop(publisher)
    with pytest.raises(EmergencyRefused, match="Choose one of the campaign's languages"):
        stop(publisher, language="xx")
    rules.confirm(by=publisher, at=now, language="ko")
    rules.propose_restoring(reason="All were checked", by=lead, at=now)
    with pytest.raises(EmergencyRefused, match="Nobody has proposed"):
        rules.restore(by=publisher, at=now, language="ko")
    rules.restore(by=publisher, at=now)

    assert rules.get_withdrawn_languages() == {"ko", "vi"}
    assert not rules.is_in_force()
    assert find_differences() == []


def find_differences() -> list[Any]:
    replay = EmergenciesReplay()
    for row in read_rows(until=get_head().seq):
        if row.content["action"] in replay.actions:
            replay.add(row.content)
    return list(replay.find_differences())


def test_the_ledger_names_the_language_and_notices_another(world: World) -> None:
    stop(world.site.lead)

    data = LedgerEvent.objects.get(action="emergency.withdrawn").data
    assert (data["language"], data["reason"]) == ("ko", "A wrong translation")
    EmergencyWithdrawal.objects.update(language="fr")
    assert len(find_differences()) == 1


def test_the_page_withdraws_and_restores_a_language(world: World, publisher: User, client: Client) -> None:
    first, second = sign_in(world.site.lead), sign_in(publisher)
    url, path = "/admin/emergency/", world.korean.url_path
    assert "data-withdraw-language" in first.get(url).content.decode()

    first.post(f"{url}withdraw/", {"reason": "Wrong", "scope": "language", "language": ""})
    assert not EmergencyWithdrawal.objects.exists()
    first.post(f"{url}withdraw/", {"reason": "Wrong", "scope": "language", "language": "ko"})
    assert client.get(path).status_code == 410
    assert 'data-current="ko"' in second.get(url).content.decode()
    assert "data-withdrawn-languages" in second.get("/admin/").content.decode()
    second.post(f"{url}confirm/", {"language": "ko"})
    first.post(f"{url}propose-restoring/", {"reason": "All were checked", "language": "ko"})
    first.post(f"{url}restore/", {"language": "ko"})
    assert client.get(path).status_code == 410
    second.post(f"{url}restore/", {"language": "ko"})

    assert client.get(path).status_code == 200
    assert "한국어" in first.get(url).content.decode()


def test_others_who_may_confirm_are_told_of_each_withdrawal(world: World, publisher: User) -> None:
    stop(world.site.lead)
    stop(world.site.lead, language="vi")

    assert send_due_notices(at=timezone.now()) == 2
    assert send_due_notices(at=timezone.now() + timedelta(days=2)) == 2

    subjects = [each.subject for each in mail.outbox if each.to == [publisher.email]]
    assert subjects[0] == "All material in 한국어 is withdrawn"
    assert "A wrong translation" in str(mail.outbox[0].body)
    assert len(subjects) == 4
