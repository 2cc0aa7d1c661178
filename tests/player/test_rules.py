"""The player's rules in Chromium, as pure functions: what may be shown now, whose turn it is, and which time holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
MODULES = Path(__file__).resolve().parents[2] / "static" / "player"
ORIGIN = "https://player.test"

NOON = "2026-12-01T12:00:00Z"
PERMITTED = """async ([manifest, earliest, latest]) => {
  const { listPermitted } = await import("/static/player/schedule.js");
  const time = { earliest: Date.parse(earliest), latest: Date.parse(latest) };
  return listPermitted(manifest, time).map(({ id }) => id);
}"""
WANTED = PERMITTED.replace("listPermitted", "listWanted")
TURNS = """async ([items, most]) => {
  const { chooseNext } = await import("/static/player/schedule.js");
  const turns = {};
  return Array.from({ length: most }, () => chooseNext(items, turns).id).join("");
}"""
CLOCK = """async (steps) => {
  const { Clock } = await import("/static/player/clock.js");
  const hour = 3600000;
  let wall = 1000 * hour, steady = 0;
  const make = (kept) => new Clock(kept, { wall: () => wall, steady: () => steady });
  let clock = make(null);
  const seen = [clock.read().state];
  for (const [step, hours] of steps) {
    if (step === "contact") clock.confirm(wall + 5 * hour);
    if (step === "wait") { wall += hours * hour; steady += hours * hour; }
    if (step === "set") wall += hours * hour;
    if (step === "restart") { steady = 0; wall += hours * hour; clock = make(clock.keep()); }
    const { earliest, latest, state } = clock.read();
    seen.push(`${state} ${earliest / hour}-${latest / hour}`);
  }
  return seen;
}"""


def make_item(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "sha256": f"{number:064x}",
        "valid_from": "2026-12-01T00:00:00Z",
        "valid_until": "2026-12-02T00:00:00Z",
        "hours": [],
        "share": 1,
        "priority": 0,
        **fields,
    }


def make_manifest(*items: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"items": list(items), "withdrawn": [], "emergency": None, "time_zone": "Asia/Seoul", **fields}


@pytest.fixture
def module_page(page: Page) -> Page:
    """A page that can import the player's modules, without a server."""
    page.route(f"{ORIGIN}/**", lambda route: route.fulfill(body="<title>Rules</title>", content_type="text/html"))
    page.route(
        f"{ORIGIN}/static/player/*.js", lambda route: route.fulfill(path=MODULES / route.request.url.rpartition("/")[2])
    )
    page.goto(f"{ORIGIN}/")
    return page


def test_only_what_is_valid_at_both_ends_of_the_time_is_shown(module_page: Page) -> None:
    ended = make_item(1, valid_until=NOON)
    begins = make_item(2, valid_from="2026-12-01T11:30:00Z")
    withdrawn = make_item(3)
    night = make_item(4, hours=[[22 * 60, 6 * 60]])  # at noon in UTC it is 21:00 in Seoul
    evening = make_item(5, hours=[[8 * 60, 9 * 60], [20 * 60, 22 * 60]])
    lasting = make_item(6)
    manifest = make_manifest(
        ended, begins, withdrawn, night, evening, lasting, withdrawn=[{"sha256": withdrawn["sha256"], "reason": "x"}]
    )

    def list_permitted(earliest: str, latest: str) -> Any:
        return module_page.evaluate(PERMITTED, [manifest, earliest, latest])

    assert list_permitted(NOON, NOON) == [2, 5, 6]
    assert list_permitted("2026-12-01T11:00:00Z", "2026-12-01T11:59:59Z") == [1, 5, 6]
    assert list_permitted(NOON, "2026-12-01T14:00:00Z") == [2, 4, 6]
    assert list_permitted(NOON, "2026-12-02T00:00:00Z") == []
    assert module_page.evaluate(PERMITTED, [{**manifest, "time_zone": "Nowhere/Else"}, NOON, NOON]) == [2, 6]


def test_an_emergency_replaces_all_and_of_the_others_the_highest_priority_is_shown(module_page: Page) -> None:
    low, high, ended = make_item(1), make_item(2, priority=5), make_item(3, priority=9, valid_until=NOON)
    manifest = make_manifest(low, high, ended)

    def list_permitted(**fields: Any) -> Any:
        return module_page.evaluate(PERMITTED, [{**manifest, **fields}, NOON, NOON])

    assert list_permitted() == [2]
    assert list_permitted(emergency=make_item(7)) == [7]
    assert list_permitted(emergency=make_item(7, valid_until=NOON)) == [2]
    assert list_permitted(items=[]) == []


def test_files_are_wanted_in_the_order_in_which_they_are_needed(module_page: Page) -> None:
    later = make_item(1, valid_from="2026-12-03T00:00:00Z", valid_until="2026-12-09T00:00:00Z")
    soon = make_item(2, valid_from="2026-12-01T13:00:00Z")
    now, also = make_item(3), make_item(4)
    manifest = make_manifest(later, soon, now, also, make_item(5, valid_until=NOON), emergency=make_item(6))

    assert module_page.evaluate(WANTED, [manifest, NOON, NOON]) == [6, 3, 4, 2, 1]


@pytest.mark.parametrize(
    ("shares", "expected"),
    [((1, 1, 1), "123123123"), ((2, 1), "121121121"), ((1, 2), "212212212"), ((1,), "111111111")],
)
def test_turns_follow_the_shares(module_page: Page, shares: tuple[int, ...], expected: str) -> None:
    items = [make_item(place, share=share) for place, share in enumerate(shares, start=1)]

    assert module_page.evaluate(TURNS, [items, 9]) == expected


@pytest.mark.parametrize(
    ("steps", "last"),
    [
        ([("contact", 0), ("wait", 24)], "right 1029-1029"),
        ([("contact", 0), ("set", 24)], "right 1005-1029"),
        ([("contact", 0), ("set", 24), ("set", -24)], "back 1005-1005"),
        ([("contact", 0), ("wait", 2), ("set", -1)], "back 1006-1007"),
        ([("contact", 0), ("wait", 2), ("set", -1), ("restart", 0)], "back 1006-1006"),
        ([("contact", 0), ("wait", 2), ("restart", -1)], "back 1006-1006"),
        ([("contact", 0), ("wait", 2), ("restart", 10)], "right 1017-1017"),
        ([("contact", 0), ("restart", -1), ("contact", 0)], "right 1004-1004"),
        ([("contact", 0), ("wait", 168)], "right 1173-1173"),
        ([("contact", 0), ("wait", 169)], "old 1174-1174"),
        ([("contact", 0), ("restart", 169)], "old 1174-1174"),
        ([("wait", 1)], "unknown 0-0"),
    ],
)
def test_a_time_is_believed_only_as_far_as_it_can_be(module_page: Page, steps: list[Any], last: str) -> None:
    seen = module_page.evaluate(CLOCK, steps)

    assert seen[0] == "unknown"
    assert seen[-1] == last
