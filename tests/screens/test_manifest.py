from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from outreach.screens.feed import build_feed
from outreach.screens.manifest import Panel, ScheduledItem, build_manifest

NOON = datetime(2026, 12, 22, 12, tzinfo=UTC)
PANEL = Panel(key="k", name="Lift 7 & 8", format="lift-portrait-fhd", is_active=True)
hours = st.integers(-100, 100)


def make_showing(identifier=1, *, sha256="a" * 64, starts=-1, ends=1, position=1, down=""):
    return ScheduledItem(
        id=identifier,
        sha256=sha256,
        size=10,
        media_type="image/png",
        width=1080,
        height=1920,
        seconds=15,
        position=position,
        starts_at=NOON + timedelta(hours=starts),
        ends_at=NOON + timedelta(hours=ends),
        down=down,
    )


showings = st.lists(
    st.builds(
        make_showing,
        st.integers(1, 50),
        sha256=st.sampled_from(["a" * 64, "b" * 64, "c" * 64]),
        starts=hours,
        ends=hours,
        position=st.integers(1, 3),
        down=st.sampled_from(["", "withdrawn", "outdated", "removed"]),
    )
)


def build(showings, *, at=NOON, panel=PANEL):
    return build_manifest(panel=panel, showings=showings, at=at, base_url="https://host/files/")


def test_items_are_what_is_shown_now_and_later_in_order():
    manifest = build(
        [
            make_showing(1, sha256="a" * 64, position=2),
            make_showing(2, sha256="b" * 64, position=1),
            make_showing(3, sha256="c" * 64, starts=5, ends=9),
            make_showing(4, sha256="d" * 64, starts=-9, ends=-5),
        ]
    )

    assert [item["id"] for item in manifest.document["items"]] == [2, 3, 1]
    assert manifest.document["items"][0] == {
        "id": 2,
        "url": f"https://host/files/{'b' * 64}",
        "sha256": "b" * 64,
        "size": 10,
        "media_type": "image/png",
        "width": 1080,
        "height": 1920,
        "seconds": 15,
        "position": 1,
        "valid_from": "2026-12-22T11:00:00Z",
        "valid_until": "2026-12-22T13:00:00Z",
    }


@given(showings)
def test_nothing_that_is_down_is_an_item_and_nothing_shown_is_withdrawn(showings):
    document = build(showings).document

    shown = {item["sha256"] for item in document["items"]}
    withdrawn = {entry["sha256"] for entry in document["withdrawn"]}
    assert not shown & withdrawn
    assert {showing.sha256 for showing in showings if showing.down} <= shown | withdrawn
    assert shown <= {showing.sha256 for showing in showings if not showing.down}


@given(showings, st.randoms(use_true_random=False))
def test_the_etag_changes_only_with_what_the_manifest_says(showings, random):
    by_id = list({showing.id: showing for showing in showings}.values())
    shuffled = sorted(by_id, key=lambda showing: random.random())

    assert build(by_id).etag == build(shuffled).etag


def test_the_etag_stays_while_nothing_begins_or_ends():
    showings = [make_showing(1)]

    assert build(showings).etag == build(showings, at=NOON + timedelta(minutes=59)).etag
    assert build(showings).etag != build(showings, at=NOON + timedelta(minutes=61)).etag


def test_a_screen_that_is_switched_off_shows_nothing_and_takes_everything_down():
    manifest = build([make_showing(1)], panel=Panel("k", "Lift", "f", is_active=False))

    assert manifest.document["items"] == []
    assert manifest.document["withdrawn"] == [{"sha256": "a" * 64, "reason": "screen_inactive"}]


def test_the_feed_holds_the_same_items_with_their_validity():
    manifest = build([make_showing(1)])

    feed = ElementTree.fromstring(build_feed(manifest=manifest, address="https://host"))
    content = feed.find("channel/item/{http://search.yahoo.com/mrss/}content")

    assert feed.findtext("channel/title") == "Lift 7 & 8"
    assert content.attrib == {
        "url": f"https://host/files/{'a' * 64}",
        "type": "image/png",
        "medium": "image",
        "fileSize": "10",
        "width": "1080",
        "height": "1920",
        "duration": "15",
    }
    assert content.findtext("{http://search.yahoo.com/mrss/}hash") == "a" * 64
    assert feed.findtext("channel/item/{http://purl.org/dc/terms/}valid") == (
        "start=2026-12-22T11:00:00Z; end=2026-12-22T13:00:00Z; scheme=W3C-DTF"
    )
