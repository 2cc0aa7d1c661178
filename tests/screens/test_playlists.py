"""Playlists by rule, and groups of screens."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cms.users.roles import Role
from outreach.posters.models import PosterState
from outreach.posters.validity import posters_valid
from outreach.screens.models import Playlist, ScreenAssignment, ScreenGroup
from outreach.screens.playlists import PlaylistItem, apply_all, end_playlist, get_coverage, make_playlist
from outreach.screens.schedule import SchedulingRefused, Showing, get_schedule
from tests.approvals.factories import make_person
from tests.screens.factories import NOW, make_file, make_live_call, make_operator, make_screen


@pytest.fixture
def call(db):
    return make_live_call()


@pytest.fixture
def group(db):
    operator = make_operator()
    group = ScreenGroup.objects.create(organisation_key=operator.key, name="Lifts of the north")
    group.screens.set([make_screen(operator, name="Lift 1"), make_screen(operator, name="Lift 2")])
    return group


def make(group, call, *, languages=("vi",), **fields):
    item = PlaylistItem("call", str(call.translation_key), "Lời kêu gọi", languages)
    showing = Showing(**{"starts_at": NOW, "ends_at": NOW + timedelta(days=30), **fields})
    return make_playlist(group=group, item=item, showing=showing, by_key="user:1", at=NOW)


def list_scheduled(playlist):
    rows = playlist.assignments.filter(removed_at__isnull=True).order_by("screen__name")
    return [(row.screen.name, row.poster_file) for row in rows]


def test_a_playlist_schedules_on_each_screen_the_file_made_for_it(group, call):
    first, second = group.screens.order_by("name")
    files = [make_file(first, call=call), make_file(second, call=call)]
    make_file(first)  # of another call

    playlist = make(group, call, hours=((360, 540),), share=3, priority=2)

    assert list_scheduled(playlist) == [("Lift 1", files[0]), ("Lift 2", files[1])]
    schedule = get_schedule(key=first.key, organisation_key=first.organisation_key, at=NOW)
    (item,) = schedule.get_manifest(base_url="/").document["items"]
    assert (item["hours"], item["share"], item["priority"]) == ([[360, 540]], 3, 2)


def test_applying_a_playlist_again_changes_nothing(group, call):
    make_file(group.screens.first(), call=call)
    playlist = make(group, call)

    apply_all(at=NOW)

    assert playlist.assignments.count() == 1


def test_a_poster_that_is_released_later_enters_the_playlist(group, call):
    playlist = make(group, call)
    screen = group.screens.order_by("name").first()
    assert [row.missing for row in get_coverage(playlist)] == [("vi",), ("vi",)]

    file = make_file(screen, call=call)
    posters_valid.send(sender=type(file.poster), posters=[file.poster])

    assert list_scheduled(playlist) == [("Lift 1", file)]
    assert [(row.screen.name, row.missing_names) for row in get_coverage(playlist)] == [
        ("Lift 1", []),
        ("Lift 2", ["Tiếng Việt"]),
    ]


def test_a_new_poster_takes_the_place_of_the_one_before_it_and_stays_in_the_playlist(group, call):
    screen = group.screens.order_by("name").first()
    before = make_file(screen, call=call)
    playlist = make(group, call, share=4)
    before.poster.state = PosterState.OUTDATED
    before.poster.save()

    after = make_file(screen, call=call)
    posters_valid.send(sender=type(after.poster), posters=[after.poster])

    assert list_scheduled(playlist) == [("Lift 1", after)]
    assert playlist.assignments.get(poster_file=after).share == 4


def test_a_screen_that_leaves_the_group_loses_the_files_and_one_that_enters_gets_them(client, group, call):
    first = group.screens.order_by("name").first()
    entering = make_screen(make_operator(), name="Lift 3", organisation_key=group.organisation_key)
    files = [make_file(screen, call=call) for screen in (first, entering)]
    playlist = make(group, call)
    client.force_login(make_person(Role.OUTREACH_OFFICER))

    response = client.post(
        reverse("outreach_screen_groups:edit", args=[group.pk]),
        {"name": group.name, "organisation_key": group.organisation_key, "screens": [entering.pk]},
    )

    assert response.status_code == 302
    assert list_scheduled(playlist) == [("Lift 3", files[1])]


def test_a_group_has_screens_of_one_operator(client, group):
    foreign = make_screen(make_operator("Other"), name="Foreign lift")
    client.force_login(make_person(Role.OUTREACH_OFFICER, interface_language="en"))

    response = client.post(
        reverse("outreach_screen_groups:edit", args=[group.pk]),
        {"name": group.name, "organisation_key": group.organisation_key, "screens": [foreign.pk]},
    )

    assert "These screens belong to another operator: Foreign lift." in response.content.decode()


def test_an_ended_playlist_takes_its_files_down_and_never_comes_back(group, call):
    make_file(group.screens.first(), call=call)
    playlist = make(group, call)

    end_playlist(playlist, at=NOW)
    apply_all(at=NOW)

    assert list_scheduled(playlist) == []


def test_a_playlist_of_the_past_is_refused(group, call):
    with pytest.raises(SchedulingRefused, match="The end must be in the future"):
        make(group, call, ends_at=NOW - timedelta(days=1))
    assert not Playlist.objects.exists()


def test_an_officer_makes_and_ends_a_playlist(client, group, call):
    make_file(group.screens.order_by("name").first(), call=call)
    client.force_login(make_person(Role.OUTREACH_OFFICER, interface_language="en"))
    form = {
        "group": group.pk,
        "item": f"call:{call.translation_key}",
        "languages": ["vi", "ko"],
        "starts_at": "2026-12-01 09:00",
        "ends_at": "2036-12-01 09:00",
        "hours": "06:00–09:00",
        "seconds": 15,
        "share": 2,
        "priority": 0,
        "position": 1,
    }

    refused = client.post(reverse("outreach_playlists"), {**form, "hours": "six to nine"})
    page = client.post(reverse("outreach_playlists"), form, follow=True).content.decode()

    assert "“six to nine” isn&#x27;t a time span. Write it as in 06:00–09:00." in refused.content.decode()
    assert "06:00–09:00" in page
    assert "한국어" in page
    playlist = Playlist.objects.get()
    assert [row.hours for row in playlist.assignments.all()] == [[[360, 540]]]
    client.post(reverse("outreach_playlist_end", args=[playlist.pk]))
    assert not ScreenAssignment.objects.active().exists()
