"""A recipient reads what is recalled by a name in their own language."""

from copy import deepcopy

import pytest
from django.core import mail
from django.urls import reverse

from cms.facts.models import ContactChannel
from cms.jobs.queue import run_pending_jobs
from outreach.recalls.models import Recall
from outreach.recalls.reminders import send_due_mails
from outreach.recalls.titles import get_title
from tests.availability.world import World, make_world
from tests.ledger.factories import NOW
from tests.recalls.factories import make_holder, recall
from tests.rows import made_once

pytestmark = pytest.mark.django_db


untouched = made_once(make_world)


@pytest.fixture
def world(untouched: World, db: None) -> World:
    return deepcopy(untouched)


def fetch(world: World, role: str = "text", language: str = "ko") -> None:
    file = world.edition.files.filter(role=role, language=language).first()
    list(world.partner.get(reverse("portal:file", args=[world.edition.key, file.pk])).streaming_content)


def get_recall() -> Recall:
    return Recall.objects.latest("pk")


def test_mail_and_portal_name_the_item_by_its_title_in_the_recipients_language(world: World) -> None:
    fetch(world)
    world.member.email, world.member.interface_language = "seoul@example.org", "ko"
    world.member.save()

    world.recall(title="Tấm bản đồ (한국어)", kind="film", key=world.key, language="ko")
    run_pending_jobs()

    message = mail.outbox[-1]
    assert "영화 (한국어)" in message.subject
    assert "영화 (한국어)" in str(message.body) and "Tấm bản đồ" not in str(message.body)
    for address in ("/ko/portal/", f"/ko/portal/recalls/{get_recall().recipients.get().pk}/"):
        page = world.partner.get(address).content.decode()
        assert "영화 (한국어)" in page and "Tấm bản đồ" not in page


def test_an_item_without_the_recipients_language_is_named_by_its_source(world: World) -> None:
    world.recall(title="?", kind="film", key=world.key)

    assert get_title(get_recall(), language="fr") == f"{world.film.title}\u00a0: toutes les langues"


def test_a_withdrawn_item_is_named_by_the_title_under_which_it_was_delivered(world: World) -> None:
    fetch(world)
    world.site.withdraw(world.korean)
    world.recall(title="?", kind="film", key=world.key, language="ko")

    assert get_title(get_recall(), language="ko") == "영화 (한국어)"


def test_a_poster_a_picture_and_an_edition_have_names_that_a_partner_can_read(world: World) -> None:
    world.recall(title="?", source=f"poster:{world.poster.key}")
    assert get_title(get_recall(), language="en") == "Poster “영화” (한국어): Lift"
    world.recall(title="?", source=f"master:{world.masters['ko'].pk}")
    assert get_title(get_recall(), language="en") == "Film: 영화 (한국어)"
    world.recall(title="?", edition_key=str(world.edition.key))
    assert get_title(get_recall(), language="en") == "Kit, edition 1"
    world.recall(title="Gone", source="poster:no-such-poster")
    assert get_title(get_recall(), language="en") == "Gone"


def test_a_fact_is_named_by_its_contact_in_the_recipients_language(world: World) -> None:
    ContactChannel.objects.update(name_ko="직통 전화")

    world.recall(title="?", fact_key="hotline", fact_version=10**6)

    assert "직통 전화" in get_title(get_recall(), language="ko")


def test_a_deadline_in_a_mail_is_that_of_the_recipient_beside_hanois() -> None:
    make_holder(country="AU", time_zone="Australia/Sydney")
    recall()

    send_due_mails(at=NOW)
    body = str(mail.outbox[-1].body)
    assert "14:00 (Australia (Sydney), UTC+11) · Tuesday, 1 December 2026, 10:00 (Vietnam, UTC+7)" in body
