"""Loops in kits: beside the posters of their first language, and left out as soon as any of their posters ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.users.roles import Role
from outreach.holdings.models import HeldItem
from outreach.kits import reach
from outreach.kits.editions import get_exclusions
from outreach.kits.models import Kit
from outreach.kits.poster_files import mark_ended_posters
from outreach.organisations.models import Organisation
from outreach.posters.models import Poster
from outreach.posters.outgoing import get_source
from outreach.posters.validity import end_poster
from outreach.recalls.targets import RecallTarget
from tests.approvals.factories import make_person
from tests.kits.factories import fetch_edition
from tests.kits.test_editions import build
from tests.kits.test_ended_posters import hang
from tests.organisations.factories import MembershipFactory
from tests.posters.factories import record_loop

pytestmark = pytest.mark.django_db


def test_loop_is_in_the_kit_until_any_of_its_posters_ends(
    kit: Kit, call: Any, seoul: Organisation, client: Client
) -> None:
    first = hang(call, seoul, placement="Lobby", content=b"%PDF-1.7 lobby")
    second = hang(call, seoul, placement="Lift", content=b"%PDF-1.7 lift")
    ends_at = timezone.now() + timedelta(days=10)
    Poster.objects.filter(pk=second.pk).update(valid_until=ends_at)
    film = record_loop(first, second).files.get()
    edition, member = build(kit, seoul), make_person(Role.PARTNER)
    MembershipFactory(user=member, organisation=seoul)
    fetch_edition(edition=edition, by=member, at=timezone.now())
    file = edition.files.get(path__endswith=f"{first.format_code}-lobby-loop.mp4")
    assert (file.sha256, file.language, file.role) == (film.sha256, "ko", "poster")
    assert file.valid_until == timezone.localdate(ends_at - timedelta(seconds=1))
    client.force_login(member)
    address = reverse("portal:file", args=[edition.key, file.pk])
    assert client.get(address).status_code == 200
    target = RecallTarget(title="Poster", source=get_source(second))
    assert f"{first.format_code}-lobby-loop.mp4" in " ".join(r.label for r in reach.find_reach(target, timezone.now()))

    end_poster(second, reason="Wrong lift.", at=timezone.now())
    mark_ended_posters(at=timezone.now())

    assert client.get(address).status_code == 410
    lobby = edition.files.get(path__endswith="-lobby.pdf")
    assert client.get(reverse("portal:file", args=[edition.key, lobby.pk])).status_code == 200
    assert HeldItem.objects.filter(poster_ended_at__isnull=False, language="ko").exists()
    newer = build(kit, seoul)
    assert not newer.files.filter(path__endswith=".mp4").exists()
    reasons = {(part.part, part.reason) for part in get_exclusions(newer) if "Lobby" in part.title}
    assert reasons == {("poster", "withdrawn")}
