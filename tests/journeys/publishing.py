"""Steps of a publisher's morning: review, postpone, publish, revoke a contact, replace its number, correct."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone

from tests.journeys import translating, writing
from tests.journeys.cast import World, get_calls_index
from tests.journeys.person import Sheet, say, squeeze, write_stream
from translations.dates import write_day


def submit_a_call_under_embargo(world: World) -> None:
    """The editor writes it with an embargo until tomorrow at 09:47, and submits it."""
    words, editor = world.words, world.cast.editor
    form = editor.open(f"/admin/pages/add/calls/callpage/{get_calls_index()}/")
    body = write_stream("body", ("paragraph", {"text": f"<p>{words.sentence}</p>"}))
    typed: dict[str, Any] = {
        "title": words.title,
        "slug": urlsplit(world.address).path.split("/")[-2],
        "summary": f"Ai còn nhớ {words.place}?",
        "contacts": [writing.find_choice(form, "contacts", f"Đường dây {words.mark}")],
        "embargo_until": _tomorrow("09:47"),
    }
    editing = editor.press(form, writing.EDITOR, extra=body, **typed)
    assert editing.path.endswith("/edit/"), [each.get_text() for each in editing.tree.select(".error-message")]
    world.page_id = int(editing.path.split("/")[-3])
    writing.submit_call(world, editing, body)


def review_all_of_it(world: World) -> None:
    """The publisher sees address, contact and embargo, and exactly the submitted page, and approves it."""
    words, publisher = world.words, world.cast.publisher
    review = _open_review(world)
    details = {squeeze(row.th.get_text()): squeeze(row.td.get_text()) for row in review.tree.select(".desk-details tr")}
    assert world.address in details.values()
    assert any(f"Đường dây {words.mark}" in value and words.number.at_home in value for value in details.values())
    assert any(value.endswith("09:47") for value in details.values()), details
    seen = publisher.open(review.get_link(to="/page/"))
    assert words.sentence in seen.text and words.number.at_home in seen.text
    publisher.press(_open_review(world), "button[name=approve]")
    world.cast.reader.open(world.address, status=404)


def postpone_it(world: World) -> None:
    """The editor saves a later embargo: it holds at once, and everybody sees until when and by whose decision."""
    words, editor, publisher = world.words, world.cast.editor, world.cast.publisher
    body = write_stream("body", ("paragraph", {"text": f"<p>{words.sentence}</p>"}))
    editing = editor.open(f"/admin/pages/{world.page_id}/edit/")
    assert "09:47" in editing.read(".desk-outlook li")
    saved = editor.press(editing, writing.EDITOR, extra=body, embargo_until=_tomorrow("19:44"))
    assert "19:44" in saved.read(".desk-outlook li")
    table = publisher.open("/admin/desk/")
    outlook = publisher.open(table.get_link(to="/dossier/")).read(".desk-outlook")
    assert "19:44" in outlook and str(editor.user) in outlook


def publish_it_after_all(world: World) -> None:
    """The editor submits it without the embargo: the publisher's approval makes it public at once."""
    words, editor, publisher = world.words, world.cast.editor, world.cast.publisher
    body = write_stream("body", ("paragraph", {"text": f"<p>{words.sentence}</p>"}))
    editing = editor.open(f"/admin/pages/{world.page_id}/edit/")
    saved = editor.press(editing, writing.EDITOR, extra=body, embargo_until="")
    world.cast.reader.open(world.address, status=404)
    writing.submit_call(world, saved, body)
    publisher.press(_open_review(world), "button[name=approve]")
    page = world.cast.reader.open(world.address)
    assert words.sentence in page.text and words.number.at_home in page.text


def revoke_the_contact(world: World) -> None:
    """Nobody answers the number: the publisher revokes the contact, and readers don't see it any more."""
    publisher = world.cast.publisher
    page = publisher.open(f"/admin/register/contacts/inspect/{world.channel_id}/")
    confirmation = publisher.open(page.get_link(to="/revoke/"))
    assert world.words.title in confirmation.text
    publisher.press(confirmation, "button.serious", reason="Gọi ba lần, không có ai trả lời.")
    assert world.words.number.at_home not in world.cast.reader.open(world.address).text


def replace_its_number(world: World) -> None:
    """The publisher proposes another number; the lead's approval restores the contact with it."""
    words, publisher = world.words, world.cast.publisher
    writing.propose_number(world, by=publisher, number=words.other_number.e164)
    writing.approve_number(world, by=world.cast.lead)
    shown = world.cast.reader.open(world.address).text
    assert words.other_number.at_home in shown and words.number.at_home not in shown


def correct_it(world: World) -> None:
    """The editor corrects the year and says so; the publisher sees both, and readers see the correction's day."""
    words, editor, publisher = world.words, world.cast.editor, world.cast.publisher
    note = f"Năm {words.year} được sửa là {words.year + 1}."
    fields = {
        **write_stream("body", ("paragraph", {"text": f"<p>{words.corrected_sentence}</p>"})),
        "corrections-count": "1",
        "corrections-0-type": "correction",
        "corrections-0-order": "0",
        "corrections-0-deleted": "",
        "corrections-0-id": "",
        "corrections-0-value": note,
    }
    editing = editor.open(f"/admin/pages/{world.page_id}/edit/")
    writing.submit_call(world, editing, fields)
    review = _open_review(world)
    assert note in review.text and str(words.year + 1) in review.text
    publisher.press(review, "button[name=approve]")
    page = world.cast.reader.open(world.address)
    today = write_day(timezone.localdate(), language="vi")
    assert page.read("aside.correction") == f"{say('Correction')}, {today} {note}"
    assert words.corrected_sentence in page.text


def _open_review(world: World) -> Sheet:
    publisher = world.cast.publisher
    return publisher.open(publisher.open("/admin/desk/").get_link(to="/admin/desk/review/"))


def _tomorrow(time: str) -> str:
    return f"{timezone.localdate() + timedelta(days=1):%Y-%m-%d} {time}"


STEPS: tuple[Callable[[World], object], ...] = (
    translating.the_desk_signs_in,
    writing.put_the_number_into_the_register,
    submit_a_call_under_embargo,
    review_all_of_it,
    postpone_it,
    publish_it_after_all,
    revoke_the_contact,
    replace_its_number,
    correct_it,
)
