"""A link inside a text leads to the page in the text's language, or to the nearest that is live."""

import json
import re
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from cms.stories.models import StoryPage
from cms.translation_desk.links import PAGE_ID, follow_links, point
from cms.translation_desk.segments import digest, extract
from cms.translation_desk.translating import save_translation
from tests.translation_desk.factories import Desk, accept, hand_in, make_source, make_translation

ATTRIBUTES = st.permutations(['linktype="page"', 'class="x"']).map(" ".join)
pieces = st.one_of(
    st.text(alphabet='abc đ<>&"= ', max_size=8),
    st.sampled_from(["<p>", "</p>", "</a>", '<a href="https://example.org/?id=4">', '<a linktype="document" id="4">']),
    st.tuples(ATTRIBUTES, st.integers(1, 9)).map(lambda two: f'<a {two[0]} id="{two[1]}">'),
    st.integers(1, 9).map(lambda number: f'<a id="{number}" linktype="page">'),
)
texts = st.lists(pieces, max_size=8).map("".join)
several_twins = st.dictionaries(st.integers(1, 9), st.integers(11, 19))


@given(text=texts, twins=several_twins)
def test_only_the_numbers_of_page_links_change_and_a_second_time_nothing(text: str, twins: dict[int, int]) -> None:
    pointed = point(text, twins)

    def blank(text: str) -> str:
        return PAGE_ID.sub(lambda match: match["before"], text)

    assert blank(pointed) == blank(text)
    assert point(pointed, twins) == pointed
    before = [int(match["id"]) for match in PAGE_ID.finditer(text)]
    after = [int(match["id"]) for match in PAGE_ID.finditer(pointed)]
    assert after == [twins.get(number, number) for number in before]
    assert point(text, {}) == text


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
def test_link_leads_to_what_is_live_nearest_to_the_reader_and_else_nowhere(desk: Desk) -> None:
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
