from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.campaign.models import Classified
from cms.core.models import IndexPage, TextPage


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


class RebuttalPage(Classified, TextPage):
    """A rebuttal of a false claim, with facts and sources (clauses IV.5, VIII.4.d)."""

    kind = "rebuttal"
    parent_page_types: ClassVar[list[str]] = ["rebuttals.RebuttalIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    claim = models.TextField(_("the claim"), blank=True)
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict.choices, default=Verdict.FALSE)
    sources = models.TextField(_("sources, one a line"), blank=True)

    translatable_fields: ClassVar[list[str]] = [*TextPage.translatable_fields, "claim", "sources"]
    content_panels: ClassVar[list[Any]] = [
        *TextPage.content_panels,
        FieldPanel("claim"),
        FieldPanel("verdict"),
        FieldPanel("sources"),
        FieldPanel("topics"),
        FieldPanel("places"),
        FieldPanel("happened_on"),
        FieldPanel("is_demonstration"),
    ]

    class Meta:
        verbose_name = _("rebuttal")
        verbose_name_plural = _("rebuttals")
