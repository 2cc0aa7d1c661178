"""Emergency replacement of everything on screens."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.users.roles import Role
from outreach.ledger.models import LedgerEvent
from outreach.posters.models import PosterState
from outreach.screens.replacement import end_replacements, find_replacements, replace_everything
from outreach.screens.schedule import SchedulingRefused, get_schedule
from tests.approvals.factories import make_person
from tests.screens.factories import make_file, make_live_call, make_screen


def get_manifest(screen, *, at):
    schedule = get_schedule(key=screen.key, organisation_key=screen.organisation_key, at=at)
    return schedule.get_manifest(base_url="/").document


def replace(screens, file, *, at, until=None):
    return replace_everything(
        screens=screens,
        item=(file.poster.item_kind, file.poster.item_key),
        language="vi",
        until=until or at + timedelta(hours=6),
        by_key="user:7",
        at=at,
    )


def test_one_person_replaces_everything_and_ends_it_again(installation):
    now = timezone.now()
    file = make_file(installation.screen)

    done = replace([installation.screen], file, at=now)

    manifest = get_manifest(installation.screen, at=now)
    assert manifest["emergency"]["sha256"] == file.sha256
    assert [item["sha256"] for item in manifest["items"]] == [installation.file.sha256]
    assert (len(done.made), done.without) == (1, ())
    assert end_replacements(replacements=find_replacements(at=now), by_key="user:8", at=now) == 1
    after = get_manifest(installation.screen, at=now)
    assert after["emergency"] is None
    assert after["withdrawn"] == [{"sha256": file.sha256, "reason": "removed"}]
    events = LedgerEvent.objects.order_by("seq").values_list("action", "by_key")
    assert list(events) == [("screen.replaced", "user:7"), ("screen.restored", "user:8")]


def test_a_replacement_ends_by_itself_at_its_time(installation):
    now = timezone.now()
    replace([installation.screen], make_file(installation.screen), at=now, until=now + timedelta(hours=1))

    assert get_manifest(installation.screen, at=now + timedelta(minutes=59))["emergency"]
    assert get_manifest(installation.screen, at=now + timedelta(minutes=60))["emergency"] is None


def test_a_screen_without_such_a_poster_keeps_its_schedule_and_is_named(installation):
    other = make_screen(installation.operator, name="Lift 8")
    now = timezone.now()

    done = replace([installation.screen, other], make_file(installation.screen), at=now)

    assert [row.screen for row in done.made] == [installation.screen]
    assert done.without == (other,)


@pytest.mark.parametrize("state", [PosterState.WITHDRAWN, PosterState.OUTDATED])
def test_what_isnt_released_replaces_nothing(installation, state):
    file = make_file(installation.screen, state=state)

    with pytest.raises(SchedulingRefused, match="None of these screens has a released poster"):
        replace([installation.screen], file, at=timezone.now())

    assert get_manifest(installation.screen, at=timezone.now())["emergency"] is None
    assert not LedgerEvent.objects.exists()


def test_a_replacement_that_is_withdrawn_gives_way_to_the_schedule(installation):
    now = timezone.now()
    file = make_file(installation.screen)
    replace([installation.screen], file, at=now)

    file.poster.state = PosterState.WITHDRAWN
    file.poster.save()

    manifest = get_manifest(installation.screen, at=now)
    assert manifest["emergency"] is None
    assert manifest["withdrawn"] == [{"sha256": file.sha256, "reason": "withdrawn"}]
    assert [item["sha256"] for item in manifest["items"]] == [installation.file.sha256]


def test_an_officer_replaces_on_all_screens_in_the_admin_and_ends_it(client, installation):
    call = make_live_call()
    file = make_file(installation.screen, call=call)
    make_screen(installation.operator, name="Lift 8")
    client.force_login(make_person(Role.OUTREACH_OFFICER, interface_language="en"))
    address = reverse("outreach_screen_replacement")
    form = {"where": "all:", "item": f"call:{call.translation_key}", "language": "vi", "until": "2036-12-01 09:00"}

    page = client.post(address, form, follow=True).content.decode()

    assert "Everything on 1 screen is replaced with its next contact." in page
    assert "show their schedule: Lift 8." in page
    assert get_manifest(installation.screen, at=timezone.now())["emergency"]["sha256"] == file.sha256
    health = client.get(reverse("outreach_screen_health")).content.decode()
    assert "On 1 screen everything is replaced." in health
    client.post(reverse("outreach_replacements_end"))
    assert get_manifest(installation.screen, at=timezone.now())["emergency"] is None
    again = client.post(reverse("outreach_replacements_end"), follow=True).content.decode()
    assert "Nothing was ended: that replacement is no longer in force." in again


def test_a_replacement_in_a_language_without_posters_says_so(client, installation):
    file = make_file(installation.screen)
    client.force_login(make_person(Role.DESK_LEAD, interface_language="en"))
    form = {"where": f"screen:{installation.screen.pk}", "item": f"call:{file.poster.item_key}", "language": "ko"}

    page = client.post(reverse("outreach_screen_replacement"), {**form, "until": "2036-12-01 09:00"})

    assert "Nothing was changed." in page.content.decode()
