"""The translation memory on the desk's pages."""

import json
from html import unescape
from urllib.parse import quote

from django.test import Client
from django.urls import reverse

from cms.approvals.translation_drafts import start_translation
from cms.stories.models import StoryPage
from tests.approvals.factories import Desk, accept, hand_in, make_source, make_translation

SOURCE_TEXT = "Xin gọi trước ngày 27/7/2027 & đừng ngại <b>."
TRANSLATION = '2027년 7월 27일 전에 전화해 주십시오 & "망설이지" <script>alert()</script>.'


def sign_in(user: object) -> Client:
    client = Client()
    client.force_login(user, backend="cms.users.backends.UserBackend")
    return client


def publish_translation(desk: Desk, source: str = SOURCE_TEXT, translation: str = TRANSLATION) -> None:
    story = make_source(desk.editor, title="Cũ", summary=source)
    accept(hand_in(story, desk.editor), desk.publisher)
    korean = make_translation(story, "ko", desk.translator, title="옛 이야기", summary=translation)
    accept(hand_in(korean, desk.translator), desk.reviewer)


def request_matches(user: object, story: StoryPage, path: str, language: str = "ko"):
    url = reverse("desk_memory", args=[story.translation_key, language])
    return sign_in(user).get(f"{url}?path={quote(path)}")


def test_translator_sees_the_approved_translation_and_can_use_it(desk: Desk) -> None:
    publish_translation(desk)
    story = make_source(desk.editor, title="Mới", summary=SOURCE_TEXT)

    response = request_matches(desk.translator, story, "summary")

    page = response.content.decode()
    assert response.status_code == 200
    assert "100 %" in page and "The same source text" in page
    assert "옛 이야기" in page and str(desk.reviewer) in page
    assert f'data-desk-take="{TRANSLATION}"' in unescape(page).replace("\n", "")


def test_html_in_a_text_is_escaped(desk: Desk) -> None:
    publish_translation(desk)
    story = make_source(desk.editor, title="Mới", summary=SOURCE_TEXT.replace("đừng", "không"))

    page = request_matches(desk.translator, story, "summary").content.decode()

    assert "<script" not in page and "&lt;script&gt;" in page
    assert "ngại &lt;b&gt;." in page
    assert "<del>đừng</del><ins>không</ins>" in page


def test_differing_facts_are_marked(desk: Desk) -> None:
    publish_translation(desk)
    story = make_source(desk.editor, title="Mới", summary=SOURCE_TEXT.replace("2027", "2026"))

    page = request_matches(desk.translator, story, "summary").content.decode()

    assert "A similar source text" in page
    assert '<mark class="desk-fact">27/7/2026</mark>' in page and '<mark class="desk-fact">27/7/2027</mark>' in page


def test_rich_text_is_offered_with_the_tags_of_its_own_source(desk: Desk) -> None:
    story = make_source(
        desk.editor,
        title="Cũ",
        body=json.dumps([{"type": "paragraph", "id": "p1", "value": {"text": "<p>Xin <b>chào</b> mọi người</p>"}}]),
    )
    accept(hand_in(story, desk.editor), desk.publisher)
    korean = make_translation(story, "ko", desk.translator, title="옛", summary="요약.")
    korean.body[0].value["text"].source = "<p>여러분 <b>안녕</b></p>"
    korean.save_revision(user=desk.translator)
    accept(hand_in(korean, desk.translator), desk.reviewer)
    new = make_source(
        desk.editor,
        title="Mới",
        body=json.dumps([{"type": "paragraph", "id": "p9", "value": {"text": "<p>Xin <b>chào</b> mọi người</p>"}}]),
    )

    page = request_matches(desk.translator, new, "body.p9.text").content.decode()

    assert 'data-desk-take="여러분 {1}안녕{/1}"' in page


def test_user_who_may_not_translate_gets_no_button(desk: Desk) -> None:
    publish_translation(desk)
    story = make_source(desk.editor, title="Mới", summary=SOURCE_TEXT)

    page = request_matches(desk.editor, story, "summary").content.decode()

    assert "100 %" in page and "data-desk-take" not in page


def test_missing_matches_are_reported(desk: Desk) -> None:
    story = make_source(desk.editor)

    assert "No similar text" in request_matches(desk.translator, story, "summary").content.decode()


def test_unknown_path_or_language_is_not_found_and_anonymous_users_sign_in(desk: Desk) -> None:
    story = make_source(desk.editor)
    url = reverse("desk_memory", args=[story.translation_key, "ko"])

    assert request_matches(desk.translator, story, "nowhere").status_code == 404
    assert request_matches(desk.translator, story, "summary", language="vi").status_code == 404
    assert Client().get(f"{url}?path=summary").status_code == 302


def test_button_fills_the_draft_and_reports_the_number_of_texts(desk: Desk) -> None:
    publish_translation(desk)
    story = make_source(desk.editor, title="Mới", summary=SOURCE_TEXT)
    accept(hand_in(story, desk.editor), desk.publisher)
    page = start_translation(translation_key=story.translation_key, language="ko", by=desk.translator)
    base = StoryPage.objects.get(pk=page.pk).latest_revision_id
    url = reverse("desk_pretranslate", args=[story.translation_key, "ko"])
    translator = sign_in(desk.translator)
    shown = translator.get(reverse("desk_write", args=[story.translation_key, "ko"])).content.decode()
    assert "Use the exact match for 1 empty text" in shown and url in shown

    response = translator.post(url, {"base_revision_id": base}, follow=True)
    again = translator.post(url, {"base_revision_id": base}, follow=True)

    assert "1 empty text was filled" in response.content.decode()
    assert "No empty text has an exact match." in again.content.decode()
    assert "Use the exact match" not in response.content.decode()
    assert StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object().summary == TRANSLATION
    assert sign_in(desk.editor).post(url, {"base_revision_id": base}).status_code in {302, 403}
