"""Outlook of a text: what will happen to it, when, and by whose decision, wherever the desk says it."""

from datetime import timedelta

import pytest
import time_machine

from cms.approvals.outlook import write_outlook
from cms.approvals.schedule import cancel
from tests.approvals.bypasses import make_live, sign_in
from tests.approvals.factories import Desk, accept, edit, hand_in, make_source
from tests.approvals.test_schedule import AT_0947, AT_1944, NOW, make_awaiting, move

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_nine(db):
    with time_machine.travel(NOW, tick=False):
        yield


def test_outlook_says_what_happens_when_and_by_whose_decision(desk: Desk) -> None:
    story, approval = make_awaiting(desk)
    move(approval, AT_1944, desk.editor)

    outlook = write_outlook(translation_key=story.translation_key, language="vi", at=NOW)

    assert list(outlook.sentences) == [
        f"Goes live on 26/07/2026 19:44. {desk.publisher} approved it on 26/07/2026 09:00.",
        f"On 26/07/2026 09:00 {desk.editor} postponed it from 26/07/2026 09:47 to 26/07/2026 19:44.",
    ]


def test_outlook_names_who_cancelled_and_why(desk: Desk) -> None:
    story, _approval = make_awaiting(desk)
    cancel(translation_key=story.translation_key, language="vi", by=desk.editor, at=NOW, reason="Sai tên.")

    outlook = write_outlook(translation_key=story.translation_key, language="vi", at=NOW)

    assert list(outlook.sentences) == [
        f"On 26/07/2026 09:00 {desk.editor} cancelled what was to go live on 26/07/2026 09:47: Sai tên."
    ]


def test_outlook_of_a_review_says_when_an_approval_would_publish(desk: Desk) -> None:
    story = make_live(desk)
    edit(story, desk.editor, title="Bản hai", go_live_at=AT_1944, expire_at=AT_1944 + timedelta(days=1))
    hand_in(story, desk.editor)

    outlook = write_outlook(translation_key=story.translation_key, language="vi", at=NOW)

    assert list(outlook.sentences) == [
        f"Public since 26/07/2026 09:00. {desk.publisher} approved it.",
        f"It is taken down on 27/07/2026 19:44. On 26/07/2026 09:00 {desk.editor} ended it sooner than was approved.",
        f"{desk.editor} submitted a text. If it is approved now, it goes live on 26/07/2026 19:44.",
    ]


def test_outlook_of_an_awaiting_text_says_the_sooner_end_that_holds_and_who_decided_it(desk: Desk) -> None:
    story, _approval = make_awaiting(desk, go_live_at=AT_0947, expire_at=AT_1944 + timedelta(days=1))
    edit(story, desk.editor, expire_at=AT_1944)

    outlook = write_outlook(translation_key=story.translation_key, language="vi", at=NOW)

    assert outlook.sentences[-1] == (
        f"It is taken down on 26/07/2026 19:44. On 26/07/2026 09:00 {desk.editor} ended it sooner than was approved."
    )


def test_outlook_of_an_awaiting_text_says_the_approved_end(desk: Desk) -> None:
    story, _approval = make_awaiting(desk, go_live_at=AT_0947, expire_at=AT_1944)

    outlook = write_outlook(translation_key=story.translation_key, language="vi", at=NOW)

    assert outlook.sentences[-1] == "It is taken down on 26/07/2026 19:44, as its schedule says."


def test_outlook_of_a_public_page_says_who_ended_it_sooner(desk: Desk) -> None:
    story = make_live(desk, expire_at=AT_1944)
    edit(story, desk.editor, expire_at=AT_0947)

    outlook = write_outlook(translation_key=story.translation_key, language="vi", at=NOW)

    assert outlook.sentences[1] == (
        f"It is taken down on 26/07/2026 09:47. On 26/07/2026 09:00 {desk.editor} ended it sooner than was approved."
    )


def test_outlook_no_longer_names_who_ended_it_sooner_once_another_end_was_approved(desk: Desk) -> None:
    story = make_live(desk)
    edit(story, desk.editor, expire_at=AT_0947)
    edit(story, desk.editor, expire_at=AT_1944)
    accept(hand_in(story, desk.editor), desk.publisher)

    outlook = write_outlook(translation_key=story.translation_key, language="vi", at=NOW)

    assert outlook.sentences[1] == "It is taken down on 26/07/2026 19:44, as its schedule says."


def test_each_date_of_the_editor_says_when_it_counts(desk: Desk) -> None:
    story = make_source(desk.editor)

    page = sign_in(desk.editor).get(f"/admin/pages/{story.pk}/edit/").content.decode()

    assert page.count("A date counts once you press a button that saves or submits the page.") == 3


def test_schedule_page_postpones_and_cancels_and_the_dossier_says_so(desk: Desk) -> None:
    story, approval = make_awaiting(desk)
    client = sign_in(desk.editor)
    url = f"/admin/desk/{story.translation_key}/vi/schedule/"

    client.post(url, {"due_at": "2026-07-26T19:44", "move": ""})
    client.post(url, {"reason": "Sai tên.", "cancel": ""})

    approval.refresh_from_db()
    assert (approval.due_at, approval.withdrawn_by) == (AT_1944, desk.editor)
    dossier = client.get(f"/admin/desk/{story.translation_key}/vi/dossier/").content.decode()
    assert "cancelled what was to go live on 26/07/2026 19:44: Sai tên." in dossier


def test_status_panel_of_the_editor_shows_the_outlook(desk: Desk) -> None:
    story, _approval = make_awaiting(desk)

    page = sign_in(desk.editor).get(f"/admin/pages/{story.pk}/edit/").content.decode()

    assert "Goes live on 26/07/2026 09:47." in page
