from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.core.blocks import FileBlock


class PressStillBlock(blocks.StructBlock):
    """A picture that newsrooms may take in full size, with the words and terms that were approved with it."""

    image = ImageChooserBlock(label=_("Image"))
    alternative_text = blocks.CharBlock(
        label=_("Description of the image, for people who can't see it"), max_length=300
    )
    caption = blocks.TextBlock(label=_("Caption"), required=False)
    terms = blocks.TextBlock(
        label=_("Terms of the rights holder"),
        help_text=_("What a newsroom may do with the picture, and how it must name the author."),
    )

    class Meta:
        icon = "image"
        label = _("Picture for the press")
        template = "press/still.html"


class PressStillsBlock(blocks.StreamBlock):
    still = PressStillBlock()


class AttachmentsBlock(blocks.StreamBlock):
    file = FileBlock()
