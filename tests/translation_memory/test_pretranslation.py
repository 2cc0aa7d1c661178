"""What need not be translated twice: repeats of one item, and exact matches taken into a draft."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from cms.approvals.models import Approval
from cms.approvals.translation_drafts import SavedMeanwhile, get_source_text, read_words, start_translation
from cms.approvals.withdrawal import withdraw
from cms.segments.segment import Segment, SegmentKind
from cms.stories.models import StoryPage
from cms.translation_memory.pretranslation import find_repeats, take_exact
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


def remember(desk: Desk, korean: str) -> StoryPage:
    story = make_source(desk.editor, title="Cũ", summary=THANKS)
    accept(hand_in(story, desk.editor), desk.publisher)
    accept(
        hand_in(make_translation(story, "ko", desk.translator, title="옛", summary=korean), desk.translator),
        desk.reviewer,
    )
    return story


def begin(desk: Desk) -> StoryPage:
    """The Korean draft of a story that says thanks twice, begun and still empty."""
    story = make_source(desk.editor, title="Mới", summary="Chưa ai nói thế.", body=BODY)
    accept(hand_in(story, desk.editor), desk.publisher)
    return start_translation(translation_key=story.translation_key, language="ko", by=desk.translator)


def read(page: StoryPage) -> dict[str, str]:
    page = StoryPage.objects.get(pk=page.pk)
    return read_words(page, get_source_text(page.translation_key))


def take(page: StoryPage, by: object) -> int:
    page = StoryPage.objects.get(pk=page.pk)
    return take_exact(page=page, base_revision_id=page.latest_revision_id, by=by).count


def test_repeats_lead_to_the_first_place_that_says_the_same() -> None:
    segments = [
        Segment("a", SegmentKind.CHAR, "Xin chào"),
        Segment("b", SegmentKind.TEXT, "Khác"),
        Segment("c", SegmentKind.RICH, "<p>Xin  chào</p>"),
        Segment("d", SegmentKind.CHOICE, "Xin chào"),
        Segment("e", SegmentKind.TEXT, "Xin chào"),
        Segment("f", SegmentKind.TEXT, "xin chào"),
    ]

    assert find_repeats(segments) == {"c": "a", "e": "a"}


def test_exact_matches_fill_the_empty_texts_of_a_draft(desk: Desk) -> None:
    remember(desk, THANKS_KO)
    page = begin(desk)

    assert take(page, desk.translator) == 2

    words = read(page)
    assert words["body.n2.text"] == words["body.n3.text"] == THANKS_KO
    assert not words.get("summary") and not words.get("body.n1.text")
    assert not Approval.objects.filter(translation_key=page.translation_key, language="ko").exists()
    assert not StoryPage.objects.get(pk=page.pk).live


def test_what_is_written_stays_and_is_said_again_where_the_item_repeats_it(desk: Desk) -> None:
    remember(desk, THANKS_KO)
    page = begin(desk)
    draft = StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    draft.body[1].value["text"] = "고맙습니다."
    draft.save_revision(user=desk.translator, clean=False)

    assert take(page, desk.translator) == 1

    words = read(page)
    assert words["body.n2.text"] == words["body.n3.text"] == "고맙습니다."


def test_nothing_is_saved_where_nothing_matches(desk: Desk) -> None:
    page = begin(desk)
    before = StoryPage.objects.get(pk=page.pk).latest_revision_id

    assert take(page, desk.translator) == 0
    assert StoryPage.objects.get(pk=page.pk).latest_revision_id == before


def test_withdrawn_and_replaced_translations_are_not_taken(desk: Desk) -> None:
    story = remember(desk, THANKS_KO)
    korean = StoryPage.objects.get(translation_key=story.translation_key, locale__language_code="ko")
    accept(hand_in(edit(korean, desk.translator, summary="감사합니다."), desk.translator), desk.reviewer)
    page = begin(desk)

    assert take(page, desk.translator) == 2
    assert read(page)["body.n2.text"] == "감사합니다."

    withdraw(translation_key=story.translation_key, language="ko", by=desk.lead, reason="Sai.", at=timezone.now())
    assert take(begin(desk), desk.translator) == 0


def test_only_a_translator_of_the_language_takes_and_never_over_anothers_draft(desk: Desk) -> None:
    remember(desk, THANKS_KO)
    page = begin(desk)

    with pytest.raises(PermissionDenied):
        take(page, make_person(Role.TRANSLATOR, "ar"))
    with pytest.raises(SavedMeanwhile):
        take_exact(page=StoryPage.objects.get(pk=page.pk), base_revision_id=0, by=desk.translator)

    assert "body.n2.text" not in read(page)
