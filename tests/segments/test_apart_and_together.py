"""Pages of every type are the same after ``extract`` and ``merge``, in memory and through a revision."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Locale, Page

from cms.approvals.status import get_kinds
from cms.campaign.models import EvidenceKind, Place, Subject, SubjectKind, Topic
from cms.core.slugs import compose
from cms.facts.models import ContactChannel
from cms.media.models import CampaignDocument, CampaignImage
from cms.segments.choices import get_choice_fields
from cms.segments.page_segments import extract, follow, merge
from cms.segments.segment import SegmentKind, digest, get_texts, to_snapshot
from cms.stories.models import StoryPage
from tests.segments.generated import write_pages, write_stream

if TYPE_CHECKING:
    from cms.core.models import BasePage

LAW = settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
KINDS = get_kinds()


@pytest.fixture
def rows(db: None) -> dict[type, Any]:
    """Rows that pages can choose; their files needn't exist."""
    Topic.objects.get_or_create(number=1, defaults={"slug": "tri-an", "name": "Tri ân"})
    Place.objects.get_or_create(code="01", defaults={"official_name": "Hà Nội", "name": "Hà Nội"})
    Subject.objects.create(slug="x", kind=SubjectKind.BATTLE, name="Trận Thử", source="Sách")
    EvidenceKind.objects.get_or_create(key="map", defaults={"name": "Bản đồ"})
    ContactChannel.objects.create(kind="hotline", name="Đường dây")
    image = CampaignImage.objects.create(title="Ảnh", file="a.png", width=4, height=3, file_hash="a" * 40)
    document = CampaignDocument.objects.create(title="Tệp", file="a.pdf", file_hash="b" * 40)
    return {CampaignImage: image, CampaignDocument: document}


def make_page(page_class: type[BasePage], values: dict[str, Any]) -> Any:
    page = page_class()
    for name, value in values.items():
        setattr(page, name, value)
    return page


def read_values(page: BasePage) -> dict[str, Any]:
    """Return all that is stored of the texts, and the choices."""
    values: dict[str, Any] = {}
    for name in page.translatable_fields:
        field = page._meta.get_field(name)
        value = getattr(page, name)
        values[name] = field.stream_block.get_prep_value(value) if isinstance(field, StreamField) else value
    for field in get_choice_fields(type(page)):
        value = getattr(page, field.name)
        values[field.name] = [row.pk for row in value.all()] if field.many_to_many else value
    return values


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@LAW
def test_page_is_the_same_after_extract_and_merge(kind: str, rows: dict[type, Any], data: st.DataObject) -> None:
    page = make_page(KINDS[kind], data.draw(write_pages(KINDS[kind], rows)))
    segments = extract(page)
    before = read_values(page)

    merge(page, {segment.path: segment.text for segment in get_texts(segments)})

    assert read_values(page) == before
    assert extract(page) == segments
    assert len({segment.path for segment in segments}) == len(segments)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@LAW
def test_page_is_the_same_through_a_revision_saved_and_read_back(
    kind: str, rows: dict[type, Any], data: st.DataObject
) -> None:
    page_class = KINDS[kind]
    page = page_class.objects.first() or Page.get_first_root_node().add_child(
        instance=page_class(title="Bản", live=False, locale=Locale.get_active())
    )
    for name, value in data.draw(write_pages(page_class, rows)).items():
        setattr(page, name, value)
    page.title = compose(page.title)
    segments = extract(page)

    read = page.save_revision(clean=False).as_object()

    assert extract(read) == segments
    merge(read, {segment.path: segment.text for segment in get_texts(segments)})
    again = read.save_revision(clean=False).as_object()
    assert extract(again) == segments
    assert digest(extract(again)) == digest(segments)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@LAW
def test_translation_with_all_its_words_has_the_paths_and_choices_of_its_source(
    kind: str, rows: dict[type, Any], data: st.DataObject
) -> None:
    source = make_page(KINDS[kind], data.draw(write_pages(KINDS[kind], rows)))
    target = make_page(KINDS[kind], data.draw(write_pages(KINDS[kind], rows)))
    wanted = extract(source)

    follow(source=source, target=target)
    merge(target, {segment.path: segment.text for segment in get_texts(wanted)})

    assert extract(target) == wanted


class Deep(blocks.StreamBlock):
    """A block nested deeper than the project's own: streams in structs in lists in structs."""

    word = blocks.CharBlock()
    page = blocks.PageChooserBlock()
    group = blocks.StructBlock(
        [
            ("image", ImageChooserBlock(required=False)),
            ("file", DocumentChooserBlock(required=False)),
            (
                "rows",
                blocks.ListBlock(
                    blocks.StructBlock(
                        [
                            ("name", blocks.CharBlock()),
                            ("cells", blocks.ListBlock(blocks.RichTextBlock())),
                            (
                                "inner",
                                blocks.StreamBlock([("text", blocks.TextBlock()), ("rich", blocks.RichTextBlock())]),
                            ),
                        ]
                    )
                ),
            ),
        ]
    )


@given(data=st.data())
@LAW
def test_nested_blocks_are_the_same_after_extract_and_merge(
    monkeypatch: pytest.MonkeyPatch, rows: dict[type, Any], data: st.DataObject
) -> None:
    deep = Deep()
    monkeypatch.setattr(StoryPage._meta.get_field("body"), "stream_block", deep)
    home = Page.objects.order_by("pk").last()
    page = StoryPage(body=json.dumps(data.draw(write_stream(deep, {**rows, Page: home}))))
    segments = extract(page)
    before = deep.get_prep_value(page.body)

    merge(page, {segment.path: segment.text for segment in get_texts(segments)})
    assert deep.get_prep_value(page.body) == before

    merge(page, {segment.path: f"{segment.text}!" for segment in get_texts(segments)})
    assert [segment.text for segment in get_texts(extract(page))] == [
        f"{segment.text}!" for segment in get_texts(segments)
    ]


@given(data=st.data())
@LAW
def test_digest_differs_where_a_text_or_a_choice_differs(rows: dict[type, Any], data: st.DataObject) -> None:
    page = make_page(StoryPage, data.draw(write_pages(StoryPage, rows)))
    other = make_page(StoryPage, data.draw(write_pages(StoryPage, rows)))

    def read(segments: Any) -> list[Any]:
        return [(segment.path, unicodedata.normalize("NFC", segment.text)) for segment in segments]

    same = read(extract(page)) == read(extract(other))
    assert (digest(extract(page)) == digest(extract(other))) is same


@pytest.mark.django_db
def test_two_blocks_of_one_identity_keep_their_two_texts() -> None:
    twice = [{"type": "note", "id": "one", "value": {"text": text}} for text in ("một", "hai")]
    page = StoryPage(title="a", body=json.dumps(twice))

    merge(page, {segment.path: segment.text for segment in get_texts(extract(page))})

    assert [child.value["text"] for child in page.body] == ["một", "hai"]


@pytest.mark.django_db
def test_segment_has_a_label_that_is_not_in_the_snapshot() -> None:
    steps = {"type": "steps", "id": "s", "value": {"items": [{"type": "item", "id": "i", "value": "Gọi"}]}}
    quote = {"type": "quote", "id": "q", "value": {"text": "Lời", "source": "Cựu binh"}}
    page = StoryPage(title="a", body=json.dumps([steps, quote]), poster_headline="Nhớ")

    segments = extract(page)

    labels = {segment.path: segment.label for segment in segments}
    assert labels["poster_headline"] == "Poster: headline"
    assert labels["body.s.items.i"] == "Text › Steps › 1"
    assert labels["body.q.source"] == "Text › Quotation › Who says it, or where it is written"
    assert {key for row in to_snapshot(segments) for key in row} == {"path", "kind", "text"}
    assert all(segment.kind != SegmentKind.CHOICE for segment in get_texts(segments))
