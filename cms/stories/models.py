from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from cms.campaign.models import Classified
from cms.core.models import IndexPage, PosterWordingMixin, TextPage


class StoryIndexPage(IndexPage):
    lists = "story"
    section = "stories"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["stories.StoryPage"]

    class Meta:
        verbose_name = _("list of stories")
        verbose_name_plural = _("lists of stories")


class StoryPage(PosterWordingMixin, Classified, TextPage):
    """A story about gratitude, reunion or work in the field, with text and images (clause IV.2)."""

    kind = "story"
    parent_page_types: ClassVar[list[str]] = ["stories.StoryIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    main_image = models.ForeignKey(
        "media.CampaignImage",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("image"),
    )
    main_image_text = models.CharField(_("what the image shows"), max_length=300, blank=True)
    main_image_caption = models.CharField(_("caption"), max_length=300, blank=True)

    translatable_fields: ClassVar[list[str]] = [
        *TextPage.translatable_fields,
        "main_image_text",
        "main_image_caption",
        *PosterWordingMixin.poster_fields,
    ]
    content_panels: ClassVar[list[Any]] = [
        *TextPage.content_panels,
        MultiFieldPanel(
            [FieldPanel("main_image"), FieldPanel("main_image_text"), FieldPanel("main_image_caption")],
            heading=_("Image"),
        ),
        FieldPanel("topics"),
        FieldPanel("places"),
        FieldPanel("happened_on"),
        PosterWordingMixin.poster_panel,
        FieldPanel("is_demonstration"),
    ]

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
