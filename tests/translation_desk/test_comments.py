"""Comments on a segment: written, answered and resolved, without any change of the text."""

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.approvals.refusals import DeskRefusal
from cms.translation_desk.comments import comment, read_comments, resolve, save_comments
from cms.translation_desk.models import SegmentComment
from tests.approvals.factories import Desk, make_source
from tests.translation_desk.test_views import sign_in


def say(desk: Desk, client: Client, story: object, text: str, path: str = "title") -> str:
    url = reverse("desk_comment", args=[story.translation_key, "ko"])
    return client.post(url, {"path": path, f"comment-{path}": text}).content.decode()


def test_comment_is_shown_at_its_segment_with_its_author(desk: Desk) -> None:
    story = make_source(desk.editor)

    page = say(desk, sign_in(desk.reviewer), story, "Is this the river or the town?")

    assert "Is this the river or the town?" in page and str(desk.reviewer) in page
    found = read_comments(translation_key=story.translation_key, language="ko")
    assert [row.by for row in found["title"]] == [desk.reviewer]
    assert "summary" not in found


def test_comment_is_answered_and_resolved_by_the_reviewer(desk: Desk) -> None:
    story = make_source(desk.editor)
    say(desk, sign_in(desk.reviewer), story, "River or town?")
    translator = sign_in(desk.translator)
    say(desk, translator, story, "The river.")
    asked = SegmentComment.objects.get(by=desk.reviewer)

    url = reverse("desk_comment", args=[story.translation_key, "ko"])
    page = translator.post(url, {"path": "title", "resolve-comment": str(asked.pk)}).content.decode()

    asked.refresh_from_db()
    assert asked.resolved_by == desk.translator and "Resolved by" in page
    assert [row.text for row in read_comments(translation_key=story.translation_key, language="ko")["title"]] == [
        "River or town?",
        "The river.",
    ]


def test_first_user_to_resolve_a_comment_is_kept(desk: Desk) -> None:
    story = make_source(desk.editor)
    now = timezone.now()
    made = comment(
        translation_key=story.translation_key, language="ko", path="title", text="?", by=desk.reviewer, at=now
    )
    resolve(comment=made, by=desk.translator, at=now)

    resolve(comment=made, by=desk.lead, at=now)

    made.refresh_from_db()
    assert made.resolved_by == desk.translator


def test_form_that_is_submitted_twice_saves_its_comments_once(desk: Desk) -> None:
    story = make_source(desk.editor)
    data = QueryDict("comment-title=One&comment-summary=Two&comment-body=&title=x")

    counts = [
        save_comments(data=data, translation_key=story.translation_key, language="ko", by=desk.translator) for _ in "ab"
    ]

    assert counts == [2, 0]
    assert SegmentComment.objects.count() == 2


def test_html_in_a_comment_is_escaped(desk: Desk) -> None:
    page = say(desk, sign_in(desk.translator), make_source(desk.editor), "<script>alert(1)</script>")

    assert "<script>" not in page and "&lt;script&gt;" in page


@pytest.mark.parametrize("number", ["999999", "x", "9" * 40, "²"])
def test_resolving_an_unknown_comment_is_refused(desk: Desk, number: str) -> None:
    story = make_source(desk.editor)

    with pytest.raises(DeskRefusal, match="This comment isn't there any more"):
        save_comments(
            data=QueryDict(f"resolve-comment={number}"),
            translation_key=story.translation_key,
            language="ko",
            by=desk.translator,
        )


def test_comment_without_a_valid_path_is_refused(desk: Desk) -> None:
    story = make_source(desk.editor)

    with pytest.raises(DeskRefusal, match="This comment names no part of the text"):
        save_comments(
            data=QueryDict(f"comment-{'p' * 300}=x"),
            translation_key=story.translation_key,
            language="ko",
            by=desk.translator,
        )


def test_comment_on_one_language_is_not_shown_in_another(desk: Desk) -> None:
    story = make_source(desk.editor)
    say(desk, sign_in(desk.translator), story, "Only Korean.")

    assert read_comments(translation_key=story.translation_key, language="en") == {}
