"""Assignments: to people or groups, taken over, withdrawn, and in bulk with linked items."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.translation_desk.assignments import AssignmentRefused, assign, get_assignment, take_over
from cms.translation_desk.models import Assignment
from cms.translation_desk.planning import find_items
from cms.users.roles import Role
from tests.approvals.factories import Desk, accept, hand_in, make_person, make_source, make_translation
from tests.factories import UserFactory
from tests.translation_desk.test_views import sign_in


def give(desk: Desk, story: Any, **more: Any) -> Assignment:
    given = {"language": "ko", "assignee": desk.translator, "by": desk.lead, "at": timezone.now(), **more}
    return assign(translation_key=story.translation_key, **given)


def make_ready(desk: Desk, **fields: Any) -> Any:
    story = make_source(desk.editor, **fields)
    accept(hand_in(story, desk.editor), desk.publisher)
    return story


def plan(client: Client, story: Any, *, button: str = "plan", **more: Any) -> Any:
    keys = [str(item.key) for item in find_items([story.translation_key])]
    form = {"items": keys, "offered": keys, "languages": ["ko"], button: "1", **more}
    return client.post(reverse("desk_assign"), form)


def test_assigned_work_is_in_the_worklist(desk: Desk) -> None:
    story = make_ready(desk)
    today = timezone.localdate()
    give(desk, story, due_on=today + timedelta(days=3), note="Tên làng giữ nguyên.")

    page = sign_in(desk.translator).get(reverse("desk_worklist")).content.decode()

    assert story.title in page and "Tên làng giữ nguyên." in page
    assert reverse("desk_write", args=[story.translation_key, "ko"]) in page
    assert f"due on {today + timedelta(days=3):%d/%m/%Y}" in page


def test_worklist_is_ordered_by_due_date_and_marks_what_is_overdue(desk: Desk) -> None:
    now, today = timezone.now(), timezone.localdate()
    late, soon, never = (make_ready(desk, title=title) for title in ("Muộn", "Sớm", "Không hạn"))
    give(desk, never)
    give(desk, soon, due_on=today + timedelta(days=1))
    give(desk, late, due_on=today - timedelta(days=9), at=now - timedelta(days=10))

    answer = sign_in(desk.translator).get(reverse("desk_worklist"))

    assert [task.title for task in answer.context["tasks"]] == ["Muộn", "Sớm", "Không hạn"]
    assert f"overdue since {today - timedelta(days=9):%d/%m/%Y}" in answer.content.decode()


def test_worklist_shows_the_comment_of_a_submission_that_was_sent_back(desk: Desk) -> None:
    story = make_ready(desk)
    give(desk, story)
    submission = hand_in(make_translation(story, "ko", desk.translator), desk.translator)
    form = {"digest": submission.digest, "comment": "Thiếu ngày.", "request_changes": "1"}
    sign_in(desk.reviewer).post(reverse("desk_review", args=[submission.pk]), form)

    page = sign_in(desk.translator).get(reverse("desk_worklist")).content.decode()

    assert "requests changes: Thiếu ngày." in page


def test_work_assigned_to_a_group_is_in_the_worklist_of_each_member(desk: Desk) -> None:
    give(desk, make_ready(desk), assignee=None)
    other = make_person(Role.TRANSLATOR, "lo")

    assert len(sign_in(desk.translator).get(reverse("desk_worklist")).context["tasks"]) == 1
    assert len(sign_in(desk.reviewer).get(reverse("desk_worklist")).context["tasks"]) == 1
    assert sign_in(other).get(reverse("desk_worklist")).context["tasks"] == []


def test_one_member_of_the_group_takes_the_work_over(desk: Desk) -> None:
    made = give(desk, make_ready(desk), assignee=None, due_on=timezone.localdate())
    url = reverse("desk_take_over", args=[made.pk])

    sign_in(desk.translator).post(url)
    second = sign_in(desk.reviewer).post(url, follow=True)

    standing = Assignment.objects.active().get()
    assert (standing.assignee, standing.due_on) == (desk.translator, made.due_on)
    assert "taken over by someone else" in second.content.decode()


def test_work_in_another_language_can_not_be_taken_over(desk: Desk) -> None:
    made = give(desk, make_ready(desk), assignee=None)

    with pytest.raises(PermissionDenied):
        take_over(assignment=made, by=make_person(Role.TRANSLATOR, "lo"), at=timezone.now())


@pytest.mark.parametrize("who", ["editor", "reviewer", "publisher"])
def test_only_translators_of_the_language_are_assigned(desk: Desk, who: str) -> None:
    story = make_ready(desk)
    if who == "reviewer":
        assert give(desk, story, assignee=desk.reviewer).assignee == desk.reviewer
        return

    with pytest.raises(AssignmentRefused, match="doesn't translate into this language"):
        give(desk, story, assignee=getattr(desk, who))


def test_source_and_past_due_date_are_refused(desk: Desk) -> None:
    story = make_ready(desk)

    with pytest.raises(AssignmentRefused, match="Only translations can be assigned"):
        give(desk, story, language="vi", assignee=None)
    with pytest.raises(AssignmentRefused, match="The due date has passed"):
        give(desk, story, due_on=timezone.localdate() - timedelta(days=1))
    assert not Assignment.objects.exists()


def test_reassigning_closes_the_first_assignment(desk: Desk) -> None:
    story = make_ready(desk)
    give(desk, story)
    give(desk, story, assignee=desk.reviewer)

    found = get_assignment(story.translation_key, "ko")

    assert found is not None and found.assignee == desk.reviewer
    assert sign_in(desk.translator).get(reverse("desk_worklist")).context["tasks"] == []


@pytest.mark.parametrize("who", ["editor", "translator", "reviewer"])
def test_only_publisher_and_lead_assign(desk: Desk, who: str) -> None:
    story = make_ready(desk)

    with pytest.raises(PermissionDenied):
        give(desk, story, by=getattr(desk, who))
    assert sign_in(getattr(desk, who)).get(reverse("desk_assign")).status_code in (302, 403)


def test_assignment_is_withdrawn(desk: Desk) -> None:
    story = make_ready(desk)
    made = give(desk, story)
    lead = sign_in(desk.lead)

    lead.post(reverse("desk_unassign", args=[made.pk]))
    again = lead.post(reverse("desk_unassign", args=[made.pk]), follow=True)

    assert get_assignment(story.translation_key, "ko") is None
    assert "was withdrawn, in the meantime" in again.content.decode()


def test_work_of_a_deleted_user_passes_to_the_group(desk: Desk) -> None:
    story = make_ready(desk)
    leaver = make_person(Role.TRANSLATOR, "ko")
    give(desk, story, assignee=leaver)

    leaver.delete()

    found = get_assignment(story.translation_key, "ko")
    assert found is not None and found.assignee is None


# --- many at once ---


def link_to(page: Any) -> list[dict[str, Any]]:
    return [{"type": "paragraph", "value": {"text": f'<p><a linktype="page" id="{page.pk}">xem</a></p>'}}]


def test_linked_items_are_offered_recursively(desk: Desk) -> None:
    third = make_ready(desk, title="Ba")
    second = make_ready(desk, title="Hai", body=link_to(third))
    first = make_ready(desk, title="Một", body=link_to(second))

    needed = find_items([first.translation_key])

    assert [(item.title, item.linked_from) for item in needed] == [("Một", ""), ("Hai", "Một"), ("Ba", "Hai")]


def test_items_that_link_to_each_other_are_offered_once(desk: Desk) -> None:
    second = make_source(desk.editor, title="Hai")
    first = make_source(desk.editor, title="Một", body=link_to(second))
    second.body = link_to(first)
    second.save_revision(user=desk.editor)

    assert [item.title for item in find_items([first.translation_key])] == ["Một", "Hai"]


def test_lead_sees_the_plan_before_anything_is_saved_then_assigns(desk: Desk) -> None:
    second = make_ready(desk, title="Hai")
    first = make_ready(desk, title="Một", body=link_to(second))
    lead = sign_in(desk.lead)
    day = timezone.localdate() + timedelta(days=7)
    more = {"assignee-ko": desk.translator.pk, "due_on": f"{day:%Y-%m-%d}", "note": "Cùng một lần."}

    seen = plan(lead, first, **more)

    assert [row.item.title for row in seen.context["planned"]] == ["Một", "Hai"]
    assert not Assignment.objects.exists()
    answer = plan(lead, first, button="assign", **more)
    assert answer.status_code == 302
    assert set(Assignment.objects.values_list("assignee", "due_on", "note")) == {
        (desk.translator.pk, day, "Cùng một lần.")
    }
    assert Assignment.objects.count() == 2


def test_items_without_work_are_skipped_with_the_reason(desk: Desk) -> None:
    done, in_review, given = (make_ready(desk, title=title) for title in ("Xong", "Đang duyệt", "Đã giao"))
    accept(hand_in(make_translation(done, "ko", desk.translator), desk.translator), desk.reviewer)
    hand_in(make_translation(in_review, "ko", desk.translator), desk.translator)
    give(desk, given)
    keys = [str(story.translation_key) for story in (done, in_review, given)]
    form = {"items": keys, "offered": keys, "languages": ["ko"], "plan": "1"}
    lead = sign_in(desk.lead)

    seen = lead.post(reverse("desk_assign"), form)

    assert {row.item.title: row.skip_reason for row in seen.context["skipped"]} == {
        "Xong": "The translation is approved and up to date.",
        "Đang duyệt": "The translation is in review.",
        "Đã giao": f"It is already assigned to {desk.translator}.",
    }
    refused = lead.post(reverse("desk_assign"), {**form, "assign": "1"})
    assert refused.status_code == 422 and "None of this can be assigned" in refused.content.decode()
    again = lead.post(reverse("desk_assign"), {**form, "reassign": "on", "assignee-ko": desk.reviewer.pk})
    assert [row.item.title for row in again.context["planned"]] == ["Đã giao"]


def test_invalid_plan_saves_nothing_and_keeps_what_was_typed(desk: Desk) -> None:
    story = make_ready(desk)
    yesterday = timezone.localdate() - timedelta(days=1)

    answer = plan(
        sign_in(desk.lead), story, button="assign", due_on=f"{yesterday:%Y-%m-%d}", note="Giữ nguyên điều đã viết."
    )

    page = answer.content.decode()
    assert answer.status_code == 422 and not Assignment.objects.exists()
    assert "The due date has passed" in page and "Giữ nguyên điều đã viết." in page


def test_a_person_of_another_language_cannot_be_chosen(desk: Desk) -> None:
    stranger = UserFactory()

    answer = plan(sign_in(desk.lead), make_ready(desk), button="assign", **{"assignee-ko": stranger.pk})

    assert answer.status_code == 422 and not Assignment.objects.exists()


def test_without_items_the_user_is_redirected_to_the_table(desk: Desk) -> None:
    for query in ("", "?items=x", "?items=00000000-0000-4000-8000-000000000000"):
        answer = sign_in(desk.lead).get(reverse("desk_assign") + query, follow=True)

        assert "Choose items in the table first." in answer.content.decode()
