"""Pretranslation: repeated texts of an item, and exact matches filled into a draft."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from cms.approvals.models import Approval
from cms.approvals.translation_drafts import SavedMeanwhile, get_source_text, read_words, start_translation
from cms.approvals.withdrawal import withdraw
from cms.stories.models import StoryPage
from cms.translation_memory.pretranslation import pretranslate
from cms.users.roles import Role
from tests.approvals.factories import Desk, accept, edit, hand_in, make_person, make_source, make_translation

THANKS = "Xin chân thành cảm ơn."
THANKS_KO = "진심으로 감사드립니다."
BODY = json.dumps(
    [
        {"type": "note", "id": "n1", "value": {"text": "Một điều mới."}},
        {"type": "note", "id": "n2", "value": {"text": THANKS}},
        {"type": "note", "id": "n3", "value": {"text": f" {THANKS}"}},
    ]
)


def publish_translation(desk: Desk, korean: str) -> StoryPage:
    story = make_source(desk.editor, title="Cũ", summary=THANKS)
    accept(hand_in(story, desk.editor), desk.publisher)
    accept(
        hand_in(make_translation(story, "ko", desk.translator, title="옛", summary=korean), desk.translator),
        desk.reviewer,
    )
    return story


def start_draft(desk: Desk) -> StoryPage:
    """Return the new, empty Korean draft of a story that says thanks twice."""
    story = make_source(desk.editor, title="Mới", summary="Chưa ai nói thế.", body=BODY)
    accept(hand_in(story, desk.editor), desk.publisher)
    return start_translation(translation_key=story.translation_key, language="ko", by=desk.translator)


def read(page: StoryPage) -> dict[str, str]:
    page = StoryPage.objects.get(pk=page.pk)
    return read_words(page, get_source_text(page.translation_key))


def fill(page: StoryPage, by: object) -> int:
    page = StoryPage.objects.get(pk=page.pk)
    return pretranslate(page=page, base_revision_id=page.latest_revision_id, by=by)


def test_exact_matches_fill_the_empty_texts_of_a_draft(desk: Desk) -> None:
    publish_translation(desk, THANKS_KO)
    page = start_draft(desk)

    assert fill(page, desk.translator) == 2

    words = read(page)
    assert words["body.n2.text"] == words["body.n3.text"] == THANKS_KO
    assert not words.get("summary") and not words.get("body.n1.text")
    assert not Approval.objects.filter(translation_key=page.translation_key, language="ko").exists()
    assert not StoryPage.objects.get(pk=page.pk).live


def test_existing_text_stays_and_fills_its_repetitions(desk: Desk) -> None:
    publish_translation(desk, THANKS_KO)
    page = start_draft(desk)
    draft = StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    draft.body[1].value["text"] = "고맙습니다."
    draft.save_revision(user=desk.translator, clean=False)

    assert fill(page, desk.translator) == 1

    words = read(page)
    assert words["body.n2.text"] == words["body.n3.text"] == "고맙습니다."


def test_nothing_is_saved_without_a_match(desk: Desk) -> None:
    page = start_draft(desk)
    before = StoryPage.objects.get(pk=page.pk).latest_revision_id

    assert fill(page, desk.translator) == 0
    assert StoryPage.objects.get(pk=page.pk).latest_revision_id == before


def test_withdrawn_and_replaced_translations_are_not_used(desk: Desk) -> None:
    story = publish_translation(desk, THANKS_KO)
    korean = StoryPage.objects.get(translation_key=story.translation_key, locale__language_code="ko")
    accept(hand_in(edit(korean, desk.translator, summary="감사합니다."), desk.translator), desk.reviewer)
    page = start_draft(desk)

    assert fill(page, desk.translator) == 2
    assert read(page)["body.n2.text"] == "감사합니다."

    withdraw(translation_key=story.translation_key, language="ko", by=desk.lead, reason="Sai.", at=timezone.now())
    assert fill(start_draft(desk), desk.translator) == 0


def test_only_a_translator_of_the_language_may_pretranslate_and_only_the_latest_draft(desk: Desk) -> None:
    publish_translation(desk, THANKS_KO)
    page = start_draft(desk)

    with pytest.raises(PermissionDenied):
        fill(page, make_person(Role.TRANSLATOR, "ar"))
    with pytest.raises(SavedMeanwhile):
        pretranslate(page=StoryPage.objects.get(pk=page.pk), base_revision_id=0, by=desk.translator)

    assert "body.n2.text" not in read(page)
