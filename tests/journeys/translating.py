"""Steps of the desk's walk: find missing translations, translate, be refused, correct, export and import."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from translate.storage.xliff import xlifffile

from tests.journeys import writing
from tests.journeys.cast import World
from tests.journeys.person import Sheet, Upload, say
from translations.languages import CODES

ERROR = ".desk-finding--error"


def the_desk_signs_in(world: World) -> None:
    cast = world.cast
    for person in (cast.editor, cast.publisher, cast.lead, cast.translator, cast.reviewer):
        assert person.sign_in().path.startswith("/admin/")


def see_what_is_missing(world: World) -> None:
    """The table shows every language's state."""
    assert writing.read_statuses(world) == {"vi": "approved"} | dict.fromkeys(set(CODES) - {"vi"}, "missing")


def begin_the_korean(world: World) -> None:
    """The page shows the source, with its facts marked and its terms' renderings."""
    words, translator = world.words, world.cast.translator
    start = translator.open(translator.open("/admin/desk/").get_link(to=f"/{world.key}/ko/"))
    sheet = translator.press(start, "form[action$='/start/']")
    row = find_row(sheet, words.sentence)
    facts = [fact.get_text() for fact in row.select(".desk-fact")]
    assert words.token in facts and f"năm {words.year}" in facts
    assert "직통 전화" in row.select_one(".desk-terms").get_text()
    assert writing.read_statuses(world)["ko"] == "draft"


def translate_with_wrong_facts(world: World) -> None:
    """The year is off by one and the telephone number is missing: the desk reports both at the segment."""
    words, translator = world.words, world.cast.translator
    wrong = {
        piece: text.replace(str(words.year), str(words.year + 1)).replace(f"{words.token} ", "")
        for piece, text in writing.get_korean(world).items()
    }
    sheet = translator.open(f"/admin/desk/{world.key}/ko/")
    saved = translator.press(sheet, "button.button[name=save]", **writing.translate(sheet, wrong))
    found = [finding.get_text() for finding in find_row(saved, words.sentence).select(ERROR)]
    assert any(str(words.year) in text for text in found), found
    assert any(words.token in text or words.number.abroad in text for text in found), found
    translator.press(saved, "button[name=submit]")


def be_refused_approval(world: World) -> None:
    """The reviewer can't approve it and requests changes; it never became public."""
    words, reviewer = world.words, world.cast.reviewer
    review = reviewer.open(reviewer.open("/admin/desk/").get_link(to="/admin/desk/review/"))
    assert review.tree.select(ERROR)
    refused = reviewer.press(review, "button[name=approve]", status=409)
    assert refused.tree.select(ERROR)
    assert "/ko/" not in world.cast.reader.open(world.address.replace("/vi/", "/ko/")).path
    again = reviewer.open(review.path)
    reviewer.press(again, "button[name=request_changes]", comment=f"Năm và số điện thoại sai {words.mark}")
    sheet = world.cast.translator.open(f"/admin/desk/{world.key}/ko/")
    assert f"Năm và số điện thoại sai {words.mark}" in sheet.text


def correct_and_approve(world: World) -> None:
    """The translator corrects it, the reviewer approves it, and Korean readers see it."""
    words, translator = world.words, world.cast.translator
    sheet = translator.open(f"/admin/desk/{world.key}/ko/")
    submitted = translator.press(sheet, "button[name=submit]", **writing.translate(sheet, writing.get_korean(world)))
    assert say("The translation is saved and submitted for review.") in submitted.text
    approve_korean(world)
    page = world.cast.reader.open(world.address.replace("/vi/", "/ko/"))
    assert words.korean_sentence in page.text and words.number.abroad in page.text and "[[" not in page.text
    world.korean_path = page.path


def edit_in_another_tool(world: World) -> None:
    """Export as XLIFF, change it with an independent tool, import it as a draft; live only after approval."""
    words, translator, reader = world.words, world.cast.translator, world.cast.reader
    form = translator.open("/admin/desk/exchange/export/")
    exported = translator.fetch(form, "input[name=items]", items=[str(world.key)], languages=["ko"])
    store = xlifffile.parsefile(io.BytesIO(exported.content))
    unit = next(unit for unit in store.units if unit.target == words.korean_title)
    unit.target = f"{words.korean_title} 수정"
    form = translator.open("/admin/desk/exchange/import/")
    imported = translator.press(form, "[name=file]", file=Upload("ko.xlf", bytes(store)))
    assert say("The changes in the file were saved as drafts. None of them is live.") in imported.text
    assert reader.open(world.korean_path).read("h1") == words.korean_title

    sheet = translator.open(f"/admin/desk/{world.key}/ko/")
    assert find_row(sheet, words.title).select_one("[name^='s-']")["value"] == f"{words.korean_title} 수정"
    translator.press(sheet, "button[name=submit]")
    approve_korean(world)
    assert reader.open(world.korean_path).read("h1") == f"{words.korean_title} 수정"


def approve_korean(world: World) -> None:
    reviewer = world.cast.reviewer
    review = reviewer.open(reviewer.open("/admin/desk/").get_link(to="/admin/desk/review/"))
    reviewer.press(review, "button[name=approve]", **writing.tick_names(review))
    assert writing.read_statuses(world)["ko"] == "approved"


def find_row(sheet: Sheet, source: str) -> Any:
    """Return the row of the segment whose source contains this."""
    rows = [row for row in sheet.tree.select("section.desk-row") if source in row.select_one(".desk-text").get_text()]
    assert rows, f"{sheet.path} has no text with {source}"
    return rows[0]


STEPS: tuple[Callable[[World], object], ...] = (
    the_desk_signs_in,
    writing.put_the_number_into_the_register,
    writing.write_the_call,
    writing.approve_the_call,
    see_what_is_missing,
    begin_the_korean,
    translate_with_wrong_facts,
    be_refused_approval,
    correct_and_approve,
    edit_in_another_tool,
)
