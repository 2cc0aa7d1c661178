"""Step 10 of the chain: the month's report, the lineage, and a ledger in which tampering is detected."""

from __future__ import annotations

from django.db import connection, transaction

from outreach.ledger import triggers
from tests.journeys.cast import World, work
from tests.journeys.finished import get_path
from tests.journeys.person import Sheet, say

EVENTS = triggers.EVENTS


def read_the_report(world: World) -> None:
    """Each number links to its rows, and the walk's own are among them."""
    words, lead = world.words, world.cast.lead
    report = lead.open("/admin/outreach/reports/?kind=month")
    expected = {
        "scans": get_code(world.code),
        "downloaded": f"seoul {words.mark}",
        "acknowledged": f"seoul {words.mark}",
        "uses": f"영사관 로비 {words.mark}",
        "recalls": f"Số cũ {words.mark}",
        "removals": f"로비에서 내렸습니다 {words.mark}",
        "posters": f"Thang máy {words.mark}",
        "approvals": words.korean_title,
    }
    for key, ours in expected.items():
        number = int(report.read(f"[data-number={key}]"))
        rows = lead.open(report.get_link(to=f"/rows/{key}/"))
        found = [row.get_text(" ") for row in rows.tree.select(".listing tbody tr")]
        assert len(found) == number > 0, key
        assert any(ours in row for row in found), f"{key}: {found}"


def get_code(address: str) -> str:
    return get_path(address).rpartition("/")[2]


def trace_it_from_source_to_scan(world: World) -> None:
    """The code on the poster leads to the lineage: source → Korean → poster → code → scan, each below its origin."""
    words, lead = world.words, world.cast.lead
    page = lead.press(lead.open("/admin/outreach/lineage/"), "input#q", q=get_code(world.code))
    scans = page.find(f"[id='scans:{get_code(world.code)}']")
    above = [node.select_one("summary").get_text(" ") for node in scans.find_parents("details")]
    assert get_code(world.code) in above[0]
    assert f"Thang máy {words.mark}" in above[1]
    assert words.korean_title in above[2]
    assert words.title in above[3]
    assert len(above) == 4
    assert f"영사관 로비 {words.mark}" in page.text and f"Số cũ {words.mark}" in page.text


def see_it_intact(world: World) -> str:
    intact = say("The ledger is intact: %(count)s events were verified.", count=count_events())
    assert intact in press_verify(world).text
    return intact


def tamper_with_the_ledger(world: World) -> None:
    """Verification names a row that was altered, or two that were swapped. Both changes are rolled back."""
    intact = see_it_intact(world)
    seq = count_events() // 2
    found = tamper(world, f"UPDATE {EVENTS} SET by_key = 'user:0' WHERE seq = {seq}")
    assert say("Event %(number)s was altered.", number=seq) in found.text
    found = tamper(world, *_swap(seq, seq + 1))
    swapped = "Event %(number)s doesn't follow the one before it: events were swapped or inserted."
    assert any(say(text, number=seq) in found.text for text in (swapped, "Event %(number)s was altered."))
    assert intact in press_verify(world).text


def press_verify(world: World) -> Sheet:
    lead = world.cast.lead
    requested = lead.press(lead.open("/admin/outreach/ledger/"), "form[action$='/verify/']")
    work()
    return lead.watch(requested)


class TamperingUndone(Exception):
    """Raised to roll back the tampering."""


def tamper(world: World, *statements: str) -> Sheet:
    """Return the page that the lead sees on verification while the triggers are off and the statements in effect."""
    seen: list[Sheet] = []
    try:
        with transaction.atomic(), triggers.lifted(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            seen.append(press_verify(world))
            raise TamperingUndone
    except TamperingUndone:
        return seen[0]


def _swap(first: int, second: int) -> list[str]:
    return [
        f"UPDATE {EVENTS} SET seq = 1000000 WHERE seq = {first}",
        f"UPDATE {EVENTS} SET seq = {first} WHERE seq = {second}",
        f"UPDATE {EVENTS} SET seq = {second} WHERE seq = 1000000",
    ]


def count_events() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {EVENTS}")
        return int(cursor.fetchone()[0])
