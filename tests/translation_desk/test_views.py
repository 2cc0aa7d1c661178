"""The desk's pages for each role, from the start of a translation to its withdrawal."""

import pytest
from django.test import Client
from django.urls import reverse

from cms.approvals.models import Approval, SubmissionState
from cms.translation_desk.forms import name_field
from tests.approvals.factories import Desk, accept, edit, get_open, hand_in, make_source, make_translation


def sign_in(user: object) -> Client:
    client = Client()
    client.force_login(user, backend="cms.users.backends.UserBackend")
    return client


def test_translator_starts_and_submits_a_translation_and_a_reviewer_approves_it(desk: Desk) -> None:
    story = make_source(desk.editor)
    accept(hand_in(story, desk.editor), desk.publisher)
    key = story.translation_key
    translator, reviewer = sign_in(desk.translator), sign_in(desk.reviewer)
    page_url = reverse("desk_write", args=[key, "ko"])
    assert (
        "has no translation" in translator.get(page_url).content.decode() or translator.get(page_url).status_code == 200
    )
    translator.post(reverse("desk_start", args=[key, "ko"]))
    shown = translator.get(page_url)
    assert shown.status_code == 200
    base = shown.context["form"]["base_revision_id"].value()

    answer = translator.post(
        page_url,
        {"base_revision_id": base, name_field("title"): "돌아온 병사", name_field("summary"): "이야기.", "submit": "1"},
    )

    assert answer.status_code == 302
    submission = get_open(Approval.objects.get(language="vi").page.get_translations().get())
    review_url = reverse("desk_review", args=[submission.pk])
    seen = reviewer.get(review_url)
    assert "돌아온 병사" in seen.content.decode()
    form = seen.context["form"]
    reviewer.post(
        review_url, {"digest": form["digest"].value(), "source_digest": form["source_digest"].value(), "approve": "1"}
    )
    assert Approval.objects.get(language="ko").published_at is not None


def test_second_saver_sees_both_texts_and_loses_nothing(desk: Desk) -> None:
    story = make_source(desk.editor)
    accept(hand_in(story, desk.editor), desk.publisher)
    korean = make_translation(story, "ko", desk.translator, title="제목", summary="첫째")
    url = reverse("desk_write", args=[story.translation_key, "ko"])
    translator = sign_in(desk.translator)
    base = translator.get(url).context["form"]["base_revision_id"].value()
    edit(korean, desk.reviewer, summary="다른 사람의 글")

    answer = translator.post(
        url, {"base_revision_id": base, name_field("title"): "제목", name_field("summary"): "나의 글"}
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "나의 글" in page and "다른 사람의 글" in page


def test_arabic_fields_are_written_from_right_to_left(db: None) -> None:
    from cms.users.roles import Role
    from tests.approvals.factories import make_person

    editor = make_person(Role.EDITOR)
    story = make_source(editor)
    make_translation(story, "ar", make_person(Role.TRANSLATOR, "ar"))

    page = sign_in(make_person(Role.TRANSLATOR, "ar")).get(reverse("desk_write", args=[story.translation_key, "ar"]))

    assert 'dir="rtl"' in page.content.decode() and 'lang="ar"' in page.content.decode()


def test_review_page_of_a_source_says_what_becomes_out_of_date(desk: Desk) -> None:
    story = make_source(desk.editor)
    accept(hand_in(story, desk.editor), desk.publisher)
    accept(hand_in(make_translation(story, "ko", desk.translator), desk.translator), desk.reviewer)
    edit(story, desk.editor, summary="Một câu chuyện khác.")
    submission = hand_in(story, desk.editor)

    page = sign_in(desk.publisher).get(reverse("desk_review", args=[submission.pk])).content.decode()

    assert "Korean" in page and "<ins>" in page


def test_desk_lead_takes_an_item_down_in_all_languages(desk: Desk) -> None:
    story = make_source(desk.editor)
    accept(hand_in(story, desk.editor), desk.publisher)
    url = reverse("desk_take_down", args=[story.translation_key])
    lead = sign_in(desk.lead)
    assert lead.get(url).status_code == 200

    without_reason = lead.post(url, {"language": "", "reason": ""})
    lead.post(url, {"language": "", "reason": "Sai tên người."})

    story.refresh_from_db()
    assert without_reason.status_code == 422
    assert not story.live


@pytest.mark.parametrize(("who", "expected"), [("editor", 403), ("translator", 403), ("publisher", 200), ("lead", 200)])
def test_only_publishers_and_desk_leads_may_take_an_item_down(desk: Desk, who: str, expected: int) -> None:
    story = make_source(desk.editor)

    answer = sign_in(getattr(desk, who)).get(reverse("desk_take_down", args=[story.translation_key]))

    assert answer.status_code == expected or (expected == 403 and answer.status_code == 302)


def test_table_shows_every_item_and_open_reviews(desk: Desk) -> None:
    story = make_source(desk.editor)
    submission = hand_in(story, desk.editor)

    page = sign_in(desk.publisher).get(reverse("desk_table")).content.decode()

    assert "Người lính trở về" in page and reverse("desk_review", args=[submission.pk]) in page


def test_author_sees_no_button_to_approve_their_own_text(desk: Desk) -> None:
    submission = hand_in(make_source(desk.publisher), desk.publisher)

    page = sign_in(desk.publisher).get(reverse("desk_review", args=[submission.pk])).content.decode()

    assert 'name="approve"' not in page


def test_changes_are_requested_with_a_comment(desk: Desk) -> None:
    submission = hand_in(make_source(desk.editor), desk.editor)
    url = reverse("desk_review", args=[submission.pk])

    sign_in(desk.publisher).post(url, {"digest": submission.digest, "comment": "Thiếu ngày.", "request_changes": "1"})

    submission.refresh_from_db()
    assert submission.state == SubmissionState.CHANGES_REQUESTED
