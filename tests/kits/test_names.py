"""Kits before anything is offered: their names by two people, their rule, and the preview for an organisation."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from cms.users.roles import Role
from outreach.kits.contents import list_items
from outreach.kits.editions import EditionRefused, KitRule, create_kit, request_edition
from outreach.kits.models import Kit, KitEdition
from outreach.kits.names import NameRefused, approve_name, find_name, propose_name
from outreach.ledger.models import LedgerEvent
from outreach.organisations.models import Organisation
from tests.approvals.factories import make_person
from tests.kits.test_editions import build, open_zip

pytestmark = pytest.mark.django_db


def test_a_title_goes_out_once_a_second_person_approved_it_and_a_new_one_waits(
    client: Client, call: Any, seoul: Organisation
) -> None:
    now = timezone.now()
    officer, lead = (make_person(role, interface_language="en") for role in (Role.OUTREACH_OFFICER, Role.DESK_LEAD))
    kit = create_kit(
        title="Bộ",
        organisations=[seoul],
        items=[],
        by=officer,
        at=now,
        rule=KitRule(["call"], approved_until=timezone.localdate()),
    )
    with override("en"), pytest.raises(EditionRefused, match="Nobody has approved the title"):
        request_edition(kit=kit, organisation=seoul, by=officer, at=now)
    client.force_login(officer)
    approve = reverse("outreach_approve_kit_name", args=[kit.pk, kit.names.get().pk])
    refused = client.post(approve, follow=True).content.decode()
    assert "A second person has to approve it." in refused and f'action="{approve}"' not in refused
    client.force_login(lead)
    client.post(approve)
    assert find_name(kit, "ko") == find_name(kit, "vi")

    address = reverse("outreach_new_kit_name", args=[kit.pk])
    typed = client.post(address, {"language": "ko", "title": "모음", "introduction": "02 734 7948"})
    client.post(address, {"language": "ko", "title": "자료 모음", "introduction": "함께 기억합니다."})

    assert typed.status_code == 422 and "734 7948" in typed.content.decode()
    with open_zip(build(kit, seoul)) as bag:
        assert "자료 모음" not in bag.read("index.html").decode()
    approve_name(name=kit.names.get(language="ko"), by=officer, at=now)
    with pytest.raises(NameRefused):
        approve_name(name=kit.names.get(language="ko"), by=officer, at=now)
    with open_zip(build(kit, seoul)) as bag:
        page = bag.read("index.html").decode()
    assert "자료 모음" in page and "함께 기억합니다." in page
    assert propose_name(kit=kit, language="vi", title="Bộ mới", by=officer, at=now).approved_at is None
    assert Kit.objects.get().title == "Bộ"


def test_a_preview_shows_what_an_edition_would_be_and_builds_nothing(
    client: Client, desk: Any, call: Any, seoul: Organisation
) -> None:
    day = timezone.localdate()
    client.force_login(make_person(Role.OUTREACH_OFFICER, interface_language="en"))
    form = {"title": "Bộ", "organisations": [seoul.pk]}
    assert client.post(reverse("outreach_new_kit"), form).status_code == 422
    later = {"kinds": ["call", "story"], "approved_from": day + timedelta(days=1)}
    client.post(reverse("outreach_new_kit"), {**form, **later})
    assert list_items(Kit.objects.get()) == []
    Kit.objects.update(approved_from=day)

    kit = Kit.objects.get()
    page = client.get(reverse("outreach_preview_edition", args=[kit.pk, seoul.pk])).content.decode()

    assert [item.kind for item in list_items(kit)] == ["call"]
    assert "누가 알고 있습니까?" in page
    assert page.count(".pdf</code>") == 1
    assert "approved in this language." in page
    assert "3 documents and cards" in page
    assert not KitEdition.objects.exists() and not LedgerEvent.objects.exists()
