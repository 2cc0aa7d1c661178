"""Ways to take part: guides for volunteers and schools, and contests (clauses V.4.a, V.5.a, VIII.7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms.campaign.models import Classified
from cms.core.models import IndexPage, TextPage
from cms.facts.contacts import get_page_contacts
from cms.media.pictured import PicturedMixin
from cms.participation.blocks import GuideStepsBlock, SheetsBlock
from translations.languages import SOURCE
from translations.moments import write_clock


class TakePartIndexPage(IndexPage):
    """The contests, those that are open first, and the guides by whom they are for."""

    lists = "guide"
    section = "take-part"
    per_page = 24
    list_template = "participation/take_part_index_page.html"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["participation.GuidePage", "participation.ContestPage"]

    class Meta:
        verbose_name = _("list of ways to take part")
        verbose_name_plural = _("lists of ways to take part")

    def list_entries(self) -> QuerySet[Any]:
        """Return the guides, those for one audience after one another."""
        guides = GuidePage.objects.live().filter(locale=self.locale)
        return guides.order_by("-audience", "-first_published_at", "-pk")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        contests = ContestPage.objects.live().filter(locale=self.locale)
        context["contests"] = list_dated(contests, on=timezone.localdate()) if context["entries"].number == 1 else []
        return context


class Audience(models.TextChoices):
    VOLUNTEERS = "volunteers", _("For volunteers")
    SCHOOLS = "schools", _("For schools")


class GuidePage(PicturedMixin, Classified, TextPage):
    """A guide for volunteers or schools: steps, and sheets to print."""

    kind = "guide"
    parent_page_types: ClassVar[list[str]] = ["participation.TakePartIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    audience = models.CharField(_("for whom"), max_length=12, choices=Audience.choices, default=Audience.VOLUNTEERS)
    steps = StreamField(GuideStepsBlock(required=False), verbose_name=_("steps"), blank=True)
    sheets = StreamField(SheetsBlock(required=False), verbose_name=_("sheets to print"), blank=True)

    translatable_fields: ClassVar[list[str]] = [
        *TextPage.translatable_fields,
        *PicturedMixin.picture_fields,
        "steps",
        "sheets",
    ]
    content_panels: ClassVar[list[Any]] = [
        *TextPage.content_panels,
        PicturedMixin.picture_panel,
        FieldPanel("audience"),
        FieldPanel("steps"),
        FieldPanel("sheets"),
        FieldPanel("topics"),
        FieldPanel("subjects"),
        FieldPanel("places"),
        FieldPanel("is_demonstration"),
    ]

    class Meta:
        verbose_name = _("guide for volunteers or schools")
        verbose_name_plural = _("guides for volunteers and schools")


class ContestState(models.TextChoices):
    COMING = "coming", pgettext_lazy("contest", "Not open yet")
    OPEN = "open", pgettext_lazy("contest", "Open")
    CLOSED = "closed", pgettext_lazy("contest", "Closed")


@dataclass(frozen=True)
class ContestDays:
    """The first and the last day of a contest, both included, on the campaign's clock."""

    opens_on: date | None
    closes_on: date | None

    def get_state(self, *, on: date) -> ContestState:
        if self.closes_on is not None and self.closes_on < on:
            return ContestState.CLOSED
        if self.opens_on is not None and on < self.opens_on:
            return ContestState.COMING
        return ContestState.OPEN


class ContestPage(PicturedMixin, Classified, TextPage):
    """A contest, which says by itself whether it is open. Entries go through the contacts: nothing is uploaded here."""

    kind = "contest"
    parent_page_types: ClassVar[list[str]] = ["participation.TakePartIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    opens_on = models.DateField(_("first day"), null=True, blank=True)
    closes_on = models.DateField(
        _("last day"),
        null=True,
        blank=True,
        help_text=_("The day itself still counts, on the campaign's clock. Set both days in the source language."),
    )
    who_may_enter = models.TextField(_("who may enter"), blank=True)
    how_to_enter = models.TextField(_("how to enter"), blank=True)
    contacts = ParentalManyToManyField(
        "facts.ContactChannel", blank=True, verbose_name=_("who to contact"), related_name="+"
    )
    rules_file = models.ForeignKey(
        "media.CampaignDocument",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("file with the rules"),
    )
    results = models.TextField(
        _("results"), blank=True, help_text=_("Shown once the contest is closed. Name nobody who hasn't agreed to it.")
    )

    translatable_fields: ClassVar[list[str]] = [
        *TextPage.translatable_fields,
        *PicturedMixin.picture_fields,
        "who_may_enter",
        "how_to_enter",
        "results",
    ]
    content_panels: ClassVar[list[Any]] = [
        *TextPage.content_panels,
        PicturedMixin.picture_panel,
        FieldPanel("opens_on"),
        FieldPanel("closes_on"),
        FieldPanel("who_may_enter"),
        FieldPanel("how_to_enter"),
        FieldPanel("contacts", widget=CheckboxSelectMultiple),
        FieldPanel("rules_file"),
        FieldPanel("results"),
        FieldPanel("topics"),
        FieldPanel("subjects"),
        FieldPanel("places"),
        FieldPanel("is_demonstration"),
    ]

    class Meta:
        verbose_name = _("contest")
        verbose_name_plural = _("contests")

    def clean(self) -> None:
        super().clean()
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            raise ValidationError({"closes_on": _("The last day is before the first.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        language = self.locale.language_code
        days = read_days([self])[self.translation_key]
        context["days"] = days
        context["clock"] = write_clock(timezone.now(), zone=ZoneInfo(settings.TIME_ZONE), language=language)
        context["state"] = days.get_state(on=timezone.localdate())
        context["contacts"] = get_page_contacts(self, language=language)
        return context


@dataclass(frozen=True)
class DatedContest:
    """A contest as a list shows it."""

    page: ContestPage
    days: ContestDays
    state: ContestState


def read_days(contests: Iterable[ContestPage]) -> dict[UUID, ContestDays]:
    """Return the days by item: those of the live source, so that a translation never keeps a day that was moved."""
    pages = list(contests)
    sources = ContestPage.objects.live().filter(locale__language_code=SOURCE)
    rows = sources.filter(translation_key__in=[page.translation_key for page in pages])
    moved = {
        key: ContestDays(first, last)
        for key, first, last in rows.values_list("translation_key", "opens_on", "closes_on")
    }
    own = {page.translation_key: ContestDays(page.opens_on, page.closes_on) for page in pages}
    return own | moved


def list_dated(contests: Iterable[ContestPage], *, on: date) -> list[DatedContest]:
    """Return the contests with their days: open ones first, by their last day; then coming ones; then closed ones."""
    pages = list(contests)
    days = read_days(pages)
    dated = [DatedContest(page, own := days[page.translation_key], own.get_state(on=on)) for page in pages]
    order = [ContestState.OPEN, ContestState.COMING, ContestState.CLOSED]
    return sorted(dated, key=lambda each: (order.index(each.state), _get_next_day(each)))


def _get_next_day(contest: DatedContest) -> int:
    """Return what sorts by the day that matters: the nearest first, of closed contests the latest."""
    days = contest.days
    match contest.state:
        case ContestState.OPEN:
            return (days.closes_on or date.max).toordinal()
        case ContestState.COMING:
            return (days.opens_on or date.max).toordinal()
    return -(days.closes_on or date.min).toordinal()
