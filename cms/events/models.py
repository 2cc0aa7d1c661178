from datetime import datetime
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from cms.campaign.models import Classified
from cms.core.models import IndexPage, PosterWordingMixin, TextPage
from cms.core.parameters import read_country
from cms.events.occasion import Occasion, show_occasion
from cms.facts.contacts import get_page_contacts
from cms.media.pictured import PicturedMixin
from translations.languages import SOURCE


class EventIndexPage(IndexPage):
    """The list of events in its language: those that are coming by date, then those that are over."""

    lists = "event"
    section = "events"
    list_template = "events/event_index_page.html"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["events.EventPage"]

    class Meta:
        verbose_name = _("list of events")
        verbose_name_plural = _("lists of events")

    def list_entries(self) -> Any:
        """Return the events that are over, the last one first; those that are coming aren't in pages."""
        return EventPage.objects.listed(self.locale.language_code).over(at=timezone.now())

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        coming = EventPage.objects.listed(self.locale.language_code).coming(at=timezone.now())
        context["past"] = [row.make_occasion() for row in context["entries"]]
        context["coming"] = [row.make_occasion() for row in coming] if context["entries"].number == 1 else []
        return context


class EventPageQuerySet(PageQuerySet):
    def listed(self, language: str) -> Self:
        """Return the language's live events, with what ``dated`` adds."""
        rows = self.live().filter(locale__language_code=language).dated()
        return rows.filter(begins_at__isnull=False, finishes_at__isnull=False).select_related("locale")

    def coming(self, *, at: datetime) -> Self:
        """Return those that aren't over, the next one first."""
        return self.filter(finishes_at__gt=at).order_by("begins_at", "pk")

    def over(self, *, at: datetime) -> Self:
        return self.filter(finishes_at__lte=at).order_by("-begins_at", "-pk")

    def dated(self) -> Self:
        """Add ``begins_at`` and ``finishes_at``, ``is_cancelled``, and ``changed_at``, the last change of any of them.

        The times are those of the live source: a translation that is out of date must not name another day.
        """
        source = EventPage.objects.live().filter(
            translation_key=models.OuterRef("translation_key"), locale__language_code=SOURCE
        )
        cancellations = EventCancellation.objects.filter(event__translation_key=models.OuterRef("translation_key"))
        own: Any = {name: models.F(name) for name in ("starts_at", "ends_at", "last_published_at")}
        return self.annotate(
            begins_at=Coalesce(models.Subquery(source.values("starts_at")[:1]), own["starts_at"]),
            finishes_at=Coalesce(models.Subquery(source.values("ends_at")[:1]), own["ends_at"]),
            is_cancelled=models.Exists(cancellations.filter(is_cancelled=True)),
            source_changed_at=Coalesce(
                models.Subquery(source.values("last_published_at")[:1]), own["last_published_at"]
            ),
            cancellation_changed_at=models.Subquery(cancellations.values("changed_at")[:1]),
        )


class EventPage(PicturedMixin, PosterWordingMixin, Classified, TextPage):
    """An event to which people can come, such as an information day in a commune (plan: V.3.c, MTTW 1)."""

    kind = "event"
    parent_page_types: ClassVar[list[str]] = ["events.EventIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    starts_at = models.DateTimeField(
        _("begins"), null=True, help_text=_("Day and time where the event is, on the campaign's clock.")
    )
    ends_at = models.DateTimeField(_("ends"), null=True)
    venue = models.CharField(
        _("venue"), max_length=200, blank=True, help_text=_("The house or hall, as people there call it.")
    )
    address = models.TextField(_("address of the venue"), max_length=300, blank=True)
    to_bring = models.TextField(_("what to bring, one thing a line"), max_length=1000, blank=True)
    contacts = ParentalManyToManyField(
        "facts.ContactChannel", blank=True, verbose_name=_("who to contact"), related_name="+"
    )

    objects = PageManager.from_queryset(EventPageQuerySet)()

    translatable_fields: ClassVar[list[str]] = [
        *TextPage.translatable_fields,
        *PicturedMixin.picture_fields,
        "venue",
        "address",
        "to_bring",
        *PosterWordingMixin.poster_fields,
    ]
    content_panels: ClassVar[list[Any]] = [
        *TextPage.content_panels,
        PicturedMixin.picture_panel,
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")], heading=_("When")),
        FieldPanel("venue"),
        FieldPanel("address"),
        FieldPanel("to_bring"),
        FieldPanel("contacts", widget=CheckboxSelectMultiple),
        FieldPanel("topics"),
        FieldPanel("subjects"),
        FieldPanel("places"),
        PosterWordingMixin.poster_panel,
        FieldPanel("is_demonstration"),
    ]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the occasion for a reader where this one is, None while a draft has no times, and the contacts."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        language, occasion = self.locale.language_code, self.find_occasion()
        country = read_country(request, language=language)
        context["shown"] = show_occasion(occasion, country=country, at=timezone.now()) if occasion else None
        context["contacts"] = get_page_contacts(self, language=language)
        return context

    def find_occasion(self) -> Occasion | None:
        """Return the occasion of the page in memory, live or a draft; None while it has no times (one query).

        A draft of the source has its own times; a translation always has those of its live source.
        """
        row = EventPage.objects.dated().filter(pk=self.pk).first()
        times = (self.starts_at, self.ends_at)
        if row is not None and self.locale.language_code != SOURCE:
            times = (row.begins_at, row.finishes_at)
        starts_at, ends_at = times
        if starts_at is None or ends_at is None:
            return None
        is_cancelled, changed_at = row is not None and row.is_cancelled, _find_change(row or self)
        return Occasion(self, starts_at, ends_at, is_cancelled, changed_at or starts_at)

    def make_occasion(self) -> Occasion:
        """Return the occasion of a row that ``EventPageQuerySet.listed`` has read."""
        changed_at = _find_change(self) or self.begins_at
        return Occasion(self, self.begins_at, self.finishes_at, self.is_cancelled, changed_at)

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The event must end after it begins.")})


class EventCancellation(models.Model):
    """The cancellation of an event, in all its languages: one person cancels, two people take it back.

    It isn't part of what is approved, so that nobody has to wait for an approval. ``event`` is the source's page.
    """

    event = models.OneToOneField(
        EventPage, on_delete=models.CASCADE, related_name="cancellation", verbose_name=_("event")
    )
    is_cancelled = models.BooleanField(_("cancelled"), default=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("cancellation of an event")
        verbose_name_plural = _("cancellations of events")

    def __str__(self) -> str:
        return str(self.event)


def _find_change(row: EventPage) -> datetime | None:
    """Return when something of the event last changed for readers."""
    names = ("last_published_at", "source_changed_at", "cancellation_changed_at")
    return max((moment for name in names if (moment := getattr(row, name, None)) is not None), default=None)
