"""Steps 1 and 2 of the chain: the register, a call in Vietnamese and its Korean translation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from tests.journeys.cast import World, get_calls_index
from tests.journeys.person import Person, Sheet, say, write_stream
from translations.languages import CODES

EDITOR = "form[data-edit-form]"


def put_the_number_into_the_register(world: World) -> None:
    """The editor proposes a number for the call; a publisher approves it, and the contact that the editor verified."""
    words, editor, publisher = world.words, world.cast.editor, world.cast.publisher
    form = editor.open("/admin/register/facts/new/")
    editor.press(form, "[name=key]", key=words.fact_key, kind="phone", label=f"Số của lời kêu gọi {words.mark}")
    world.fact_id = _find_row(editor.open("/admin/register/facts/"), words.mark)
    propose_number(world, by=editor, number=words.number.e164)
    approve_number(world, by=publisher)

    form = editor.open("/admin/register/contacts/new/")
    fact = find_choice(form, "facts", words.fact_key)
    name = f"Đường dây {words.mark}"
    editor.press(form, "[name=name_vi]", kind="hotline", name_vi=name, name_ko=f"상담 전화 {words.mark}", facts=[fact])
    world.channel_id = _find_row(editor.open("/admin/register/contacts/"), name)
    address = f"/admin/register/contacts/inspect/{world.channel_id}/"
    verify = f"form[action$='/{world.channel_id}/verify/']"
    editor.press(editor.open(address), verify, note="Đã gọi thử, có người trả lời.")
    publisher.press(publisher.open(address), "form[action$='/approve/']")


def propose_number(world: World, *, by: Person, number: str) -> None:
    page = by.open(f"/admin/register/facts/inspect/{world.fact_id}/")
    by.press(page, "form[action$='/propose/']", value=number, source=f"Công văn {world.words.mark}")


def approve_number(world: World, *, by: Person) -> Sheet:
    page = by.open(f"/admin/register/facts/inspect/{world.fact_id}/")
    return by.press(page, "form[action$='/approve/']")


def write_the_call(world: World) -> None:
    """The editor writes it, previews it and submits it; it is not public yet."""
    words, editor = world.words, world.cast.editor
    form = editor.open(f"/admin/pages/add/calls/callpage/{get_calls_index()}/")
    body = write_stream(
        "body",
        ("heading", {"text": f"Điều cần tìm {words.mark}"}),
        ("paragraph", {"text": f"<p>{words.sentence}</p><p>{words.request}</p>"}),
    )
    typed: dict[str, Any] = {
        "title": words.title,
        "slug": urlsplit(world.address).path.split("/")[-2],
        "summary": f"Ai còn nhớ {words.place}?",
        "privacy_note": "Ông bà có thể không nêu tên.",
        "contacts": [find_choice(form, "contacts", f"Đường dây {words.mark}")],
        "poster_headline": f"Bạn còn nhớ {words.place}?",
        "poster_text": words.sentence,
        "poster_action": "Quét mã để cho chúng tôi biết",
    }
    assert not form.tree.select("button[name='action-publish']")
    preview = editor.preview(form, EDITOR, extra=body, **typed)
    assert words.sentence in preview.text and words.number.at_home in preview.text
    editing = editor.press(form, EDITOR, extra=body, **typed)
    world.page_id = int(editing.path.split("/")[-3])
    assert world.cast.reader.open(world.address, status=404)
    submit_call(world, editing, body)
    assert world.cast.reader.open(world.address, status=404)


def submit_call(world: World, editing: Sheet, body: Mapping[str, str], **typed: Any) -> Sheet:
    """Submit the editor's content; ``body`` holds the fields that its JavaScript would send for the blocks."""
    return world.cast.editor.press(editing, "button[name='action-submit']", extra=body, **typed)


def approve_the_call(world: World) -> None:
    """The publisher finds it in the review list and approves it; it is live at its public address."""
    words, publisher = world.words, world.cast.publisher
    desk = publisher.open("/admin/desk/")
    assert words.title in desk.read(".desk-waiting")
    review = publisher.open(desk.get_link(to="/admin/desk/review/"))
    assert words.sentence in review.text
    publisher.press(review, "button[name=approve]")

    page = world.cast.reader.open(world.address)
    assert page.find("html").get("lang") == "vi"
    assert words.sentence in page.text and words.number.at_home in page.text and "[[" not in page.text
    world.path = page.path
    world.key = UUID(publisher.open("/admin/desk/").get_link(to="/impact/").rstrip("/").split("/")[-2])


def translate_into_korean(world: World) -> None:
    """The translator starts from the table and translates side by side; the submission isn't public."""
    words, translator = world.words, world.cast.translator
    desk = translator.open("/admin/desk/")
    start = translator.open(desk.get_link(to=f"/{world.key}/ko/"))
    sheet = translator.press(start, "form[action$='/start/']")
    assert words.sentence in sheet.text
    submitted = translator.press(sheet, "button[name=submit]", **translate(sheet, get_korean(world)))
    assert say("The translation is saved and submitted for review.") in submitted.text
    assert "/vi/" in world.cast.reader.open(world.address.replace("/vi/", "/ko/")).path


def tick_names(review: Sheet) -> dict[str, str]:
    """Return the boxes of the names that a reviewer has compared with the translation."""
    boxes = review.tree.select("input[type=checkbox][name^=reason-]")
    return {str(box["name"]): str(box["value"]) for box in boxes}


def approve_the_korean(world: World) -> None:
    """A Korean reviewer approves it, and only Korean becomes public."""
    reviewer, reader, words = world.cast.reviewer, world.cast.reader, world.words
    world.cast.translator.open("/admin/desk/")
    review = reviewer.open(reviewer.open("/admin/desk/").get_link(to="/admin/desk/review/"))
    assert words.korean_sentence in review.text and words.sentence in review.text
    reviewer.press(review, "button[name=approve]", **tick_names(review))

    world.korean_path = world.address.replace("/vi/", "/ko/")
    page = reader.open(world.korean_path)
    assert page.find("html").get("lang") == "ko"
    assert words.korean_sentence in page.text and words.number.abroad in page.text
    for code in set(CODES) - {"vi", "ko"}:
        nearest = reader.open(world.address.replace("/vi/", f"/{code}/"))
        assert nearest.path.startswith(("/vi/", "/ko/")) and f"asked={code}" in nearest.path
        assert nearest.tree.select("[role=status], .notice, .asked"), nearest.text[:400]


def check_the_status_table(world: World) -> None:
    chips = read_statuses(world)
    assert chips.pop("vi") == "approved" and chips.pop("ko") == "approved"
    assert chips == dict.fromkeys(set(CODES) - {"vi", "ko"}, "missing")


def read_statuses(world: World) -> dict[str, str]:
    """Return the call's state in each language, as the table shows it."""
    desk = world.cast.editor.open("/admin/desk/")
    row = desk.find(f".desk-table th a[href*='{world.key}']").find_parent("tr")
    chips = [str(chip["class"][-1]).rpartition("--")[2] for chip in row.select("td .desk-chip")]
    return dict(zip(CODES, chips, strict=True))


def get_korean(world: World, *, corrected: bool = False) -> dict[str, str]:
    """Return the Korean texts by a part of the source that they translate."""
    words = world.words
    sentence = words.corrected_korean_sentence if corrected else words.korean_sentence
    return {
        words.title: words.korean_title,
        f"Ai còn nhớ {words.place}?": f"{words.korean_place}를 기억하십니까?",
        f"Điều cần tìm {words.mark}": f"찾고 있는 것 {words.mark}",
        "Ông bà có thể không nêu tên.": "이름을 밝히지 않으셔도 됩니다.",
        f"Bạn còn nhớ {words.place}?": f"{words.korean_place}를 기억하십니까?",
        "Quét mã để cho chúng tôi biết": "코드를 찍어 알려 주십시오",
        words.token: f"{sentence}\n{words.korean_request}",
        words.corrected_sentence if corrected else words.sentence: sentence,
    }


def translate(sheet: Sheet, korean: Mapping[str, str]) -> dict[str, str]:
    """Return the text for each field of the page, found by its source."""
    typed: dict[str, str] = {}
    for row in sheet.tree.select("section.desk-row"):
        source = row.select(".desk-text")[0].get_text()
        entry = row.select("[name^='s-']")[0]
        text = next(text for piece, text in korean.items() if piece in source)
        typed[entry.get("name")] = text
    return typed


def find_choice(sheet: Sheet, name: str, label: str) -> str:
    """Return the value of the checkbox whose label contains this."""
    for box in sheet.tree.select(f"input[name={name}]"):
        if label in box.find_parent(["label", "li", "div"]).get_text():
            return str(box.get("value"))
    raise AssertionError(f"{sheet.path} offers no {label} among {name}")


def _find_row(sheet: Sheet, text: str) -> int:
    """Return the primary key in the link with this text in a list of the admin."""
    links = [link.get("href") for link in sheet.tree.select("td a[href*='inspect']") if text in link.get_text()]
    assert links, f"{sheet.path} lists nothing with {text}"
    return int(links[0].rstrip("/").split("/")[-1])
