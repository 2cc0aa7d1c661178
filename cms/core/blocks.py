"""Blocks of the body of every page.

Each block's texts are approved as segments (``cms.segments``). A test fails for a block whose text isn't a segment,
so no public text can bypass approval.
"""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

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


class BodyBlock(blocks.StreamBlock):
    heading = HeadingBlock()
    paragraph = ParagraphBlock()
    quote = QuoteBlock()
    steps = StepsBlock()
    note = NoteBlock()
    image = ImageBlock()
    file = FileBlock()


class CorrectionsBlock(blocks.StreamBlock):
    """The corrections of a page, the oldest first (``corrections.py``)."""

    correction = blocks.TextBlock(label=_("What was corrected"), icon="edit")
