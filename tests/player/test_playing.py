"""The player in Chromium: paired by code, without a network, with a wrong clock, with a full storage, without power."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from outreach.screens.keys import revoke_key
from outreach.screens.models import ApiKey, Play
from outreach.screens.schedule import remove
from tests.player.factories import enter_code, make_wall

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer
    from pytest_playwright import CreateContextCallback

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEPT = """async () => {
  const kept = await (await caches.open("player-files")).keys();
  return kept.map(({ url }) => url.split("/").pop()).sort();
}"""
# A predicate of wait_for_function isn't awaited: it starts the question and sees the answer of the one before.
WAIT = """(expected) => {
  (QUESTION)().then((found) => { window.found = JSON.stringify(found); });
  return window.found === JSON.stringify(expected);
}"""
WAITING_PLAYS = """() => new Promise((resolve) => {
  const opened = indexedDB.open("player");
  opened.onsuccess = () => {
    const asked = opened.result.transaction("plays").objectStore("plays").count();
    asked.onsuccess = () => { opened.result.close(); resolve(asked.result); };
  };
})"""


def wait_for(page: Page, question: str, expected: Any) -> None:
    page.evaluate("() => { delete window.found; }")
    page.wait_for_function(WAIT.replace("QUESTION", question), arg=expected)


def name_files(*files: Any) -> list[str]:
    return sorted(file.sha256 for file in files)


def open_and_pair(page: Page, live_server: LiveServer, wall: Any) -> None:
    page.goto(f"{live_server.url}/play/")
    code = page.locator(".code")
    expect(code).not_to_be_empty()
    assert enter_code(wall, code.inner_text()).status_code == 302
    expect(page.locator(".shown")).to_be_visible()


def expect_face(page: Page) -> None:
    expect(page.locator("body")).to_have_attribute("data-state", "face")
    expect(page.locator(".stage > *")).to_have_count(0)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".pairing, .trouble").locator("visible=true")).to_have_count(0)


def test_a_browser_is_paired_by_code_and_shows_the_screens_files_in_turn(live_server: LiveServer, page: Page) -> None:
    wall = make_wall(files=2)

    open_and_pair(page, live_server, wall)

    for file in (*wall.files, wall.files[0]):
        expect(page.locator(f'.shown[data-sha256="{file.sha256}"]')).to_have_count(1)
    assert page.evaluate(KEPT) == name_files(*wall.files)
    key = ApiKey.objects.get()
    assert (key.screen_id, key.issued_by_key) == (wall.screen.pk, wall.member.key)
    assert page.locator("html").get_attribute("lang") == "ko"
    assert "nn_" not in page.url and key.prefix not in page.content()


def test_without_a_network_it_plays_on_and_reports_each_play_once_later(live_server: LiveServer, page: Page) -> None:
    wall = make_wall(files=2)
    open_and_pair(page, live_server, wall)
    expect(page.locator(f'.shown[data-sha256="{wall.files[1].sha256}"]')).to_have_count(1)

    page.context.set_offline(True)
    page.reload()
    for file in (*wall.files, *wall.files):
        expect(page.locator(f'.shown[data-sha256="{file.sha256}"]')).to_have_count(1)
    wait_for(page, f"async () => (await ({WAITING_PLAYS})()) >= 3", True)
    assert Play.objects.filter(started_at__gt=timezone.now()).count() == 0
    lose_first_answer(page)
    page.context.set_offline(False)

    page.wait_for_function("() => window.lost === 1")
    first = page.evaluate("() => window.sent")
    assert len(first) >= 3
    assert count_plays(first) == len(first)
    page.evaluate("() => dispatchEvent(new Event('online'))")
    page.wait_for_function("() => window.answered === 1")
    sent = page.evaluate("() => window.sent")
    assert set(first) <= set(sent[len(first) :])
    assert count_plays(sent) == len(set(sent))
    assert set(Play.objects.values_list("poster_file__sha256", flat=True)) == {file.sha256 for file in wall.files}


def count_plays(ids: list[str]) -> int:
    return Play.objects.filter(play_id__in=ids).count()


def lose_first_answer(page: Page) -> None:
    """Have the network lose what the server first says about a report, after the server has read it."""
    page.evaluate(
        """() => {
          const { fetch } = window;
          Object.assign(window, { answered: 0, lost: 0, sent: [] });
          window.fetch = async (address, options) => {
            const answer = await fetch(address, options);
            if (!String(address).endsWith("/plays")) return answer;
            window.sent.push(...JSON.parse(options.body).plays.map(({ id }) => id));
            if (window.lost) {
              window.answered = 1;
              return answer;
            }
            window.lost = 1;
            throw new TypeError("Failed to fetch");
          };
        }"""
    )


def test_nothing_is_shown_after_its_last_moment_by_this_devices_time(live_server: LiveServer, page: Page) -> None:
    wall = make_wall(ends_in=timedelta(days=2))
    page.clock.install()
    open_and_pair(page, live_server, wall)
    page.context.set_offline(True)

    page.clock.set_system_time(timezone.now() + timedelta(days=2, minutes=1))

    expect_face(page)
    assert page.evaluate(KEPT) == [wall.files[0].sha256]  # the device's time may be wrong: only the server's deletes
    page.clock.set_system_time(timezone.now() + timedelta(minutes=1))
    expect_face(page)  # set back, it isn't believed
    page.context.set_offline(False)
    expect(page.locator(".shown")).to_be_visible()


def test_a_clock_that_was_set_forward_shows_nothing_before_its_time(live_server: LiveServer, page: Page) -> None:
    wall = make_wall(files=2)
    wall.assignments[1].starts_at = timezone.now() + timedelta(days=1)
    wall.assignments[1].save()
    page.clock.install()
    open_and_pair(page, live_server, wall)
    wait_for(page, KEPT, name_files(*wall.files))
    page.context.set_offline(True)

    page.clock.set_system_time(timezone.now() + timedelta(days=1, minutes=5))

    wait_for(page, f"async () => (await ({WAITING_PLAYS})()) >= 3", True)
    assert page.locator(".stage > *").get_attribute("data-sha256") == wall.files[0].sha256


@pytest.mark.parametrize("restarted", [False, True])
def test_with_a_clock_that_was_set_back_it_shows_the_neutral_face_until_the_next_contact(
    live_server: LiveServer, page: Page, restarted: bool
) -> None:
    wall = make_wall()
    page.clock.install()
    open_and_pair(page, live_server, wall)
    page.context.set_offline(True)

    page.clock.set_system_time(timezone.now() - timedelta(hours=2))
    if restarted:
        page.reload()

    expect_face(page)
    assert page.locator("h1").inner_text() == "Nhớ Nguồn"
    page.context.set_offline(False)
    expect(page.locator(".shown")).to_be_visible()


def test_after_a_week_without_contact_it_shows_the_neutral_face_without_a_number(
    live_server: LiveServer, page: Page
) -> None:
    wall = make_wall()
    page.clock.install()
    open_and_pair(page, live_server, wall)
    page.context.set_offline(True)

    page.clock.fast_forward(timedelta(days=6) / timedelta(milliseconds=1))
    expect(page.locator(".shown")).to_be_visible()
    page.clock.fast_forward(timedelta(days=1, hours=1) / timedelta(milliseconds=1))

    expect_face(page)
    expect(page.locator(".contact")).to_be_hidden()
    page.context.set_offline(False)
    expect(page.locator(".shown")).to_be_visible()


def test_what_is_withdrawn_goes_from_screen_and_storage_at_the_next_contact(
    live_server: LiveServer, page: Page
) -> None:
    wall = make_wall(files=2)
    open_and_pair(page, live_server, wall)
    wait_for(page, KEPT, name_files(*wall.files))
    page.context.set_offline(True)
    remove(assignment=wall.assignments[0], at=timezone.now())
    expect(page.locator(f'.shown[data-sha256="{wall.files[0].sha256}"]')).to_have_count(1)

    page.context.set_offline(False)

    wait_for(page, KEPT, name_files(wall.files[1]))
    expect(page.locator(f'.stage > :not([data-sha256="{wall.files[1].sha256}"])')).to_have_count(0)
    remove(assignment=wall.assignments[1], at=timezone.now())
    page.evaluate("() => dispatchEvent(new Event('online'))")
    expect_face(page)
    wait_for(page, KEPT, [])


def test_a_revoked_key_takes_everything_away_and_a_new_code_is_shown(live_server: LiveServer, page: Page) -> None:
    wall = make_wall()
    open_and_pair(page, live_server, wall)

    revoke_key(key=ApiKey.objects.get(), at=timezone.now())
    page.evaluate("() => dispatchEvent(new Event('online'))")

    expect(page.locator(".code")).to_be_visible()
    expect(page.locator(".stage > *")).to_have_count(0)
    assert page.evaluate(KEPT) == []
    expect(page.locator(".code")).not_to_be_empty()
    assert enter_code(wall, page.locator(".code").inner_text()).status_code == 302
    expect(page.locator(".shown")).to_be_visible()


def test_with_a_full_storage_it_keeps_what_is_next_and_drops_the_last(live_server: LiveServer, page: Page) -> None:
    wall = make_wall(files=4, size=1_500_000)
    session = page.context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": live_server.url, "quotaSize": 5_500_000})
    open_and_pair(page, live_server, wall)
    wait_for(page, KEPT, name_files(*wall.files[:3]))

    wall.assignments[3].is_emergency = True
    wall.assignments[3].save()
    with page.expect_response(lambda response: wall.files[3].sha256 in response.url):
        page.evaluate("() => dispatchEvent(new Event('online'))")

    wait_for(page, f"async () => (await ({KEPT})()).includes('{wall.files[2].sha256}')", False)
    assert set(name_files(*wall.files[:2])) <= set(page.evaluate(KEPT))


def test_a_file_that_was_damaged_in_the_storage_is_fetched_again_before_it_is_shown(
    live_server: LiveServer, page: Page
) -> None:
    wall = make_wall()
    open_and_pair(page, live_server, wall)
    address = f"/play/files/{wall.files[0].sha256}"
    page.evaluate(
        "async (address) => (await caches.open('player-files')).put(address, new Response('damaged'))", address
    )

    page.context.set_offline(True)
    page.reload()
    expect_face(page)
    page.context.set_offline(False)

    expect(page.locator(".shown")).to_be_visible()
    assert page.evaluate("async (address) => (await (await fetch(address)).blob()).size", address) == wall.files[0].size


def test_a_new_release_of_the_player_reloads_the_page_and_plays_on(live_server: LiveServer, page: Page) -> None:
    from cms.campaign.models import Campaign

    wall = make_wall()
    open_and_pair(page, live_server, wall)
    page.evaluate("() => { window.isOld = true; }")
    Campaign.objects.update_or_create(defaults={"short_name_en": "Another name", "name_en": "Another name"})

    page.evaluate("async () => { (await navigator.serviceWorker.getRegistration('/play/')).update(); }")

    page.wait_for_function("() => !window.isOld")
    expect(page.locator(".shown")).to_be_visible()
    names = page.evaluate("async () => (await caches.keys()).filter((name) => name.startsWith('player-shell-'))")
    assert len(names) == 1


def test_a_worker_that_asks_in_another_language_than_its_page_keeps_the_page_all_the_same(
    live_server: LiveServer, new_context: CreateContextCallback
) -> None:
    page = new_context(locale="ar").new_page()  # which Chromium doesn't hand on to workers

    page.goto(f"{live_server.url}/play/")

    expect(page.locator(".pairing")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "ar"


def test_a_player_whose_files_do_not_arrive_says_so(live_server: LiveServer, page: Page) -> None:
    page.context.route("**/static/campaign/emblem.svg", lambda route: route.abort())

    page.goto(f"{live_server.url}/play/")

    expect(page.locator('[data-trouble="network"]')).to_be_visible()
    expect(page.locator(".pairing")).to_be_hidden()


def test_a_browser_that_can_keep_nothing_says_so_to_whoever_sets_it_up(live_server: LiveServer, page: Page) -> None:
    page.add_init_script("delete Navigator.prototype.serviceWorker")

    page.goto(f"{live_server.url}/play/")

    expect(page.locator('[data-trouble="browser"]')).to_be_visible()
    expect(page.locator(".pairing")).to_be_hidden()
