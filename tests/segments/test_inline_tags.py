"""Inline tags: converted back and forth without a change; movable, and reported if they are missing."""

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from cms.core.blocks import RICH_TEXT_FEATURES
from cms.segments.inline_tags import MARK, MissingTag, adapt, find_missing, from_tagged, read_tags, to_draft, to_tagged

EDITOR = ContentstateConverter([*RICH_TEXT_FEATURES, "h2", "hr", "embed", "image"])
BLOCKS = ("unstyled", "unordered-list-item", "ordered-list-item", "header-two")
SOURCE = (
    '<p data-block-key="a">Xin <b>nhớ</b> và <a linktype="page" id="3">kể lại</a>.</p>'
    '<ul><li data-block-key="b">Một</li><li data-block-key="c">Hai<br/><i>ba</i></li></ul>'
)
TYPED = "Xin {1}nhớ{/1} và {2}kể lại{/2}.\nMột\nHai{br}{3}ba{/3}"

letters = st.text(st.sampled_from("aé한ع \\{}/12b&<>'\"\n[]"), max_size=24)


@st.composite
def blocks(draw: Any) -> dict[str, Any]:
    """A block of the page editor: text, and spots in it that are bold, italic or linked, however they overlap."""
    text = draw(letters)
    spot = st.tuples(st.integers(0, max(0, len(text) - 1)), st.integers(1, 8))
    styles = [
        {"offset": start, "length": min(length, len(text) - start), "style": draw(st.sampled_from(["BOLD", "ITALIC"]))}
        for start, length in draw(st.lists(spot, max_size=4))
        if text
    ]
    links, end = [], 0
    for start, length in sorted(draw(st.lists(spot, max_size=2))):
        if end <= start and start + length <= len(text):
            links.append({"offset": start, "length": length, "key": draw(st.integers(0, 1))})
            end = start + length
    kind = draw(st.sampled_from(BLOCKS))
    key = draw(st.text("abcdef0123456789", min_size=5, max_size=5))
    depth = draw(st.integers(0, 2)) if "list" in kind else 0
    return {
        "key": key,
        "text": text,
        "type": kind,
        "depth": depth,
        "inlineStyleRanges": styles,
        "entityRanges": links,
        "data": {},
    }


@st.composite
def editor_html(draw: Any) -> str:
    content = {
        "blocks": draw(st.lists(blocks(), max_size=5)),
        "entityMap": {
            "0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "https://example.org/?a=1&b=2"}},
            "1": {"type": "LINK", "mutability": "MUTABLE", "data": {"id": 7, "parentId": 1}},
        },
    }
    return str(EDITOR.to_database_format(json.dumps(content)))


@settings(max_examples=150, deadline=None)
@given(html=editor_html())
def test_html_of_the_editor_is_the_same_after_conversion_and_back(html: str) -> None:
    assert from_tagged(*to_tagged(html)) == html


@settings(max_examples=100, deadline=None)
@given(source=editor_html(), target=editor_html())
def test_translation_is_the_same_after_conversion_with_any_source(source: str, target: str) -> None:
    text, tags = to_tagged(target, like=read_tags(source).tags)

    assert to_draft(text, tags) == (target if text.strip() else "")


@settings(max_examples=100, deadline=None)
@given(html=editor_html(), data=st.data())
def test_tags_moved_within_their_lines_are_all_kept(html: str, data: st.DataObject) -> None:
    text, tags = to_tagged(html)
    rows = []
    for row in text.split("\n"):
        pairs = [tag for tag in tags.inline if f"{{{tag.key}}}" in MARK.sub(_get_mark, row)]
        order = data.draw(st.permutations(pairs))
        rows.append("x" + "".join(f"{{{tag.key}}}y" + (f"{{/{tag.key}}}" if tag.close else "") for tag in order))

    moved = from_tagged("\n".join(rows) if text else "", tags)

    assert Counter(to_tagged(moved).tags.inline_html) == Counter(tags.inline_html)


def _get_mark(match: Any) -> str:
    return "" if len(match["slashes"]) % 2 else match["mark"]


def test_paragraphs_and_list_items_are_lines_and_tags_are_numbered() -> None:
    assert to_tagged(SOURCE).text == TYPED


def test_translation_with_moved_tags_has_the_sources_links_and_blocks() -> None:
    html = from_tagged("{2}말하고{/2} {1}기억{/1}\n하나\n{3}셋{/3}", to_tagged(SOURCE).tags)

    assert html == (
        '<p data-block-key="a"><a linktype="page" id="3">말하고</a> <b>기억</b></p>'
        '<ul><li data-block-key="b">하나</li><li data-block-key="c"><i>셋</i></li></ul>'
    )


@pytest.mark.parametrize(
    ("typed", "messages"),
    [
        ("{1}a{/1} b\nc\n{3}d{/3}", ["The link {2} is missing."]),
        ("a {2}b{/2}\nc\nd", ["The bold text {1} is missing.", "The text in italics {3} is missing."]),
        (
            "{1}a{/1} {2}b\nc\n{3}d{/3}",
            ["Half of the tag {2} is missing: {2} and {/2} go around words of one line."],
        ),
        (
            "{1}a {2}b{/1} c{/2}\nc\n{3}d{/3}",
            ["Half of the tag {2} is missing: {2} and {/2} go around words of one line."] * 2,
        ),
        (
            "{1}a{/1} {2}b{/2} {3}d{/3}",
            ["The text has 1 lines and its source 3: each paragraph and each list item is a line."],
        ),
    ],
)
def test_missing_tag_is_reported(typed: str, messages: list[str]) -> None:
    with pytest.raises(MissingTag) as refused:
        from_tagged(typed, to_tagged(SOURCE).tags)

    assert [part.text for part in refused.value.missing] == messages


def test_draft_with_a_missing_tag_keeps_every_word() -> None:
    tags = to_tagged(SOURCE).tags

    html = to_draft("하나 {2}둘\n셋{/1} {9}", tags)

    assert html.startswith('<p data-block-key="a">하나 둘</p><ul><li data-block-key="b">셋 {9}</li>')
    assert to_tagged(html, like=tags).text == "하나 둘\n셋 {9}"
    assert [each.element for each in find_missing(source=SOURCE, target=html)] == ["b", "a", "i", "line"]


def test_tag_around_nothing_counts_as_missing() -> None:
    html = to_draft("{1}{/1} {2}a{/2}\nb\n{3}c{/3}", to_tagged(SOURCE).tags)

    assert [each.text for each in find_missing(source=SOURCE, target=html)] == ["The bold text {1} is missing."]


def test_bold_and_italics_can_be_added_and_removed() -> None:
    source = to_tagged("<p>a</p>").tags

    html = to_draft("{b}가{/b} {i}나{/i}{br}다", source)

    assert html == "<p><b>가</b> <i>나</i><br/>다</p>"
    assert to_tagged(html, like=source).text == "{b}가{/b} {i}나{/i}{br}다"
    assert from_tagged("가", to_tagged(html, like=source).tags) == "<p>가</p>"


def test_more_lines_than_the_source_has_become_blocks_like_its_last() -> None:
    tags = to_tagged("<p>a</p><ol><li>b</li></ol>").tags

    assert from_tagged("가\n\n나\n다", tags) == "<p>가</p><ol><li>나</li><li>다</li></ol>"


def test_link_that_only_the_translation_has_is_numbered_after_the_sources() -> None:
    target = '<p><a href="https://k.example">k</a> <a linktype="page" id="3">말</a></p>'

    text, tags = to_tagged(target, like=to_tagged('<p><a linktype="page" id="3">kể</a></p>').tags)

    assert text == "{2}k{/2} {1}말{/1}"
    assert from_tagged("{1}말{/1}", tags) == '<p><a linktype="page" id="3">말</a></p>'


def test_translation_of_another_source_is_adapted_to_the_tags_of_this_one() -> None:
    other = '<p><a href="https://k.example">누르고</a> <i>기억</i> <b>하라</b></p>'

    assert adapt(other, source="<p><b>Hãy nhớ</b></p>") == "누르고 {i}기억{/i} {1}하라{/1}"
