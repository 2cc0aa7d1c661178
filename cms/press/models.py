"""The press room: official texts, and one page of material with the text about the campaign and the pictures."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms.campaign.models import Classified
from cms.core.models import IndexPage, TextPage
from cms.facts.contacts import get_press_contacts
from cms.media.pictured import PicturedMixin
from cms.press.blocks import AttachmentsBlock, PressStillsBlock
from cms.press.stills import MATERIAL, list_shown, prepare_pictures

STILLS_IN_THE_ROOM = 3
"""The number of pictures that the press room itself shows; the page of material has all."""
MOST_STILLS = 40


class PressIndexPage(IndexPage):
    """The press page of a language: releases, pictures and contacts, all of them approved with another page."""

    lists = "release"
    section = "press"
    list_template = "press/press_index_page.html"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["press.ReleasePage", "press.PressMaterialPage"]

    class Meta:
        verbose_name = _("press room")
        verbose_name_plural = _("press rooms")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        language = self.locale.language_code
        material = find_material(language)
        if material is not None:
            context["stills"] = list_shown(material.stills, on=timezone.localdate())[:STILLS_IN_THE_ROOM]
            prepare_pictures(context["stills"])
        context["material"] = material
        context["press_contacts"] = get_press_contacts(language=language)
        return context


class ReleasePage(PicturedMixin, Classified, TextPage):
    """An official text for the press (clause IV.4): a statement, an announcement, an answer."""

    kind = "release"
    parent_page_types: ClassVar[list[str]] = ["press.PressIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    place_line = models.CharField(
        _("place"),
        max_length=80,
        blank=True,
        help_text=_("Where the text is issued, such as the city."),
    )
    released_on = models.DateField(
        _("date of the text"), null=True, blank=True, help_text=_("Leave empty for the day on which it is published.")
    )
    attachments = StreamField(AttachmentsBlock(), verbose_name=_("attachments"), blank=True)

    translatable_fields: ClassVar[list[str]] = [
        *TextPage.translatable_fields,
        *PicturedMixin.picture_fields,
        "place_line",
        "attachments",
    ]
    content_panels: ClassVar[list[Any]] = [
        *TextPage.content_panels,
        PicturedMixin.picture_panel,
        FieldPanel("place_line"),
        FieldPanel("released_on"),
        FieldPanel("attachments"),
        FieldPanel("topics"),
        FieldPanel("subjects"),
        FieldPanel("places"),
        FieldPanel("is_demonstration"),
    ]

    class Meta:
        verbose_name = _("press release")
        verbose_name_plural = _("press releases")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the one approved text about the campaign, and who answers journalists."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        language = self.locale.language_code
        context["material"] = find_material(language)
        context["press_contacts"] = get_press_contacts(language=language)
        return context


class PressMaterialPage(TextPage):
    """The text about the campaign under every release, and the pictures that newsrooms may take."""

    kind = MATERIAL
    parent_page_types: ClassVar[list[str]] = ["press.PressIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    max_count_per_parent = 1

    boilerplate = models.TextField(
        _("about the campaign"),
        blank=True,
        help_text=_("A few sentences on what the campaign is, for journalists. It is shown under every release."),
    )
    stills = StreamField(
        PressStillsBlock(max_num=MOST_STILLS, required=False), verbose_name=_("pictures for the press"), blank=True
    )
    is_demonstration = models.BooleanField(_("demonstration material"), default=False)

    translatable_fields: ClassVar[list[str]] = [*TextPage.translatable_fields, "boilerplate", "stills"]
    content_panels: ClassVar[list[Any]] = [
        *TextPage.content_panels,
        FieldPanel("boilerplate"),
        FieldPanel("stills"),
        FieldPanel("is_demonstration"),
    ]

    class Meta:
        verbose_name = _("material for the press")
        verbose_name_plural = _("material for the press")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["stills"] = list_shown(self.stills, on=timezone.localdate())
        prepare_pictures(context["stills"])
        context["press_contacts"] = get_press_contacts(language=self.locale.language_code)
        return context


def find_material(language: str) -> PressMaterialPage | None:
    """Return the live material of the language; None if there is none. One query."""
    live = PressMaterialPage.objects.live().filter(locale__language_code=language).select_related("locale")
    found: PressMaterialPage | None = live.order_by("-first_published_at", "-pk").first()
    return found
