"""Blocks of the body of every page.

Each block's texts are approved as segments (``cms.segments``). A test fails for a block whose text isn't a segment,
so no public text can bypass approval.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import JSONField, Value
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

NO_BLOCKS = Value([], output_field=JSONField())
"""What the database writes into a stream that a row of the version before doesn't have."""
RICH_TEXT_FEATURES = ["bold", "italic", "link", "ol", "ul", "register"]
"""Features of the editor; ``register`` inserts tokens of facts, and ``cms.facts`` provides it."""


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Heading"), max_length=160)

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "core/blocks/heading.html"


class ParagraphBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(label=_("Text"), features=RICH_TEXT_FEATURES)

    class Meta:
        icon = "pilcrow"
        label = _("Paragraph")
        template = "core/blocks/paragraph.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Quotation"))
    source = blocks.CharBlock(label=_("Who says it, or where it is written"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "core/blocks/quote.html"


class StepsBlock(blocks.StructBlock):
    items = blocks.ListBlock(blocks.TextBlock(label=_("Step")), label=_("Steps"))

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "core/blocks/steps.html"


class NoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Note"))

    class Meta:
        icon = "info-circle"
        label = _("Note")
        template = "core/blocks/note.html"


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Image"))
    alternative_text = blocks.CharBlock(
        label=_("Description of the image, for people who can't see it"), max_length=300
    )
    caption = blocks.TextBlock(label=_("Caption"), required=False)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "core/blocks/image.html"


class FileBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("File"))
    label = blocks.CharBlock(label=_("Description of the file"), max_length=160)

    class Meta:
        icon = "doc-full"
        label = _("File")
        template = "core/blocks/file.html"


class GalleryBlock(blocks.StructBlock):
    pictures = blocks.ListBlock(ImageBlock(), label=_("Images"))

    class Meta:
        icon = "image"
        label = _("Gallery")
        template = "core/blocks/gallery.html"


class TimelineEntryBlock(blocks.StructBlock):
    """An entry of a timeline. A day is written in each language's own calendar; words are translated."""

    day = blocks.DateBlock(label=_("Day"), required=False)
    when = blocks.CharBlock(
        label=_("When, in words"),
        max_length=80,
        required=False,
        help_text=_("If the day isn't known, such as “spring 1968”, or if it is a fact of the register."),
    )
    text = blocks.TextBlock(label=_("What happened"))

    class Meta:
        icon = "date"
        label = _("Entry")

    def clean(self, value: Mapping[str, Any]) -> Any:
        """Require one form of the date, and not both."""
        cleaned = super().clean(value)
        if bool(cleaned["day"]) == bool(cleaned["when"]):
            text = gettext("Enter the day, or when it was in words: one of the two.")
            raise blocks.StructBlockValidationError({"when": ValidationError(text)})
        return cleaned


class TimelineBlock(blocks.StructBlock):
    entries = blocks.ListBlock(TimelineEntryBlock(), label=_("Entries"))

    class Meta:
        icon = "date"
        label = _("Timeline")
        template = "core/blocks/timeline.html"


class TableBlock(blocks.StructBlock):
    """A table of texts. Its first row names the columns; each cell is a text that is translated."""

    caption = blocks.CharBlock(label=_("What the table shows"), max_length=200)
    has_row_names = blocks.BooleanBlock(label=_("The first cell of each row is its name"), required=False)
    rows = blocks.ListBlock(
        blocks.ListBlock(blocks.TextBlock(label=_("Cell"), required=False, rows=1), label=_("Row")),
        label=_("Rows"),
        min_num=2,
        help_text=_("The first row has the names of the columns. All rows have the same number of cells."),
    )

    class Meta:
        icon = "table"
        label = _("Table")
        template = "core/blocks/table.html"

    def clean(self, value: Mapping[str, Any]) -> Any:
        """Refuse rows of different lengths, and a column without a name."""
        cleaned = super().clean(value)
        first = list(cleaned["rows"][0])
        if any(len(row) != len(first) for row in cleaned["rows"]) or not first:
            text = gettext("All rows need the same number of cells as the first row. Leave a cell empty if need be.")
            raise blocks.StructBlockValidationError({"rows": ValidationError(text)})
        if not all(str(cell).strip() for cell in first[1 if cleaned["has_row_names"] else 0 :]):
            text = gettext("Each column needs a name: fill in the cells of the first row.")
            raise blocks.StructBlockValidationError({"rows": ValidationError(text)})
        return cleaned


class MapDrawingBlock(blocks.StructBlock):
    """A map that somebody drew, with all that it shows in words."""

    image = ImageChooserBlock(
        label=_("The drawn map"),
        help_text=_(
            "A map that somebody drew from memory. Never a map of Vietnam without the Hoàng Sa and Trường Sa "
            "archipelagos: if it shows the whole country, they must be on it."
        ),
    )
    alternative_text = blocks.CharBlock(
        label=_("Description of the image, for people who can't see it"), max_length=300
    )
    description = blocks.TextBlock(
        label=_("Everything that the map shows, in words"),
        help_text=_("From one end of the way to the other, with distances and directions as they are on the map."),
    )
    legend = blocks.ListBlock(
        blocks.CharBlock(label=_("Sign and meaning, such as “Three strokes: a footbridge”"), max_length=200),
        label=_("Legend"),
        default=[],
    )

    class Meta:
        icon = "site"
        label = _("Drawn map")
        template = "core/blocks/map.html"


class FilmBlock(blocks.StructBlock):
    """A film of the campaign, shown in the reader's language or not at all."""

    film = blocks.PageChooserBlock(label=_("Film"), page_type="films.FilmPage")

    class Meta:
        icon = "media"
        label = _("Film")
        template = "core/blocks/film.html"


class RelatedBlock(blocks.StructBlock):
    """Items that an editor chose; those that are live in the reader's language are shown."""

    items = blocks.ListBlock(
        blocks.PageChooserBlock(
            label=_("Item"),
            page_type=["stories.StoryPage", "films.FilmPage", "calls.CallPage", "rebuttals.RebuttalPage"],
        ),
        label=_("Items"),
    )

    class Meta:
        icon = "link"
        label = _("Related")
        template = "core/blocks/related.html"


class BodyBlock(blocks.StreamBlock):
    heading = HeadingBlock()
    paragraph = ParagraphBlock()
    quote = QuoteBlock()
    steps = StepsBlock()
    note = NoteBlock()
    image = ImageBlock()
    file = FileBlock()
    gallery = GalleryBlock()
    timeline = TimelineBlock()
    table = TableBlock()
    map = MapDrawingBlock()
    film = FilmBlock()
    related = RelatedBlock()


class CorrectionsBlock(blocks.StreamBlock):
    """The corrections of a page, the oldest first (``corrections.py``)."""

    correction = blocks.TextBlock(label=_("What was corrected"), icon="edit")
