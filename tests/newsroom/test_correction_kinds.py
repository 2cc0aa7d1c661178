"""The kind of a correction: it must agree with the list of corrections, and the approver reads it."""

import pytest
from django.test import Client
from wagtail.models import Page

from cms.approvals.refusals import DeskRefusal
from cms.core.correction_kinds import CorrectionKind
from cms.stories.models import StoryPage
from tests.approvals.bypasses import read_form, sign_in
from tests.approvals.factories import Desk, accept, get_open, hand_in, make_source

pytestmark = pytest.mark.django_db
BLOCK = {"type": "correction", "value": "Năm 1972, không phải 1971."}


def make_public(desk: Desk) -> StoryPage:
    story = make_source(desk.editor)
    accept(hand_in(story, desk.editor), desk.publisher)
    return StoryPage.objects.get(pk=story.pk)


def save_draft(story: StoryPage, desk: Desk, kind: str, **texts: object) -> StoryPage:
    draft = story.get_latest_revision_as_object()
    draft.correction_kind = kind
    for name, value in texts.items():
        setattr(draft, name, value)
    draft.save_revision(user=desk.editor)
    return StoryPage.objects.get(pk=story.pk)


def test_editor_is_asked_only_about_a_source_that_readers_have_read(desk: Desk) -> None:
    client = sign_in(desk.editor)
    draft, public = make_source(desk.editor), make_public(desk)

    assert "correction_kind" not in client.get(f"/admin/pages/{draft.pk}/edit/").context["form"].fields
    shown = client.get(f"/admin/pages/{public.pk}/edit/")
    assert "correction_kind" in shown.context["form"].fields
    assert "readers were told something wrong" in shown.content.decode()


def test_answer_is_saved_with_the_draft_and_read_by_the_approver(desk: Desk) -> None:
    story, client = make_public(desk), sign_in(desk.editor)
    url = f"/admin/pages/{story.pk}/edit/"

    client.post(url, {**read_form(client, url), "summary": "Một câu chuyên.", "correction_kind": "minor"})
    hand_in(story, desk.editor)

    review = sign_in(desk.publisher).get(f"/admin/desk/review/{get_open(story).pk}/")
    assert review.context["form"].initial["change_level"] == "editorial"
    assert "The editor says: A minor correction" in review.content.decode()


def test_public_correction_without_words_is_refused(desk: Desk) -> None:
    story = save_draft(make_public(desk), desk, CorrectionKind.PUBLIC, summary="Khác.")

    with pytest.raises(DeskRefusal, match="You called this a public correction"):
        hand_in(story, desk.editor)


def test_minor_correction_with_a_new_entry_is_refused(desk: Desk) -> None:
    story = save_draft(make_public(desk), desk, CorrectionKind.MINOR, corrections=[BLOCK])

    with pytest.raises(DeskRefusal, match="You called this a minor correction"):
        hand_in(story, desk.editor)


def test_next_change_is_asked_about_anew(desk: Desk) -> None:
    story = save_draft(make_public(desk), desk, CorrectionKind.PUBLIC, corrections=[BLOCK])
    accept(hand_in(story, desk.editor), desk.publisher)

    form = sign_in(desk.editor).get(f"/admin/pages/{story.pk}/edit/").context["form"]

    assert form.initial["correction_kind"] == CorrectionKind.NONE


def test_history_of_a_page_has_its_first_day_and_its_corrections_and_no_names(desk: Desk) -> None:
    story = save_draft(make_public(desk), desk, CorrectionKind.PUBLIC, corrections=[BLOCK])
    accept(hand_in(story, desk.editor), desk.publisher)

    html = Client().get(Page.objects.get(pk=story.pk).url_path).content.decode()

    history = html.partition('class="page-history"')[2].partition("</details>")[0]
    assert history.count("<time") == 2 and "Năm 1972, không phải 1971." in history
    assert desk.editor.username not in html


def test_user_bar_is_for_staff_and_in_no_answer_for_readers(desk: Desk) -> None:
    story = make_public(desk)

    reader, staff = Client().get(story.url_path), sign_in(desk.editor).get(story.url_path)

    assert "wagtail-userbar" not in reader.content.decode()
    assert "wagtail-userbar" in staff.content.decode()
    assert "wagtail-userbar" not in Client().get(story.url_path).content.decode()
