"""Manifests and feeds of screens."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from outreach.screens.feed import build_rss, build_smil
from outreach.screens.manifest import OUT_OF_TIME, Panel, ScheduledItem, build_manifest
from outreach.screens.playing import list_playing

NOON = datetime(2026, 12, 22, 12, tzinfo=UTC)
PANEL = Panel(key="k", name="Lift 7 & 8", format="lift-portrait-fhd", is_active=True)
hours = st.integers(-100, 100)


def make_item(identifier=1, *, sha256="a" * 64, starts=-1, ends=1, position=1, withheld="", **fields):
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
        withheld=withheld,
        title="Lời kêu gọi",
        languages=("vi",),
        fetchable_at=NOON + timedelta(hours=starts - 48),
        **fields,
    )


items = st.lists(
    st.builds(
        make_item,
        st.integers(1, 50),
        sha256=st.sampled_from(["a" * 64, "b" * 64, "c" * 64]),
        starts=hours,
        ends=hours,
        position=st.integers(1, 3),
        withheld=st.sampled_from(["", "withdrawn", "superseded", "removed", "not_yet_valid", "ended"]),
    )
)


def build(items, *, panel=PANEL, at=NOON):
    return build_manifest(panel=panel, items=items, base_url="https://host/files/", at=at)


def test_items_are_shown_now_or_later_and_in_order():
    manifest = build(
        [
            make_item(1, sha256="a" * 64, position=2),
            make_item(2, sha256="b" * 64, position=1, hours=((360, 540),)),
            make_item(3, sha256="c" * 64, starts=5, ends=9),
            make_item(4, sha256="d" * 64, starts=-9, ends=-5, withheld="ended"),
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
        "title": "Lời kêu gọi",
        "language": "vi",
        "languages": ["vi"],
        "hours": [[360, 540]],
        "share": 1,
        "priority": 0,
        "valid_from": "2026-12-22T11:00:00Z",
        "valid_until": "2026-12-22T13:00:00Z",
    }


@given(items)
def test_no_withdrawn_file_is_an_item_and_no_shown_file_is_withdrawn(items):
    document = build(items).document

    shown = {item["sha256"] for item in document["items"]}
    withdrawn = {entry["sha256"] for entry in document["withdrawn"]}
    assert not shown & withdrawn
    assert {item.sha256 for item in items if item.withheld not in OUT_OF_TIME} <= shown | withdrawn
    assert shown <= {item.sha256 for item in items if not item.withheld}


@given(items, st.randoms(use_true_random=False))
def test_the_etag_changes_only_with_the_content(items, random):
    by_id = list({item.id: item for item in items}.values())
    shuffled = sorted(by_id, key=lambda item: random.random())

    assert build(by_id).etag == build(shuffled).etag


def test_an_inactive_screen_shows_nothing_and_withdraws_everything():
    manifest = build([make_item(1)], panel=Panel("k", "Lift", "f", is_active=False))

    assert manifest.document["items"] == []
    assert manifest.document["withdrawn"] == [{"sha256": "a" * 64, "reason": "screen_inactive"}]


def test_the_last_emergency_that_has_begun_stands_beside_the_items_which_stay_listed():
    manifest = build(
        [
            make_item(1),
            make_item(2, sha256="b" * 64, is_emergency=True),
            make_item(3, sha256="c" * 64, is_emergency=True),
            make_item(4, sha256="d" * 64, is_emergency=True, withheld="recalled"),
            make_item(5, sha256="e" * 64, is_emergency=True, starts=1, ends=9),
        ]
    ).document

    assert [item["id"] for item in manifest["items"]] == [1]
    assert manifest["emergency"]["id"] == 3
    assert manifest["emergency"].keys() == manifest["items"][0].keys()
    assert manifest["withdrawn"] == [{"sha256": "d" * 64, "reason": "recalled"}]
    assert build([make_item(1)]).document["emergency"] is None


def test_the_next_change_is_when_time_alone_changes_what_is_listed_or_shown():
    later = make_item(2, starts=100, ends=120, withheld="not_yet_valid")

    assert build([make_item(1, ends=60), later]).document["next_change"] == "2026-12-24T16:00:00Z"
    assert build([make_item(1), later]).document["next_change"] == "2026-12-22T13:00:00Z"
    assert build([make_item(1, withheld="removed")]).document["next_change"] is None
    assert build([make_item(1, starts=-9, ends=0, withheld="ended")]).document["next_change"] is None


@given(items, st.integers(0, 3600), st.integers(0, 3600))
def test_the_manifest_stays_the_same_until_its_next_change(items, first, second):
    early, late = sorted([NOON + timedelta(seconds=first), NOON + timedelta(seconds=second)])
    before = build(items, at=early)

    change = before.document["next_change"]
    if change is None or late < datetime.fromisoformat(change):
        assert build(items, at=late).etag == before.etag


def build_feed(items, *, at=NOON):
    playing = list_playing(items, panel=PANEL, at=at)
    body = build_rss(panel=PANEL, items=playing, base_url="https://host/files/", address="https://host")
    return ElementTree.fromstring(body)


def list_in_smil(items, *, at=NOON):
    playing = list_playing(items, panel=PANEL, at=at)
    body = build_smil(items=playing, sources={item.sha256: f"{item.sha256[:2]}.png" for item in playing})
    return [(each.get("src"), each.get("dur")) for each in ElementTree.fromstring(body).find("{*}body/{*}seq")]


def test_a_loop_shows_an_item_as_often_as_its_share_says():
    items = [make_item(1, share=3), make_item(2, sha256="b" * 64, position=2)]

    assert list_in_smil(items) == [("aa.png", "15s"), ("bb.png", "15s"), ("aa.png", "15s"), ("aa.png", "15s")]
    guids = [guid.text for guid in build_feed(items).iter("guid")]
    assert len(guids) == len(set(guids)) == 4


def test_feeds_have_only_what_may_be_played_at_this_moment():
    evening = make_item(1, hours=((1080, 1320),))
    later = make_item(2, sha256="b" * 64, starts=1, ends=2)
    low, high = make_item(3, sha256="c" * 64), make_item(4, sha256="d" * 64, priority=5, hours=((720, 721),))
    emergency = make_item(5, sha256="e" * 64, is_emergency=True)

    def list_ids(*items, at=NOON):
        return [item.id for item in list_playing(items, panel=PANEL, at=at)]

    assert list_ids(evening, later, low) == [3]
    assert list_ids(low, high) == [4]
    assert list_ids(low, high, at=NOON + timedelta(minutes=1)) == [3]
    assert list_ids(low, high, emergency) == [5]
    assert list_ids(evening, at=NOON.replace(hour=18)) == []  # its validity ends at 13


def test_hours_are_those_of_the_screens_zone():
    seoul = replace(PANEL, time_zone="Asia/Seoul")
    item = make_item(1, hours=((21 * 60, 22 * 60),))

    assert list_playing([item], panel=PANEL, at=NOON) == []
    assert list_playing([item], panel=seoul, at=NOON) == [item]


def test_a_smil_player_gets_a_document_of_its_size_that_it_asks_for_again():
    body = build_smil(items=[make_item(1)], sources={"a" * 64: "https://host/files/a"})
    document = ElementTree.fromstring(body)

    assert document.tag == "{http://www.w3.org/ns/SMIL}smil"
    assert document.find("{*}head/{*}meta").attrib == {"name": "Refresh", "content": "60"}
    assert document.find("{*}head/{*}layout/{*}root-layout").attrib == {"width": "1080", "height": "1920"}
    region = document.find("{*}head/{*}layout/{*}region").get("regionName")
    image = document.find("{*}body/{*}seq/{*}img")
    assert (image.get("region"), image.get("title")) == (region, "Lời kêu gọi (Tiếng Việt)")


def test_the_feed_holds_the_same_items_with_their_validity():
    feed = build_feed([make_item(1)])
    content = feed.find("channel/item/{http://search.yahoo.com/mrss/}content")

    assert feed.findtext("channel/title") == "Lift 7 & 8"
    assert feed.findtext("channel/item/title") == "Lời kêu gọi (Tiếng Việt)"
    assert content.attrib == {
        "url": f"https://host/files/{'a' * 64}",
        "type": "image/png",
        "medium": "image",
        "fileSize": "10",
        "width": "1080",
        "height": "1920",
        "duration": "15",
        "lang": "vi",
    }
    assert content.findtext("{http://search.yahoo.com/mrss/}hash") == "a" * 64
    assert feed.findtext("channel/item/{http://purl.org/dc/terms/}valid") == (
        "start=2026-12-22T11:00:00Z; end=2026-12-22T13:00:00Z; scheme=W3C-DTF"
    )
