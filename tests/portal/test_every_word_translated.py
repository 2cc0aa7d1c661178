"""Partners read their own language only: every message of their pages and mails is in its catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import trans_real

from cms.facts.models import Fact
from cms.facts.register import approve, propose
from cms.jobs.queue import run_pending_jobs
from outreach.holdings.models import HeldItem, UseKind
from outreach.holdings.register_notices import send_due_notices
from outreach.recalls.reminders import send_due_mails
from tests.availability.world import World, make_world, revoke_fact, withdraw_everywhere

pytestmark = pytest.mark.django_db


@contextmanager
def record_missing(found: set[str]) -> Iterator[None]:
    """Record the messages asked for that the active language has no translation of: readers get Vietnamese instead."""
    chosen = translation._trans

    def look(name: str, get_key: Any) -> Any:
        original = getattr(chosen, name)

        def get(*args: Any) -> str:
            key = get_key(args)
            if key and translation.get_language() not in {"en", None} and key not in trans_real.catalog()._catalog:
                found.add(str(key))
            return str(original(*args))

        return mock.patch.object(chosen, name, get)

    with (
        look("gettext", lambda args: str(args[0])),
        look("ngettext", lambda args: (str(args[0]), 0)),
        look("pgettext", lambda args: f"{args[0]}\x04{args[1]}"),
    ):
        yield


def visit(world: World, *, language: str) -> None:
    """Open every page that a partner can reach, with all that may be wrong with what they hold."""
    recipients = [row.pk for row in world.organisation.recalls_received.all()]
    pages = [reverse("portal:home"), reverse("portal:edition", args=[world.edition.key])]
    report = reverse("portal:report", args=[world.edition.key])
    pages += [report, *(f"{report}?kind={kind}" for kind in UseKind), f"{report}many/"]
    pages += [reverse("portal:figures"), reverse("portal:calendar")]
    pages += [reverse("portal:recall", args=[pk]) for pk in recipients]
    pages += [reverse("portal:download", args=[world.edition.key])]
    for page in pages:
        world.partner.get(page.replace("/vi/", f"/{language}/").replace("/en/", f"/{language}/"))


def mail_everything(missing: set[str]) -> None:
    with record_missing(missing):
        for days in (0, 2, 4):
            send_due_mails(at=timezone.now() + timedelta(days=days))
        send_due_notices(at=timezone.now())


def replace_fact(world: World) -> None:
    fact, now = Fact.objects.get(key="hotline"), timezone.now()
    version = propose(fact=fact, value="+84965001223", source="V.1.c", by=world.site.editor, at=now)
    approve(version=version, by=world.site.publisher, at=now)


@pytest.mark.parametrize("language", ["ko", "ar"])
def test_every_message_of_the_portal_and_of_mails_to_partners_is_translated(language: str) -> None:
    world = make_world()
    world.member.email, world.member.interface_language = "a@example.org", language
    world.member.save()
    text = world.edition.files.filter(role="text", language="ko").first()
    assert text is not None
    list(world.partner.get(reverse("portal:file", args=[world.edition.key, text.pk])).streaming_content)
    missing: set[str] = set()

    def look() -> None:
        with record_missing(missing):
            visit(world, language=language)

    look()
    for target in (
        {"kind": "film", "key": world.key, "language": "ko"},
        {"fact_key": "hotline", "fact_version": 10**6},
        {"source": f"poster:{world.poster.key}"},
    ):
        world.recall(**target)
    run_pending_jobs()
    mail_everything(missing)
    look()
    HeldItem.objects.update(recalled_at=None, poster_ended_at=timezone.now())
    look()
    revoke_fact(world)
    mail_everything(missing)
    replace_fact(world)
    mail_everything(missing)
    withdraw_everywhere(world)
    look()

    assert len({message.subject for message in mail.outbox}) == 5
    assert missing == set()
