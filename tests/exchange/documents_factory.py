"""Generated documents for the tests of the file formats, without pages or a database."""

from uuid import UUID

from hypothesis import strategies as st

from cms.exchange.documents import Document, make_unit
from cms.files.xml_files import UNWRITABLE
from cms.segments.segment import SegmentKind

ITEM = UUID("11111111-2222-4333-8444-555555555555")
TEXTS = {
    "title": ("Tựa đề", "제목"),
    "summary": ("Tóm tắt\nhai dòng", ""),
    "body.a.text": ("<p>Gọi [[hotline]]</p>", "<p>전화</p>"),
}


def make_document(texts: dict[str, tuple[str, str]] | None = None, *, language: str = "ko") -> Document:
    """Return a document of these paths, each with source and target. A source that begins with a tag is rich text."""
    units = tuple(
        make_unit(
            item=ITEM,
            language=language,
            path=path,
            source=source,
            target=target,
            kind=SegmentKind.RICH if source.startswith("<") else SegmentKind.TEXT,
            label=f"Đoạn {path}",
        )
        for path, (source, target) in (texts or TEXTS).items()
    )
    facts = {"[[hotline]]": "+84 965 001 222"}
    return Document(ITEM, language, units, segment_count=len(units), kind="story", title="Tựa đề", facts=facts)


def read_texts(document: Document) -> list[tuple[str, str, str, str, str]]:
    return [
        (unit.path, unit.source, unit.target, unit.source_fingerprint, unit.target_fingerprint)
        for unit in document.units
    ]


letters = st.text(
    st.characters(exclude_categories=["Cs"]).filter(lambda letter: not UNWRITABLE.match(letter)),
    min_size=1,
    max_size=60,
)
tags = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<br/>",
        '<a linktype="page" id="3">',
        "</a>",
        "[[hotline]]",
        "&lt;",
        "&amp;",
        "<",
        ">",
    ]
)
rich_texts = st.lists(st.one_of(tags, letters), min_size=1, max_size=12).map("".join).map(lambda text: f"<p>{text}")
sources = st.one_of(letters, rich_texts)
targets = st.one_of(st.just(""), letters, rich_texts)
documents = st.dictionaries(
    st.from_regex(r"\A[a-z_]{1,12}(\.[a-z0-9,:-]{1,36}){0,2}\Z"), st.tuples(sources, targets), min_size=1, max_size=8
).map(make_document)
