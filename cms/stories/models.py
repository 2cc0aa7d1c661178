from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.campaign.models import Classified
from cms.core.models import IndexPage, PosterWordingMixin, TextPage
from cms.media.models import ReadAloudMixin
from cms.media.pictured import PicturedMixin


class StoryIndexPage(IndexPage):
    lists = "story"
    section = "stories"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["stories.StoryPage"]

    class Meta:
        verbose_name = _("list of stories")
        verbose_name_plural = _("lists of stories")


class StoryPage(PicturedMixin, PosterWordingMixin, ReadAloudMixin, Classified, TextPage):
    """A story about gratitude, reunion or work in the field, with text and images (clause IV.2)."""

    kind = "story"
    parent_page_types: ClassVar[list[str]] = ["stories.StoryIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    translatable_fields: ClassVar[list[str]] = [
        *TextPage.translatable_fields,
        *PicturedMixin.picture_fields,
        "recording_transcript",
        *PosterWordingMixin.poster_fields,
    ]
    content_panels: ClassVar[list[Any]] = [
        *TextPage.content_panels,
        PicturedMixin.picture_panel,
        FieldPanel("recording_transcript"),
        FieldPanel("topics"),
        FieldPanel("subjects"),
        FieldPanel("places"),
        FieldPanel("happened_on"),
        PosterWordingMixin.poster_panel,
        FieldPanel("is_demonstration"),
    ]

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
