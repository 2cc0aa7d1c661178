"""Steps 7 to 9 of the chain: a correction, a new number, a recall, a screen and the withdrawal."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

from django.utils import timezone

from tests.journeys import handing_out, writing
from tests.journeys.cast import World, work
from tests.journeys.finished import get_path, read_code
from tests.journeys.person import Sheet, read_json, say, write_rich


def correct_a_sentence(world: World) -> None:
    """The desk warns what will be out of date and who holds it; after the approval readers see the correction."""
    words, editor, publisher = world.words, world.cast.editor, world.cast.publisher
    editing = editor.open(f"/admin/pages/{world.page_id}/edit/")
    warning = editing.read(".messages .warning, .w-messages .warning, li.warning")
    assert f"seoul {words.mark}" in warning and f"canberra {words.mark}" in warning
    impact = editor.open(editing.get_link(to="/impact/"))
    assert f"Bộ tài liệu {words.mark}" in impact.text and f"seoul {words.mark}" in impact.text
    assert f"Thang máy {words.mark}" in impact.text

    body = read_body(editing) | {"body-1-value-text": _correct(world)}
    writing.submit_call(world, editing, body, poster_text=words.corrected_sentence)
    assert words.sentence in world.cast.reader.open(world.path).text, "not before it is approved"
    review = publisher.open(publisher.open("/admin/desk/").get_link(to="/admin/desk/review/"))
    assert f"seoul {words.mark}" in review.read(".desk-impact")
    publisher.press(review, "button[name=approve]")
    assert words.corrected_sentence in world.cast.reader.open(world.path).text


def read_body(editing: Sheet) -> dict[str, str]:
    """Return the fields that the editor's script makes of the blocks; none in a browser, where it has made them."""
    found = editing.tree.select_one("[data-w-block-arguments-value]")
    blocks = json.loads(str(found["data-w-block-arguments-value"]))[0] if found else []
    fields = {"body-count": str(len(blocks))} if blocks else {}
    for number, block in enumerate(blocks):
        fields |= {
            f"body-{number}-id": block["id"],
            f"body-{number}-type": block["type"],
            f"body-{number}-order": str(number),
            f"body-{number}-deleted": "",
            f"body-{number}-value-text": block["value"]["text"],
        }
    return fields


def _correct(world: World) -> str:
    words = world.words
    return write_rich(f"<p>{words.corrected_sentence}</p><p>{words.request}</p>")


def see_what_is_out_of_date(world: World) -> None:
    """The desk shows what changed for Korean; poster and edition are marked, and so are Seoul's holdings."""
    words, officer = world.words, world.cast.officer
    assert writing.read_statuses(world)["ko"] == "out_of_date"
    sheet = world.cast.translator.open(f"/admin/desk/{world.key}/ko/")
    assert sheet.read(".desk-row--changed del") == str(words.year)
    assert sheet.read(".desk-row--changed ins") == str(words.year + 1)
    assert officer.open(world.posters[handing_out.LIFT]).tree.select("[data-behind]")
    edition = officer.open(world.editions["seoul"])
    assert edition.tree.select("[data-outdated]") and edition.tree.select("[data-behind]")
    holder = open_holder(world, "seoul")
    assert words.title in holder.read("[data-invalid]")
    assert words.korean_title in holder.read("[data-behind]")


def open_holder(world: World, name: str) -> Sheet:
    officer = world.cast.officer
    links = officer.open("/admin/outreach/holdings/").tree.select("td.title a")
    return officer.open(str(next(link for link in links if name in link.get_text())["href"]))


def give_it_another_number(world: World) -> None:
    """A publisher proposes it and a second person approves: every live language shows only the new one."""
    words, reader = world.words, world.cast.reader
    writing.propose_number(world, by=world.cast.publisher, number=words.other_number.e164)
    assert words.number.at_home in reader.open(world.path).text
    own = world.cast.publisher.open(f"/admin/register/facts/inspect/{world.fact_id}/")
    assert not own.tree.select("form[action$='/approve/']"), "the proposer can't approve it"
    waiting = world.cast.lead.open(f"/admin/register/facts/inspect/{world.fact_id}/")
    assert words.title in waiting.text and words.korean_title in waiting.text, "the pages that will show it"
    assert f"seoul {words.mark}" in waiting.text and f"Thang máy {words.mark}" in waiting.text, "what has the old one"
    writing.approve_number(world, by=world.cast.lead)
    for path, new, old in (
        (world.path, words.other_number.at_home, words.number.at_home),
        (world.korean_path, words.other_number.abroad, words.number.abroad),
    ):
        page = reader.open(path)
        assert new in page.text and words.other_number.e164 in page.source
        assert old not in page.text and words.number.e164 not in page.source
    poster = world.cast.officer.open(world.posters[handing_out.LIFT])
    assert poster.find(".w-status[data-state]")["data-state"] == "outdated"


def recall_the_korean(world: World) -> None:
    """Seoul receives a notice with a deadline and confirms; Canberra, which never held the item, receives none."""
    officer, words = world.cast.officer, world.words
    form = officer.open("/admin/outreach/recalls/new/")
    preview = officer.press(form, "[name=item]", item=f"{world.item}:ko")
    assert f"seoul {words.mark}" in preview.read("[data-holders]")
    assert words.korean_title in preview.read("[data-reached=poster]")
    deadline = timezone.localtime() + timedelta(days=2)
    sent = officer.press(
        preview, "[name=reason]", reason=f"Số cũ {words.mark}", deadline=deadline.strftime("%Y-%m-%d %H:%M")
    )
    world.recall = sent.path
    assert sent.find("[data-job]")["data-state"] == "queued"
    work()
    board = officer.watch(sent)
    assert f"seoul {words.mark}" in board.text and f"canberra {words.mark}" not in board.text

    seoul = world.cast.seoul
    world.notice = seoul.open("/ko/portal/").get_link(to="/portal/recalls/")
    notice = seoul.open(world.notice)
    assert str(notice.find("[data-deadline]")["datetime"]).startswith(deadline.strftime("%Y-%m-%dT%H:%M"))
    assert f"Số cũ {words.mark}" in notice.text
    withheld = seoul.open(f"{world.portal_editions['seoul']}download/", status=410)
    assert "Content-Disposition" not in withheld.headers

    canberra = world.cast.canberra
    assert not canberra.open("/en/portal/").tree.select("a[href*='/recalls/']")
    canberra.open(world.notice.replace("/ko/", "/en/"), status=404)
    seoul.press(notice, "[name=evidence]", evidence=f"로비에서 내렸습니다 {words.mark}")
    assert seoul.open(world.notice).tree.select("[data-confirmed]")
    assert f"로비에서 내렸습니다 {words.mark}" in officer.open(world.recall).text


def bring_the_korean_up_to_date(world: World) -> None:
    words, translator, reviewer = world.words, world.cast.translator, world.cast.reviewer
    sheet = translator.open(f"/admin/desk/{world.key}/ko/")
    korean = writing.get_korean(world, corrected=True)
    translator.press(sheet, "button[name=submit]", **writing.translate(sheet, korean))
    review = reviewer.open(reviewer.open("/admin/desk/").get_link(to="/admin/desk/review/"))
    reviewer.press(review, "button[name=approve]", **writing.tick_names(review))
    assert words.corrected_korean_sentence in world.cast.reader.open(world.korean_path).text
    assert writing.read_statuses(world)["ko"] == "approved"


def put_it_on_a_screen(world: World) -> None:
    """The officer creates an operator and a screen, schedules a new poster on it and issues the player's key."""
    officer, words = world.cast.officer, world.words
    handing_out.enter_organisation(world, "operator", kind="operator", country="VN")
    place = f"Màn hình {words.mark}"
    made = handing_out.ask_for_posters(world, [handing_out.LIFT], placement=place, organisation="operator")
    poster = handing_out.fetch_released(world, made[handing_out.LIFT])
    world.screen_code, world.sha256 = read_code(poster), hashlib.sha256(poster).hexdigest()
    form = officer.open("/admin/outreach/screens/new/")
    operator = next(o for o in form.tree.select("[name=organisation_key] option") if "operator" in o.get_text())
    typed = {"organisation_key": str(operator["value"]), "format": handing_out.LIFT, "placement": place}
    officer.press(form, "[name=name]", name=f"Thang {words.mark}", **typed)
    page = officer.open(officer.open("/admin/outreach/screens/").get_link(to="/schedule/"))
    (file,) = page.tree.select("[name=poster_file]")
    page = officer.press(page, "[name=poster_file]", poster_file=str(file["value"]))
    assert world.sha256[:12] in page.text
    issued = officer.press(page, "form[action$='/keys/']", name=f"Máy phát {words.mark}")
    world.token = issued.read("#issued-key")
    address = next(code.get_text() for code in issued.tree.select("code") if "/manifest" in code.get_text())
    world.manifest = get_path(address)


def play_it(world: World) -> None:
    """The player downloads the manifest and the file; an unchanged manifest isn't sent again."""
    first = pull(world, world.manifest)
    entry = read_json(first)["items"][0]
    assert entry["sha256"] == world.sha256 and read_json(first)["withdrawn"] == []
    assert pull(world, world.manifest, status=304, **{"If-None-Match": first.headers["ETag"]}).content == b""
    file = pull(world, get_path(entry["url"]))
    assert hashlib.sha256(file.content).hexdigest() == world.sha256
    assert handing_out.scan(world, get_path(world.screen_code)).path == world.korean_path
    pull(world, world.manifest, status=401, key="nn_0000000000_wrong")


def pull(world: World, path: str, *, status: int = 200, key: str = "", **headers: str) -> Sheet:
    return world.cast.player.open(path, status=status, Authorization=f"Bearer {key or world.token}", **headers)


def take_it_down(world: World) -> None:
    """The lead withdraws the item: the manifest lists it, and every code shows a Korean notice with the hotline."""
    lead, words = world.cast.lead, world.words
    before = pull(world, world.manifest).headers["ETag"]
    form = lead.open(lead.open("/admin/desk/").get_link(to=f"/{world.key}/take-down/"))
    lead.press(form, "[name=reason]", reason=f"Sai địa danh {words.mark}")
    manifest = pull(world, world.manifest, **{"If-None-Match": before})
    assert read_json(manifest)["items"] == []
    assert [entry["sha256"] for entry in read_json(manifest)["withdrawn"]] == [world.sha256]
    pull(world, f"{world.manifest.removesuffix('manifest')}files/{world.sha256}", status=410)
    for code in (world.code, world.screen_code):
        gone = handing_out.scan(world, get_path(code), status=410)
        assert gone.find("html")["lang"] == "ko"
        assert say("This text has been withdrawn", "ko") in gone.text
        assert words.other_number.abroad in gone.text
    for path in (world.path, world.korean_path):
        assert words.other_number.e164 in world.cast.reader.open(path, status=410).source
