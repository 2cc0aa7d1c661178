from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms.campaign.models import Classified
from cms.core.blocks import NO_BLOCKS
from cms.core.models import IndexPage, TextPage
from cms.media.pictured import PicturedMixin
from cms.rebuttals.blocks import AppearancesBlock


class RebuttalIndexPage(IndexPage):
    lists = "rebuttal"
    section = "rebuttals"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["rebuttals.RebuttalPage"]

    class Meta:
        verbose_name = _("list of rebuttals")
        verbose_name_plural = _("lists of rebuttals")


class Verdict(models.TextChoices):
    FALSE = "false", _("False")
    MISLEADING = "misleading", _("Misleading")
    UNPROVEN = "unproven", _("Unproven")


class RebuttalPage(PicturedMixin, Classified, TextPage):
    """A rebuttal of a false claim, with facts and sources (clauses IV.5, VIII.4.d)."""

    kind = "rebuttal"
    parent_page_types: ClassVar[list[str]] = ["rebuttals.RebuttalIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    claim = models.TextField(_("the claim"), blank=True)
    claim_author = models.CharField(
        _("who makes the claim"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("An organisation, medium or office that made it in public. Never name a private person."),
    )
    appearances = StreamField(
        AppearancesBlock(),
        verbose_name=_("where the claim appeared"),
        blank=True,
        default=list,
        db_default=NO_BLOCKS,
        help_text=_("The first one that is known comes first. Fact-check databases and search engines read them."),
    )
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict.choices, default=Verdict.FALSE)
    sources = models.TextField(
        _("sources, one a line"),
        blank=True,
        help_text=_("The name of the source, then its web address if it has one: “Report of 2025, https://…”."),
    )

    translatable_fields: ClassVar[list[str]] = [
        *TextPage.translatable_fields,
        *PicturedMixin.picture_fields,
        "claim",
        "claim_author",
        "appearances",
        "sources",
    ]
    content_panels: ClassVar[list[Any]] = [
        *TextPage.content_panels,
        PicturedMixin.picture_panel,
        FieldPanel("claim"),
        FieldPanel("claim_author"),
        FieldPanel("appearances"),
        FieldPanel("verdict"),
        FieldPanel("sources"),
        FieldPanel("topics"),
        FieldPanel("subjects"),
        FieldPanel("places"),
        FieldPanel("happened_on"),
        FieldPanel("is_demonstration"),
    ]

    class Meta:
        verbose_name = _("rebuttal")
        verbose_name_plural = _("rebuttals")
