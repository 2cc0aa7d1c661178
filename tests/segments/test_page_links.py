"""Links inside a page: to the linked page in the text's language, or in the closest one that is live."""

import json
import re
from typing import Any

import pytest
from django.db import models
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from wagtail import blocks
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from cms.approvals.models import Approval
from cms.approvals.status import Status, find_source_pages, get_statuses
from cms.approvals.translation_drafts import save_translation, start_translation
from cms.segments.page_links import PAGE_ID, follow_links, replace_links
from cms.segments.page_segments import extract
from cms.segments.segment import digest
from cms.stories.models import StoryPage
from tests.approvals.factories import Desk, accept, hand_in, make_source, make_translation

ATTRIBUTES = st.permutations(['linktype="page"', 'class="x"']).map(" ".join)
pieces = st.one_of(
    st.text(alphabet='abc đ<>&"= ', max_size=8),
    st.sampled_from(["<p>", "</p>", "</a>", '<a href="https://example.org/?id=4">', '<a linktype="document" id="4">']),
    st.tuples(ATTRIBUTES, st.integers(1, 9)).map(lambda two: f'<a {two[0]} id="{two[1]}">'),
    st.integers(1, 9).map(lambda number: f'<a id="{number}" linktype="page">'),
)
texts = st.lists(pieces, max_size=8).map("".join)
several_translations = st.dictionaries(st.integers(1, 9), st.integers(11, 19))


@given(text=texts, translations=several_translations)
def test_only_the_ids_of_page_links_change_and_a_second_time_nothing(text: str, translations: dict[int, int]) -> None:
    replaced = replace_links(text, translations)

    def blank(text: str) -> str:
        return PAGE_ID.sub(lambda match: match["before"], text)

    assert blank(replaced) == blank(text)
    assert replace_links(replaced, translations) == replaced
    before = [int(match["id"]) for match in PAGE_ID.finditer(text)]
    after = [int(match["id"]) for match in PAGE_ID.finditer(replaced)]
    assert after == [translations.get(number, number) for number in before]
    assert replace_links(text, {}) == text


def write_body(*linked: Page, text: str = "xem") -> str:
    html = "".join(f'<p><a linktype="page" id="{page.pk}">{text}</a></p>' for page in linked)
    return json.dumps([{"type": "paragraph", "id": "one", "value": {"text": html}}])


def read_ids(page: Any) -> list[int]:
    return [int(number) for segment in extract(page) for number in re.findall(r'id="(\d+)"', segment.text)]


@pytest.mark.django_db
def test_saved_translation_links_to_pages_of_its_language_and_reads_the_same_again(desk: Desk) -> None:
    linked, other = make_source(desk.editor, title="Một"), make_source(desk.editor, title="Hai")
    korean_linked = make_translation(linked, "ko", desk.translator, title="하나")
    story = make_source(desk.editor, title="Ba", body=write_body(linked, other))
    accept(hand_in(story, desk.editor), desk.publisher)
    korean = make_translation(story, "ko", desk.translator, title="셋")
    words = {segment.path: segment.text for segment in extract(korean)}

    revision = save_translation(
        page=korean, texts=words, base_revision_id=korean.latest_revision_id, by=desk.translator
    )

    saved = revision.as_object()
    assert read_ids(saved) == [korean_linked.pk, other.pk]
    assert read_ids(story) == [linked.pk, other.pk]
    before = digest(extract(saved))
    assert digest(extract(follow_links(page=saved, language="ko"))) == before


@pytest.mark.django_db
def test_link_leads_to_the_live_page_in_the_closest_language_or_nowhere(desk: Desk) -> None:
    linked: StoryPage = make_source(desk.editor, title="Một")
    html = f'<a linktype="page" id="{linked.pk}">xem</a>'
    with override("ko"):
        assert expand_db_html(html) == "<a>xem</a>"
        accept(hand_in(linked, desk.editor), desk.publisher)
        assert expand_db_html(html) == f'<a href="{linked.url_path}?asked=ko">xem</a>'
        korean = make_translation(linked, "ko", desk.translator, title="하나", summary="이야기.")
        assert expand_db_html(html) == f'<a href="{linked.url_path}?asked=ko">xem</a>'
        accept(hand_in(korean, desk.translator), desk.reviewer)
        assert expand_db_html(html) == f'<a href="{korean.url_path}">xem</a>'
    with override("vi"):
        assert expand_db_html(html.replace(str(linked.pk), str(korean.pk))) == f'<a href="{linked.url_path}">xem</a>'


class Linking(blocks.StreamBlock):
    """All ways in which a block can link to a page, at every depth."""

    page = blocks.PageChooserBlock()
    only_stories = blocks.PageChooserBlock(page_type="stories.StoryPage")
    text = blocks.RichTextBlock()
    group = blocks.StructBlock(
        [
            ("page", blocks.PageChooserBlock(required=False)),
            ("pages", blocks.ListBlock(blocks.PageChooserBlock())),
            ("inner", blocks.StreamBlock([("page", blocks.PageChooserBlock()), ("text", blocks.RichTextBlock())])),
        ]
    )


def write_links(page: Page) -> str:
    html = f'<p><a linktype="page" id="{page.pk}">xem</a></p>'
    inner = [{"type": "page", "id": "p", "value": page.pk}, {"type": "text", "id": "t", "value": html}]
    listed = [{"type": "item", "id": "i", "value": page.pk}]
    group = {"page": page.pk, "pages": listed, "inner": inner}
    body = {"page": page.pk, "only_stories": page.pk, "text": html, "group": group}
    return json.dumps([{"type": kind, "id": kind, "value": value} for kind, value in body.items()])


def list_linked(page: Any) -> list[int]:
    written = json.dumps(page._meta.get_field("body").stream_block.get_prep_value(page.body))
    return [int(number) for number in re.findall(r'(?:id=\\"|"(?:value|page)": )(\d+)', written)]


def test_every_kind_of_block_links_to_the_page_of_the_language(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StoryPage._meta.get_field("body"), "stream_block", Linking())
    linked = make_source(desk.editor, title="Một")
    page = StoryPage(title="a", body=write_links(linked))
    assert list_linked(page) == [linked.pk] * 7
    before = {segment.path: segment.text for segment in extract(page) if segment.kind == "choice"}

    follow_links(page=page, language="ko")
    assert list_linked(page) == [linked.pk] * 7

    translation = make_translation(linked, "ko", desk.translator, title="하나")
    follow_links(page=page, language="ko")
    assert list_linked(page) == [translation.pk] * 7
    after = {segment.path: segment.text for segment in extract(page) if segment.kind == "choice"}
    assert len(before) == 5 and after == before

    follow_links(page=page, language="vi")
    assert list_linked(page) == [linked.pk] * 7


def test_translation_that_follows_a_chosen_page_is_not_out_of_date(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StoryPage._meta.get_field("body"), "stream_block", Linking())
    linked = make_source(desk.editor, title="Một")
    body = json.dumps([{"type": "page", "id": "p", "value": linked.pk}])
    story = make_source(desk.editor, title="Ba", body=body)
    accept(hand_in(story, desk.editor), desk.publisher)
    korean = start_translation(translation_key=story.translation_key, language="ko", by=desk.translator)
    words = {"title": "셋", "summary": "이야기."}
    save_translation(page=korean, texts=words, base_revision_id=korean.latest_revision_id, by=desk.translator)
    accept(hand_in(korean, desk.translator), desk.reviewer)
    translation = make_translation(linked, "ko", desk.translator, title="하나")

    again = save_translation(
        page=korean, texts=words, base_revision_id=Page.objects.get(pk=korean.pk).latest_revision_id, by=desk.translator
    ).as_object()

    assert again.body[0].value.pk == translation.pk
    assert digest(extract(again)) == Approval.objects.of(korean).get().digest
    (item,) = get_statuses(find_source_pages().filter(pk=story.pk))
    assert item.get_cell("ko").status == Status.APPROVED


@pytest.fixture
def related(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give the page type a field that refers to a page; none of the project's has one of its own."""
    field = models.ForeignKey(StoryPage, on_delete=models.PROTECT, verbose_name="xem thêm")
    field.set_attributes_from_name("related")
    monkeypatch.setattr(StoryPage, "related", None, raising=False)
    monkeypatch.setattr("cms.segments.page_links.get_choice_fields", lambda page_class: [field])
    return field


def test_field_links_to_the_page_of_the_language(desk: Desk, related: Any) -> None:
    linked = make_source(desk.editor, title="Một")
    translation = make_translation(linked, "ko", desk.translator, title="하나")
    page = StoryPage(title="a")
    page.related = linked

    follow_links(page=page, language="ko")

    assert page.related == translation
