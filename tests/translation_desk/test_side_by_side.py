"""The side-by-side editor: tags, live checks, autosave, conflicts, and an item of two hundred texts."""

import json
from copy import deepcopy
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision

from cms.approvals.drafts import find_authors
from cms.approvals.models import Submission
from cms.approvals.translation_drafts import start_translation
from cms.segments.page_segments import extract
from cms.translation_desk.forms import name_field
from tests.approvals.factories import Desk, accept, edit, hand_in, make_desk, make_source, make_translation
from tests.rows import made_once
from tests.translation_desk.test_views import sign_in

RICH = '<p data-block-key="a1">Xin <b>nhớ</b>, <a href="https://example.org/">đọc</a>.</p>'
PARAGRAPH = str(uuid4())
FIELD = f"body.{PARAGRAPH}.text"


def write_body(*texts: str, kind: str = "paragraph") -> str:
    ids = [PARAGRAPH, *(str(uuid4()) for _text in texts[1:])]
    return json.dumps(
        [{"type": kind, "id": key, "value": {"text": text}} for key, text in zip(ids, texts, strict=True)]
    )


class Opened:
    """The editor as a user loaded it, with the texts and the base that it sends back."""

    def __init__(self, person: Any, key: Any, language: str = "ko") -> None:
        self.client: Client = sign_in(person)
        self.key, self.language = key, language
        self.answer = self.client.get(self.address("desk_write"))
        form = self.answer.context["form"]
        self.base = {name: form[name].value() for name in ("base_revision_id", "base_moment")}
        self.texts = {path: form[name].value() for path, name in form.paths.items()}

    def address(self, name: str) -> str:
        return reverse(name, args=[self.key, self.language])

    def post(self, name: str, button: str = "save", **texts: str) -> Any:
        fields = {name_field(path.replace("__", ".")): text for path, text in texts.items()}
        answer = self.client.post(self.address(name), {**self.base, **fields, button: "1"})
        if answer.status_code == 200 and answer["Content-Type"] == "application/json":
            self.base = {name: answer.json()[name] for name in self.base}
        return answer


def make_story() -> tuple[Desk, Any]:
    desk = make_desk()
    made = make_source(desk.editor, title="Xin chào", summary="Chào.", body=write_body(RICH))
    accept(hand_in(made, desk.editor), desk.publisher)
    start_translation(translation_key=made.translation_key, language="ko", by=desk.translator)
    return desk, made


untouched = made_once(make_story)


@pytest.fixture
def desk(untouched: tuple[Desk, Any], db: None) -> Desk:
    return deepcopy(untouched[0])


@pytest.fixture
def story(untouched: tuple[Desk, Any], db: None) -> Any:
    return deepcopy(untouched[1])


def read_draft(story: Any) -> dict[str, str]:
    page = story.get_translations().get().specific
    return {segment.path: segment.text for segment in extract(page.get_latest_revision_as_object())}


def count_revisions(story: Any) -> int:
    return Revision.objects.for_instance(story.get_translations().get().specific).count()


def test_rich_text_is_displayed_and_written_with_numbered_tags(desk: Desk, story: Any) -> None:
    opened = Opened(desk.translator, story.translation_key)

    opened.post("desk_write", **{FIELD: "{2}읽고{/2} {1}기억{/1} <하세요>"})

    shown = opened.answer.content.decode()
    assert '<b><span class="desk-tag" data-desk-tag="1" title="Bold">{1}</span>' in shown
    assert 'title="Link: https://example.org/"' in shown
    assert read_draft(story)[FIELD] == (
        '<p data-block-key="a1"><a href="https://example.org/">읽고</a> <b>기억</b> &lt;하세요&gt;</p>'
    )
    assert Opened(desk.translator, story.translation_key).texts[FIELD] == "{2}읽고{/2} {1}기억{/1} <하세요>"


def test_saving_unchanged_texts_keeps_them_to_the_character(desk: Desk) -> None:
    odd = '<p data-block-key="x">A &quot;b&quot;\n<strong>c</strong></p>\n<p></p>'
    story = make_source(desk.editor, body=write_body(RICH))
    accept(hand_in(story, desk.editor), desk.publisher)
    make_translation(story, "ko", desk.translator, title="제목", body=write_body(odd))
    before = read_draft(story)
    opened = Opened(desk.translator, story.translation_key)

    opened.post("desk_write", **{path: text.replace("\n", "\r\n") for path, text in opened.texts.items()})

    assert read_draft(story) == before


def test_draft_with_a_missing_link_is_saved_but_not_submitted(desk: Desk, story: Any) -> None:
    opened = Opened(desk.translator, story.translation_key)

    answer = opened.client.post(
        opened.address("desk_write"),
        {
            **opened.base,
            name_field("title"): "안녕",
            name_field("summary"): "안녕.",
            name_field(FIELD): "{1}기억{/1} {2}읽고",
            "submit": "1",
        },
        follow=True,
    )

    shown = answer.content.decode()
    assert "The draft is saved, but it wasn&#x27;t submitted." in shown
    assert shown.count("The link {2} is missing.") == 2, "as a message, and at its text"
    assert read_draft(story)[FIELD] == '<p data-block-key="a1"><b>기억</b> 읽고</p>'
    assert not Submission.objects.filter(language="ko").exists()


def test_text_is_checked_while_it_is_typed(desk: Desk, story: Any, django_assert_max_num_queries: Any) -> None:
    opened = Opened(desk.translator, story.translation_key)

    lost = opened.client.post(opened.address("desk_check"), {"path": FIELD, "text": "{1}기억{/1} {7}"})
    with django_assert_max_num_queries(10):
        right = opened.client.post(opened.address("desk_check"), {"path": FIELD, "text": "{1}기억{/1} {2}읽고{/2}"})
    empty = opened.client.post(opened.address("desk_check"), {"path": FIELD, "text": " "})
    unknown = opened.client.post(opened.address("desk_check"), {"path": "body.none", "text": "a"})

    assert "The link {2} is missing." in lost.content.decode()
    assert "The source has no tag {7}." in lost.content.decode()
    assert right.content.decode().strip() == empty.content.decode().strip() == ""
    assert unknown.status_code == 404


def test_autosave_overwrites_the_users_own_draft_and_keeps_texts_that_were_not_sent(desk: Desk, story: Any) -> None:
    opened = Opened(desk.translator, story.translation_key)
    before = count_revisions(story)

    first = opened.post("desk_autosave", title="안")
    second = opened.post("desk_autosave", summary="안녕.")
    third = opened.post("desk_autosave", title="안녕")

    assert [each.status_code for each in (first, second, third)] == [200, 200, 200]
    assert third.json()["says"].startswith("Saved at ")
    assert read_draft(story) == {"title": "안녕", "summary": "안녕."}
    assert count_revisions(story) == before, "the draft that the start had made is the translator's own"


def test_autosave_does_not_overwrite_another_users_draft(desk: Desk, story: Any) -> None:
    opened = Opened(desk.translator, story.translation_key)
    other = edit(story.get_translations().get().specific, desk.reviewer, summary="다른 글")

    answer = opened.post("desk_autosave", summary="나의 글")

    assert answer.status_code == 409
    assert str(desk.reviewer) in answer.json()["says"]
    assert read_draft(story)["summary"] == other.summary == "다른 글"


def test_second_window_of_the_same_user_gets_a_conflict(desk: Desk, story: Any) -> None:
    one, other = (Opened(desk.translator, story.translation_key) for _n in range(2))
    one.post("desk_autosave", summary="첫째 창")

    by_itself = other.post("desk_autosave", summary="둘째 창")
    by_hand = other.post("desk_write", summary="둘째 창")

    assert (by_itself.status_code, by_hand.status_code) == (409, 409)
    assert "첫째 창" in by_hand.content.decode() and "둘째 창" in by_hand.content.decode()
    assert read_draft(story)["summary"] == "첫째 창"


def test_autosave_on_leaving_causes_no_conflict_in_the_page_that_was_loaded_before_it(desk: Desk, story: Any) -> None:
    left, opened = (Opened(desk.translator, story.translation_key) for _n in range(2))
    left.post("desk_autosave", summary="나의 글")
    field = name_field("summary")

    unseen = opened.client.post(opened.address("desk_autosave"), {**opened.base, field: "새 글", f"was-{field}": ""})
    again = opened.client.post(opened.address("desk_autosave"), {**opened.base, field: "나의 글", f"was-{field}": ""})

    assert (unseen.status_code, again.status_code) == (409, 200)
    assert read_draft(story)["summary"] == "나의 글"


def test_autosave_does_not_change_a_submitted_text(desk: Desk, story: Any) -> None:
    body = {FIELD: "{1}기억{/1}, {2}읽기{/2}."}
    opened = Opened(desk.translator, story.translation_key)
    opened.post("desk_write", "submit", title="안녕", summary="안녕.", **body)
    submission = Submission.objects.get(language="ko")
    frozen = submission.revision.content

    answer = opened.post("desk_autosave", summary="달라진 글")

    submission.revision.refresh_from_db()
    assert answer.status_code == 409, "the page was loaded before the submission"
    later = Opened(desk.translator, story.translation_key)
    assert later.post("desk_autosave", summary="달라진 글").status_code == 200
    submission.revision.refresh_from_db()
    assert submission.revision.content == frozen
    accept(submission, desk.reviewer)
    assert story.get_translations().get().specific.summary == "안녕."


def test_user_whose_text_was_autosaved_is_one_of_its_authors(desk: Desk, story: Any) -> None:
    other = Opened(desk.superuser, story.translation_key)
    other.post("desk_autosave", summary="남이 쓴 글")
    Opened(desk.translator, story.translation_key).post("desk_autosave", title="안녕")

    page = story.get_translations().get().specific

    assert set(find_authors(page=page, last=None, by=desk.translator)) == {desk.superuser.pk, desk.translator.pk}


@pytest.mark.parametrize(("who", "expected"), [("editor", 403), ("publisher", 403), ("translator", 200)])
def test_only_a_translator_of_the_language_saves(desk: Desk, story: Any, who: str, expected: int) -> None:
    opened = Opened(desk.translator, story.translation_key)
    opened.client = sign_in(getattr(desk, who))

    answer = opened.post("desk_autosave", title="안녕")

    assert answer.status_code == expected or (expected == 403 and answer.status_code == 302)


def test_changed_source_is_shown_with_the_approved_translation_and_what_differs(desk: Desk, story: Any) -> None:
    body = {FIELD: "{1}기억{/1}, {2}읽기{/2}."}
    Opened(desk.translator, story.translation_key).post("desk_write", "submit", title="안녕", summary="옛 글.", **body)
    accept(Submission.objects.get(language="ko"), desk.reviewer)
    changed = edit(story, desk.editor, summary="Chào các bạn.")
    accept(hand_in(changed, desk.editor), desk.publisher)
    Opened(desk.translator, story.translation_key).post("desk_write", summary="새 글.")

    row = next(
        row for row in Opened(desk.translator, story.translation_key).answer.context["rows"] if row.path == "summary"
    )

    assert row.earlier == "옛 글."
    assert [(change.op, change.text) for change in row.earlier_changes][:2] == [("removed", "옛"), ("added", "새")]


def test_repeated_text_names_its_first_occurrence(desk: Desk) -> None:
    story = make_source(desk.editor, title="Một", summary="", body=write_body("Hai", "Ba", "Hai", kind="note"))
    accept(hand_in(story, desk.editor), desk.publisher)
    start_translation(translation_key=story.translation_key, language="ko", by=desk.translator)

    rows = Opened(desk.translator, story.translation_key).answer.context["rows"]

    assert [row.same_as for row in rows] == ["", "", "", "2. Text › Note"]
    assert rows[1].repeats == rows[3].repeats != "" and rows[2].repeats == ""


def test_vietnamese_title_counts_as_missing_in_a_language_of_another_script(desk: Desk, story: Any) -> None:
    opened = Opened(desk.translator, story.translation_key)

    opened.post("desk_write", **{FIELD: "{1}기억{/1} {2}읽고{/2}"})

    again = Opened(desk.translator, story.translation_key)
    assert (again.texts["title"], again.texts[FIELD]) == ("", "{1}기억{/1} {2}읽고{/2}")


def test_two_hundred_texts_take_few_queries(desk: Desk, django_assert_max_num_queries: Any) -> None:
    bodies = [RICH.replace("nhớ", f"nhớ {n} liệt sĩ") for n in range(199)]
    story = make_source(desk.editor, summary="", body=write_body(*bodies))
    accept(hand_in(story, desk.editor), desk.publisher)
    start_translation(translation_key=story.translation_key, language="ko", by=desk.translator)
    opened = Opened(desk.translator, story.translation_key)
    opened.post("desk_write", title="안녕", **{path: f"{{1}}{path}{{/1}}" for path in opened.texts if path != "title"})

    with django_assert_max_num_queries(29):  # whatever the number of texts; ten of them are the admin's own
        shown = opened.client.get(opened.address("desk_write"))

    assert len(shown.context["rows"]) == 200
    progress = shown.context["progress"]
    assert (progress["all"], progress["written"]) == (200, 200) and progress["errors"] >= 199


def test_preview_shows_both_pages_as_readers_will_see_them(desk: Desk, story: Any) -> None:
    Opened(desk.translator, story.translation_key).post("desk_write", title="안녕하세요")
    client = sign_in(desk.reviewer)

    both = client.get(reverse("desk_preview", args=[story.translation_key, "ko"]), {"path": FIELD})
    korean = client.get(reverse("desk_preview_page", args=[story.translation_key, "ko"]))
    source = client.get(reverse("desk_preview_page", args=[story.translation_key, "vi"]))

    assert 'data-words="Xin nhớ, đọc."' in both.content.decode()
    assert '<html lang="ko"' in korean.content.decode() and "안녕하세요" in korean.content.decode()
    assert '<html lang="vi"' in source.content.decode() and "Xin chào" in source.content.decode()
