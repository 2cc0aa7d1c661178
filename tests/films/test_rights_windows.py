"""Rights of a film as agreements grant them: territory, medium, language, holdbacks, and what doesn't go together."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cms.change_requests.change_request import approve, find_requests
from cms.core.rights import WORLD, Medium, get_last_day, may_be_used
from cms.films.models import FilmPage, RightsWindow
from cms.films.rights import get_public_versions, list_rights, narrows_only
from cms.films.rights_conflicts import ConflictKind, find_conflicts, find_slot_conflicts
from cms.films.rights_plan import find_quarter_end, make_plan
from cms.films.territories import name_for_readers, read_groups
from cms.published import ItemRef
from cms.published.standing import get_file_standings
from cms.users.models import User
from outreach.availability.reasons import Reason
from outreach.availability.rule import Basis, OutgoingFile, Surroundings, find_reason
from outreach.availability.surroundings import get_recipient
from outreach.organisations.models import Organisation, OrganisationKind
from outreach.recalls.coverage import FileOrigin
from tests.films.test_film_page import add_broadcast, add_version
from tests.translation_desk.test_views import sign_in
from translations.countries import is_country
from translations.languages import CODES

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
DAY = date(2026, 7, 27)


def use_english(user: User) -> None:
    user.interface_language = "en"
    user.save()


def window(**fields: Any) -> RightsWindow:
    return RightsWindow(**{"film": FilmPage(title="Phim", draft_title="Phim"), "starts_on": FIRST, **fields})


def allows(*windows: RightsWindow, territory: str = WORLD, medium: str = Medium.ONLINE, tag: str = "vi") -> bool:
    return may_be_used(list_rights(windows, language_tag=tag), territory=territory, on=DAY, medium=medium)


def test_right_holds_for_its_medium_its_languages_and_each_country_of_a_group() -> None:
    television = window(medium=Medium.BROADCAST, territory="ASEAN")

    assert allows(television, territory="TH", medium=Medium.BROADCAST)
    assert not allows(television, territory="TH")
    assert not allows(television, territory="KR", medium=Medium.BROADCAST)
    assert not allows(window(medium=Medium.ONLINE), medium="")
    assert allows(window(languages="en vi"), tag="en-GB")
    assert not allows(window(languages="en-GB vi"), tag="en")
    assert not allows(window(languages="en"), tag="")


def test_holdback_keeps_back_what_other_windows_allow_and_ends_their_use_the_day_before() -> None:
    whole = window(ends_on=LAST)
    korea = window(is_holdback=True, territory="KR", medium=Medium.ONLINE, starts_on=DAY, ends_on=DAY)

    assert not allows(whole, korea, territory="KR")
    assert not allows(whole, korea), "the public site shows the film in all countries or in none"
    assert allows(whole, korea, territory="JP")
    assert allows(whole, korea, territory="KR", medium=Medium.BROADCAST)
    rights = list_rights([whole, korea])
    before = date(2026, 7, 1)
    assert get_last_day(rights, territories=["KR"], on=before, medium=Medium.ONLINE) == date(2026, 7, 26)
    assert get_last_day(rights, territories=["JP"], on=before, medium=Medium.ONLINE) == LAST


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"territory": "ASEAN"}, {"territory": "TH"}, True),
        ({"territory": "TH"}, {"territory": "ASEAN"}, False),
        ({}, {"medium": Medium.BROADCAST}, True),
        ({"medium": Medium.BROADCAST}, {}, False),
        ({}, {"languages": "vi"}, True),
        ({"languages": "vi"}, {"languages": "vi en"}, False),
        ({"runs": 2}, {"runs": 1}, True),
        ({"runs": 2}, {}, False),
        ({"is_holdback": True, "ends_on": DAY}, {"is_holdback": True, "ends_on": LAST}, True),
        ({"is_holdback": True, "ends_on": LAST}, {"is_holdback": True, "ends_on": DAY}, False),
        ({"is_holdback": True}, {}, False),
    ],
)
def test_one_person_narrows_a_right_or_widens_a_holdback(before: Any, after: Any, expected: bool) -> None:
    film = FilmPage(pk=1)

    assert narrows_only(window(film=film, **before), window(film=film, **after), "") is expected


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ({"licensor": "A"}, {"licensor": "A"}, ConflictKind.DOUBLE),
        ({"licensor": "A", "is_exclusive": True}, {"licensor": "B"}, ConflictKind.EXCLUSIVE),
        ({"territory": "ASEAN"}, {"territory": "VN", "is_holdback": True}, ConflictKind.HELD_BACK),
        ({"territory": "EU"}, {"territory": "FR", "licensor": "B"}, ConflictKind.OVERLAP),
        ({"territory": "EU"}, {"territory": "ASEAN"}, None),
        ({"medium": "online"}, {"medium": "broadcast"}, None),
        ({"languages": "vi"}, {"languages": "en"}, None),
        ({"ends_on": DAY}, {"starts_on": date(2026, 7, 28)}, None),
    ],
)
def test_conflict_of_two_windows_is_named(one: Any, other: Any, kind: ConflictKind | None) -> None:
    found = find_conflicts(window(**one), [window(**other)])

    assert [each.kind for each in found] == ([kind] if kind else [])
    assert all("Phim" in each.text for each in found)


def test_groups_are_of_known_countries_and_named_for_readers_in_every_language() -> None:
    for group in read_groups().values():
        assert all(map(is_country, group.countries)), group.code
        for code in CODES:
            assert group.code == "EU" or name_for_readers(group.code, language=code) != group.code, (group.code, code)


@pytest.mark.parametrize(("day", "end"), [(date(2026, 2, 3), date(2026, 3, 31)), (date(2026, 12, 1), LAST)])
def test_quarter_ends_on_its_last_day(day: date, end: date) -> None:
    assert find_quarter_end(day) == end


@pytest.mark.django_db
def test_entering_rights_names_conflicts_and_a_holdback_takes_effect_at_once(site: PublicSite) -> None:
    film = site.publish(FilmPage, slug="phim")
    RightsWindow.objects.create(film=film, licensor="Xưởng phim A", starts_on=FIRST)
    use_english(site.editor)
    editor, add = sign_in(site.editor), reverse("film_rights:add")
    data = {"film": film.pk, "licensor": "Xưởng phim A", "starts_on": FIRST.isoformat()}

    double = editor.post(add, data).content.decode()
    overlapping = {**data, "territory": "asean", "licensor": "Xưởng phim B", "is_exclusive": "on"}
    named = editor.post(add, overlapping).content.decode()
    waiting_before = find_requests(RightsWindow).count()
    editor.post(add, {**overlapping, "is_confirmed": "on"})
    again = editor.post(add, {**overlapping, "is_confirmed": "on"}).content.decode()

    assert "The same right is there twice" in double and "is_confirmed" in double
    assert "one of them is exclusive and the licensors differ" in named and "Xưởng phim A" in named
    assert 'type="checkbox" name="is_confirmed"' in named
    assert waiting_before == 0 and find_requests(RightsWindow).count() == 1
    assert "The same right is there twice" in again, "what waits for a second person counts"
    approve(change_request=find_requests(RightsWindow).get(), by=site.publisher, at=timezone.now())
    assert RightsWindow.objects.get(territory="ASEAN").is_exclusive

    holdback = {
        "film": film.pk,
        "is_holdback": "on",
        "territory": "KR",
        "starts_on": "2026-07-01",
        "is_confirmed": "on",
    }
    editor.post(add, holdback)
    held = RightsWindow.objects.get(is_holdback=True)
    edit = reverse("film_rights:edit", args=[held.pk])
    editor.post(edit, {**holdback, "starts_on": "2026-06-01"})
    held.refresh_from_db()
    assert held.starts_on == date(2026, 6, 1), "one person makes a holdback longer"
    editor.post(edit, {**holdback, "starts_on": "2026-06-01", "ends_on": "2026-08-01"})
    held.refresh_from_db()
    assert held.ends_on is None and find_requests(RightsWindow).filter(object_id=held.pk).exists()
    sign_in(site.publisher).post(reverse("film_rights:delete", args=[held.pk]))
    assert RightsWindow.objects.filter(pk=held.pk).exists(), "nobody alone takes a holdback away"
    wrong = editor.post(add, {**data, "territory": "ZZ", "languages": "v!"}).content.decode()
    assert "one of these groups" in wrong and "isn&#x27;t a tag of a language" in wrong


@pytest.mark.django_db
def test_site_kits_and_plan_follow_medium_language_holdback_and_runs(site: PublicSite) -> None:
    film = site.publish(FilmPage, slug="phim")
    version = add_version(film, "vi")
    online = RightsWindow.objects.create(film=film, medium=Medium.ONLINE, starts_on=FIRST)
    tv = RightsWindow.objects.create(
        film=film, medium=Medium.BROADCAST, territory="ASEAN", languages="th", starts_on=FIRST, ends_on=LAST, runs=1
    )
    name = (f"master:{version.master_id}", str(film.translation_key))

    def ask(kind: OrganisationKind, *territory: str) -> Reason | None:
        organisation = Organisation(kind=kind, name="X", territories=list(territory))
        origin = FileOrigin(ItemRef("film", name[1], "vi", "", ""), as_of=timezone.now(), source=name[0])
        now = Surroundings(at=timezone.now(), today=DAY, files=get_file_standings([name]))
        return find_reason(OutgoingFile(origin, basis=Basis.LIBRARY), recipient=get_recipient(organisation), now=now)

    assert get_public_versions(film, on=DAY) == [version]
    assert ask(OrganisationKind.NEWSROOM, "TH") is not Reason.NO_RIGHTS
    assert ask(OrganisationKind.BROADCASTER, "TH") is Reason.NO_RIGHTS, "the sound is in another language"
    RightsWindow.objects.filter(pk=tv.pk).update(languages="")
    assert ask(OrganisationKind.BROADCASTER, "TH") is None
    assert ask(OrganisationKind.MISSION, "TH") is Reason.NO_RIGHTS

    slots = [add_broadcast(film, territory="TH", starts_at=datetime(2026, 7, day, 13, tzinfo=UTC)) for day in (26, 27)]
    windows = list(RightsWindow.objects.all())
    assert [each.kind for each in find_slot_conflicts(slots[1], windows, slots)] == [ConflictKind.RUNS]
    abroad = add_broadcast(film, territory="KR", broadcaster="KBS", starts_at=slots[1].starts_at)
    assert [each.kind for each in find_slot_conflicts(abroad, windows, slots)] == [ConflictKind.UNLICENSED]

    RightsWindow.objects.create(film=film, is_holdback=True, territory="KR", starts_on=DAY, ends_on=DAY)
    assert get_public_versions(film, on=DAY) == []
    plan = make_plan(on=DAY)
    assert {each.kind for each in plan.conflicts} == {
        ConflictKind.HELD_BACK,
        ConflictKind.UNLICENSED,
        ConflictKind.RUNS,
    }
    assert plan.films[0].rows[0].window == online and all(plan.films[0].rows[0].months)
    use_english(site.editor)
    with time_machine.travel(datetime(2026, 7, 27, 3, tzinfo=UTC)):
        page = sign_in(site.editor).get(reverse("film_rights_plan")).content.decode()
    assert "can&#x27;t be used during the holdback" in page and "ASEAN" in page
