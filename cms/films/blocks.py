"""Blocks of a film's page: its chapters and its stills."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.core.blocks import ImageBlock
from cms.films.chapter_times import TIME_PATTERN


class StartBlock(blocks.RegexBlock):
    """The moment at which a chapter starts, the same in all languages."""


class ChapterBlock(blocks.StructBlock):
    start = StartBlock(
        regex=TIME_PATTERN,
        label=_("Starts at"),
        help_text=_("Minutes and seconds, such as 12:30, or 1:02:30 after the first hour."),
        error_messages={"invalid": _("Write the time as 12:30, or as 1:02:30 after the first hour.")},
    )
    title = blocks.CharBlock(label=_("Title"), max_length=120)

    class Meta:
        icon = "list-ol"
        label = _("Chapter")


class ChaptersBlock(blocks.StreamBlock):
    chapter = ChapterBlock()


class StillsBlock(blocks.StreamBlock):
    still = ImageBlock()
