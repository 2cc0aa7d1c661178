"""Alterations of an edition and its files in the database, found by the inspection."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from outreach.kits.models import KitEdition, KitFile
from outreach.ledger.findings import FindingKind
from outreach.ledger.inspection import inspect_ledger
from tests.availability.world import World, make_world
from tests.factories import UserFactory
from tests.kits.factories import fetch_edition
from tests.organisations.factories import OrganisationFactory
from tests.rows import made_once

pytestmark = pytest.mark.django_db

untouched = made_once(make_world)


@pytest.fixture
def world(untouched: World, db: None) -> World:
    found = deepcopy(untouched)
    fetch_edition(edition=found.edition, by=found.member, at=timezone.now())
    return found


def test_a_fetched_edition_is_as_its_events_say(world: World) -> None:
    assert inspect_ledger(at=timezone.now()).findings == ()


def empty_the_manifest() -> None:
    KitEdition.objects.update(manifest={**KitEdition.objects.get().manifest, "items": []})


def invent_an_edition() -> None:
    edition = KitEdition.objects.get()
    edition.pk, edition.key, edition.number = None, uuid4(), 2
    edition.save()


ALTERATIONS: dict[str, Callable[[], object]] = {
    "the time": lambda: KitEdition.objects.update(finished_at=timezone.now() + timedelta(days=1)),
    "the number": lambda: KitEdition.objects.update(number=7),
    "the organisation": lambda: KitEdition.objects.update(organisation=OrganisationFactory()),
    "the digest of the archive": lambda: KitEdition.objects.update(sha256="b" * 64),
    "who asked for it": lambda: KitEdition.objects.update(requested_by=UserFactory()),
    "the items": empty_the_manifest,
    "an edition invented": invent_an_edition,
}


@pytest.mark.parametrize("what", ALTERATIONS)
def test_an_alteration_of_an_edition_is_found(world: World, what: str) -> None:
    ALTERATIONS[what]()

    assert FindingKind.EDITION_DIFFERS in [finding.kind for finding in inspect_ledger(at=timezone.now()).findings]


def test_an_exchanged_file_that_was_downloaded_alone_is_found(world: World) -> None:
    file = world.edition.files.order_by("pk").first()
    answer = world.partner.get(reverse("portal:file", args=[world.edition.key, file.pk]))
    assert len(b"".join(answer.streaming_content)) == file.size
    assert inspect_ledger(at=timezone.now()).findings == ()

    KitFile.objects.filter(pk=file.pk).update(sha256="b" * 64)

    findings = inspect_ledger(at=timezone.now()).findings
    assert [(finding.kind, finding.detail) for finding in findings] == [
        (FindingKind.EDITION_DIFFERS, {"name": str(world.edition.key)})
    ]
