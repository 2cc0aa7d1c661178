"""The first page of the portal says one next thing to do; files of an edition are chosen by language and kind."""

from __future__ import annotations

import re
from copy import deepcopy
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from cms.jobs.queue import run_pending_jobs
from outreach.holdings.models import HeldItem
from outreach.holdings.use_reports import Use, report_use
from outreach.kits.models import FileRole
from tests.availability.world import World, make_world
from tests.rows import made_once

pytestmark = pytest.mark.django_db
untouched = made_once(make_world)


@pytest.fixture
def world(untouched: World, db: None) -> World:
    return deepcopy(untouched)


def read_home(world: World) -> tuple[str, list[str]]:
    """Return the next step that the first page names, and the headings below it in their order."""
    page = world.partner.get(reverse("portal:home")).content.decode()
    return re.findall(r'data-step="(\w+)"', page)[0], re.findall(r'<h2 id="([a-z]+)">', page)


def test_home_names_one_next_thing_to_do_and_what_is_most_urgent_first(world: World) -> None:
    edition, member = world.edition, world.member
    now = timezone.now()

    steps = [read_home(world)]
    world.partner.get(reverse("portal:edition", args=[edition.key]))
    steps.append(read_home(world))
    world.partner.post(reverse("portal:acknowledge", args=[edition.key]))
    steps.append(read_home(world))
    use = Use(place="Lobby", starts_on=timezone.localdate(), edition_key=str(edition.key))
    report_use(organisation=world.organisation, use=use, by=member, at=now)
    steps.append(read_home(world))
    world.recall(kind="film", key=world.key, language="ko")
    run_pending_jobs()
    steps.append(read_home(world))

    assert [step for step, _headings in steps] == ["open", "acknowledge", "report", "nothing", "recall"]
    assert [headings[:2] for _step, headings in steps[:-1]] == [
        ["next", "new"],
        ["next", "acknowledge"],
        ["next", "report"],
        ["next", "others"],
    ]
    assert steps[-1][1][:3] == ["next", "recalls", "unusable"]


def test_an_item_that_was_taken_down_has_its_approved_title_in_the_language_of_the_reader(world: World) -> None:
    korean = world.edition.files.get(role=FileRole.TEXT, language="ko", path__endswith=".html")
    vietnamese = world.edition.files.get(role=FileRole.TEXT, language="vi", path__endswith=".html")
    HeldItem.objects.update(held_at=timezone.now())
    world.site.withdraw(world.korean)

    for language, known_as in (("vi", vietnamese.title), ("ko", "")):
        home = world.partner.get(reverse("portal:home").replace("/en/", f"/{language}/")).content.decode()
        listed = home.partition("data-unusable>")[2].partition("</li>")[0]
        assert korean.title in listed, language
        assert known_as in listed, language
        assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", re.sub(r"<[^>]*>", "", home)), language


def test_files_of_an_edition_are_chosen_by_language_and_kind_with_pictures_that_stop_leaving(world: World) -> None:
    address = reverse("portal:edition", args=[world.edition.key])
    files = {file.pk: file for file in world.edition.files.all()}

    def list_shown(query: str = "") -> set[int]:
        page = world.partner.get(f"{address}{query}").content.decode()
        return {int(pk) for pk in re.findall(r'<a class="chip" href="[^"]*/files/(\d+)/"', page)}

    whole = world.partner.get(address).content.decode()
    picture = re.findall(r'src="([^"]*/picture/)"', whole)[0]
    shown = world.partner.get(picture)

    assert list_shown() == set(files)
    assert list_shown("?language=ko") == {pk for pk, file in files.items() if file.language == "ko"}
    assert list_shown("?language=ko&role=text") == {
        pk for pk, file in files.items() if (file.language, file.role) == ("ko", "text")
    }
    assert list_shown("?language=xx&role=nonsense") == set(files)
    with Image.open(BytesIO(b"".join(shown.streaming_content))) as small:
        assert small.format == "WEBP" and max(small.size) <= 240
    assert "/picture/" in world.partner.get(reverse("portal:home")).content.decode()
    assert re.findall(r'<details class="language-files"( open)?>', whole) == ["", " open"][::-1]
    text = next(file for file in files.values() if file.role == FileRole.TEXT)
    assert world.partner.get(reverse("portal:picture", args=[world.edition.key, text.pk])).status_code == 404
    world.recall(edition_key=str(world.edition.key))
    assert world.partner.get(picture).status_code == 410
