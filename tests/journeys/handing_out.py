"""Steps 3 to 6 of the chain: posters, scans, kits and their use by partners."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from tests.journeys.cast import World, work
from tests.journeys.finished import Bag, get_path, read_code
from tests.journeys.person import Person, Sheet, say

LIFT, SHEET = "lift-portrait-fhd", "print-a3"
MISSIONS = {"seoul": ("KR", "", ["vi", "ko"]), "canberra": ("AU", "Australia/Sydney", ["vi", "en"])}


def enter_the_missions(world: World) -> None:
    """The outreach officer creates both missions and their memberships."""
    officer, words = world.cast.officer, world.words
    for name, (country, time_zone, languages) in MISSIONS.items():
        typed = {"country": country, "time_zone": time_zone, "languages": languages}
        enter_organisation(world, name, kind="mission", **typed)
        form = officer.open("/admin/outreach/members/new/")
        person: Person = getattr(world.cast, name)
        assert person.user
        officer.press(form, "[name=user]", user=str(person.user.pk), organisation=str(world.organisations[name]))
    assert say("There is no kit for you yet. The desk will notify you when there is one.", "ko") in read_portal(world)
    assert f"seoul {words.mark}" in read_portal(world)


def enter_organisation(world: World, name: str, **typed: object) -> None:
    officer = world.cast.officer
    form = officer.open("/admin/outreach/organisations/new/")
    officer.press(form, "[name=name_vi]", name_vi=f"{name} {world.words.mark}", **typed)
    listed = officer.open("/admin/outreach/organisations/")
    links = [link for link in listed.tree.select("td a[href*='/edit/']") if name in link.get_text()]
    world.organisations[name] = int(str(links[0]["href"]).rstrip("/").split("/")[-1])


def make_korean_posters(world: World) -> None:
    """The officer makes posters for a lift's screen and as A3 sheets; the code is read from the files alone."""
    placement = f"Thang máy {world.words.mark}"
    world.posters = ask_for_posters(world, [LIFT, SHEET], placement=placement, organisation="seoul")
    for format_code, poster in world.posters.items():
        world.files[format_code] = fetch_released(world, poster)
    codes = {read_code(content) for content in world.files.values()}
    assert len(codes) == 1, "one place, one code"
    world.code = codes.pop()
    assert world.code == world.code.upper() and "/Q/" in world.code


def ask_for_posters(
    world: World, formats: list[str], *, placement: str, organisation: str | None = None
) -> dict[str, str]:
    """Look at Korean posters, request them, watch the job until it ends, and return their addresses by format."""
    officer = world.cast.officer
    form = officer.press(officer.open("/admin/outreach/posters/"), "form select[name=item]", item=world.item)
    boxes = [str(box["value"]) for box in form.tree.select("[name=languages]")]
    assert boxes == ["vi", "ko"], "only what is approved is offered"
    wanted = {"languages": ["ko"], "formats": formats, "placement": placement}
    if organisation:
        wanted["organisation"] = [_find_box(form, "organisation", organisation)]
    drawn = officer.press(form, "button[name=look]", **wanted)
    work()
    drawn = officer.watch(drawn)
    assert not drawn.tree.select("[data-flaw]"), drawn.text
    assert len(drawn.tree.select("[data-drawing] img")) == len(formats), "each was drawn before it is made"
    job = officer.press(drawn, "form[action$='/make/']")
    assert job.find("[data-job]")["data-state"] == "queued"
    assert job.read("[data-job-count]") == f"0/{len(formats)}" or job.read("[data-job-count]") == "0/0"
    work()
    job = officer.watch(job)
    assert job.find("[data-job]")["data-state"] == "done"
    assert job.read("[data-job-count]") == f"{len(formats)}/{len(formats)}"
    rows = job.tree.select(".listing tbody tr")
    return {row.select("td")[2].get_text().strip(): str(row.select_one("a")["href"]) for row in rows}


def fetch_released(world: World, poster: str) -> bytes:
    page = world.cast.officer.open(poster)
    assert page.find(".w-status[data-state]")["data-state"] == "released", page.text
    return world.cast.officer.open(page.get_link(to="/file/")).content


def scan_the_code(world: World) -> None:
    """A reader opens the address decoded from the file and reaches the Korean page; the scan is counted."""
    page = scan(world, get_path(world.code))
    assert page.path == world.korean_path
    assert world.words.korean_sentence in page.text
    poster = world.cast.officer.open(world.posters[LIFT])
    assert poster.read("[data-scans]") == "1"
    assert f"Thang máy {world.words.mark}" in poster.text


def scan(world: World, path: str, *, status: int = 200) -> Sheet:
    return world.cast.reader.open(path, status=status)


def build_kits(world: World) -> None:
    """The officer builds a kit of the call and the film for each mission, and sees its progress and contents.

    Before that, the desk lead approves its title.
    """
    officer, words = world.cast.officer, world.words
    missions = [str(world.organisations[name]) for name in MISSIONS]
    world.kit = officer.press(
        officer.open("/admin/outreach/kits/new/"),
        "[name=title]",
        title=f"Bộ tài liệu {words.mark}",
        organisations=missions,
        items=[world.item, world.film],
    ).path
    lead = world.cast.lead
    assert officer.open(world.kit).tree.select("form[action$='/approve/']") == []
    lead.press(lead.open(world.kit), "form[action$='/approve/']")
    for name in MISSIONS:
        form = f"form[action$='/build/{world.organisations[name]}/']"
        asked = officer.press(officer.open(world.kit), form)
        assert asked.find("[data-job]")["data-state"] == "queued"
        work()
        officer.watch(asked)
    rows = officer.open(world.kit).tree.select(".listing tbody tr")
    for name in MISSIONS:
        row = next(row for row in rows if name in row.get_text())
        world.editions[name] = str(row.select_one("a[href*='/editions/']")["href"])
        assert officer.open(world.editions[name]).tree.select("code[title]")


def fetch_the_kit(world: World) -> None:
    """Seoul finds it in its portal, in Korean, and downloads it in two parts that make the whole."""
    seoul = world.cast.seoul
    home = seoul.open("/ko/portal/")
    assert home.find("html")["lang"] == "ko"
    page = seoul.open(home.get_link(to="/portal/editions/"))
    world.portal_editions["seoul"] = page.path
    address = page.get_link(to="/download/")
    whole = seoul.open(address)
    half = len(whole.content) // 2
    first = seoul.open(address, status=206, Range=f"bytes=0-{half - 1}")
    rest = seoul.open(address, status=206, Range=f"bytes={half}-", **{"If-Range": whole.headers["ETag"]})
    assert first.content + rest.content == whole.content
    check_the_bag(world, "seoul", Bag.read(whole.content))

    canberra = world.cast.canberra
    page = canberra.open(canberra.open("/en/portal/").get_link(to="/portal/editions/"))
    world.portal_editions["canberra"] = page.path
    check_the_bag(world, "canberra", Bag.read(canberra.open(page.get_link(to="/download/")).content))


def check_the_bag(world: World, name: str, bag: Bag) -> None:
    words, languages = world.words, MISSIONS[name][2]
    assert bag.manifest["languages"] == languages
    for language in languages:
        assert f'<section id="{language}" lang="{language}"' in bag.start_page
        assert say("In this kit", language) in bag.start_text
    vietnamese = bag.read_texts("vi")
    assert words.sentence in vietnamese and words.number.at_home in vietnamese
    subtitles = b"".join(bag.get_files(role="subtitles", language="vi")).decode()
    assert f"Lời kể {words.mark}." in subtitles
    if name == "seoul":
        assert words.korean_sentence in bag.read_texts("ko")
        assert f"증언 {words.mark}." in b"".join(bag.get_files(role="subtitles", language="ko")).decode()
        assert set(bag.get_files(role="poster", language="ko")) == set(world.files.values())
    else:
        assert bag.exclusions >= {("call", "en", "text", "not_approved"), ("film", "en", "text", "not_approved")}
        assert say("It isn't approved in this language.", "en") in bag.start_text
        assert not bag.get_files(role="poster", language="ko")


def acknowledge_and_report(world: World) -> None:
    seoul, words = world.cast.seoul, world.words
    page = seoul.press(seoul.open(world.portal_editions["seoul"]), "form[action$='/acknowledge/']")
    assert page.tree.select("[data-acknowledged]")
    form = seoul.open(page.get_link(to="/report/"))
    item = _find_option(form, "item", words.korean_title)
    place = f"영사관 로비 {words.mark}"
    seoul.press(
        form, "[name=place]", item=item, place=place, starts_on=timezone.localdate().isoformat(), audience="120"
    )
    assert place in read_portal(world)


def keep_canberra_out(world: World) -> None:
    """Canberra's user can open neither Seoul's editions and files nor pages of the admin."""
    seoul, canberra = world.cast.seoul, world.cast.canberra
    theirs = world.portal_editions["seoul"].replace("/ko/", "/en/")
    file = seoul.open(world.portal_editions["seoul"]).get_link(to="/files/").replace("/ko/", "/en/")
    for address in (theirs, f"{theirs}download/", file, f"{theirs}report/"):
        canberra.open(address, status=404)
    home = canberra.open("/en/portal/").text
    assert "seoul" not in home and world.words.korean_title not in home
    canberra.open("/admin/outreach/holdings/", status=403)


def read_portal(world: World) -> str:
    return world.cast.seoul.open("/ko/portal/").text


def get_key(address: str) -> UUID:
    return UUID(next(part for part in address.split("/") if part.count("-") == 4))


def _find_box(sheet: Sheet, name: str, text: str) -> str:
    boxes = [box for box in sheet.tree.select(f"input[name={name}]") if box.parent and text in box.parent.get_text()]
    assert boxes, f"{sheet.path} offers no {text}"
    return str(boxes[0]["value"])


def _find_option(sheet: Sheet, name: str, text: str) -> str:
    options = [o for o in sheet.tree.select(f"[name={name}] option") if text in o.get_text()]
    assert options, f"{sheet.path} offers no {text}: {sheet.read(f'[name={name}]')}"
    return str(options[0]["value"])
