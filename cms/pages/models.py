from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import RowNumber
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from cms.campaign.days import read_days
from cms.campaign.progress import list_figures
from cms.core import hooks
from cms.core.models import BasePage, SearchEntry, TextPage
from cms.media.pictured import PicturedMixin
from cms.media.pictures import make_image_query

HOME_PAGE_COUNTS = {"call": 3, "story": 3, "film": 2, "rebuttal": 2, "page": 3}
"""The number of items of each kind on the home page, the newest first."""


class HomePage(PicturedMixin, BasePage):
    """The root of a language's tree. It is live from set-up on; its introduction appears once it is approved."""

    kind = "home"
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]

    introduction = models.TextField(_("introduction"), max_length=600, blank=True)

    translatable_fields: ClassVar[list[str]] = [
        "introduction",
        "search_description",
        *PicturedMixin.picture_fields,
    ]
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("introduction"),
        PicturedMixin.picture_panel,
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save with the language's code as slug, on which public addresses depend (``cms.core.addresses``)."""
        self.slug = self.locale.language_code
        return super().save(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the newest items of each kind, open calls only, with the campaign's figures and days as of today."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        language, today = self.locale.language_code, timezone.localdate()
        closed = hooks.closed_items.collect(today, language)
        context["sections"] = _list_newest(language=language, without=closed)
        context["figures"] = list_figures(language=language)
        days = read_days(language=language, today=today)
        context["next_days"], context["phases"] = days.coming, days.phases
        return context


def _list_newest(*, language: str, without: list[Any]) -> dict[str, list[SearchEntry]]:
    """Return the newest items of each kind on the home page, in one query."""
    entries = SearchEntry.objects.filter(language=language, kind__in=HOME_PAGE_COUNTS)
    for closed in without:
        entries = entries.exclude(item__translation_key__in=closed)
    newest_first = (models.F("published_at").desc(), models.F("pk").desc())
    place = models.Window(RowNumber(), partition_by=models.F("kind"), order_by=newest_first)
    most = models.Case(*(models.When(kind=kind, then=count) for kind, count in HOME_PAGE_COUNTS.items()))
    found = entries.annotate(place=place, most=most, image_key=make_image_query()).filter(place__lte=models.F("most"))
    sections: dict[str, list[SearchEntry]] = {}
    for entry in found.select_related("item").defer("text", "tokens").order_by("place"):
        sections.setdefault(entry.kind, []).append(entry)
    return sections


class StandardPage(PicturedMixin, TextPage):
    """A page such as “About the campaign”, “How to give information” or “Privacy”."""

    kind = "page"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    is_demonstration = models.BooleanField(_("demonstration material"), default=False)

    translatable_fields: ClassVar[list[str]] = [*TextPage.translatable_fields, *PicturedMixin.picture_fields]
    content_panels: ClassVar[list[Any]] = [
        *TextPage.content_panels,
        PicturedMixin.picture_panel,
        FieldPanel("is_demonstration"),
    ]

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")
