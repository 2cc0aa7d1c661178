from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel

from cms.campaign.models import Classified, EvidenceKind
from cms.campaign.place_list import list_page_places
from cms.core.models import IndexPage, PosterWordingMixin, TextPage
from cms.core.parameters import read_country
from cms.facts.contacts import get_page_channels
from cms.facts.ways import find_ways
from cms.media.models import ReadAloudMixin
from cms.media.pictured import PicturedMixin
from translations.campaign.reading import get_folder
from translations.countries import list_offered
from translations.languages import SOURCE


class CallIndexPage(IndexPage):
    lists = "call"
    section = "calls"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["calls.CallPage"]

    class Meta:
        verbose_name = _("list of calls")
        verbose_name_plural = _("lists of calls")


class CallPage(PicturedMixin, PosterWordingMixin, ReadAloudMixin, Classified, TextPage):
    """A call for information: what is needed, from whom, and how it will be used (plan: IV.3, V.3.c)."""

    kind = "call"
    parent_page_types: ClassVar[list[str]] = ["calls.CallIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    audience = models.TextField(_("who the call is for"), blank=True)
    assurance = models.CharField(
        _("what we promise"),
        max_length=120,
        blank=True,
        help_text=_("One sentence beside the telephone number, such as that one may stay unnamed."),
    )
    evidence_sought = ParentalManyToManyField(EvidenceKind, blank=True, verbose_name=_("what would help"))
    contacts = ParentalManyToManyField(
        "facts.ContactChannel", blank=True, verbose_name=_("who to contact"), related_name="+"
    )
    privacy_note = models.TextField(_("how it will be used"), blank=True)
    support_note = models.TextField(_("what support a witness can have"), blank=True)
    closed_on = models.DateField(
        _("closed from"),
        null=True,
        blank=True,
        help_text=_("From this day on the page says that the call is closed, and where readers can turn instead."),
    )

    translatable_fields: ClassVar[list[str]] = [
        *TextPage.translatable_fields,
        *PicturedMixin.picture_fields,
        "audience",
        "assurance",
        "privacy_note",
        "support_note",
        "recording_transcript",
        *PosterWordingMixin.poster_fields,
    ]
    content_panels: ClassVar[list[Any]] = [
        *TextPage.content_panels,
        PicturedMixin.picture_panel,
        FieldPanel("audience"),
        FieldPanel("assurance"),
        FieldPanel("evidence_sought", widget=CheckboxSelectMultiple),
        FieldPanel("contacts", widget=CheckboxSelectMultiple),
        FieldPanel("privacy_note"),
        FieldPanel("support_note"),
        FieldPanel("recording_transcript"),
        FieldPanel("topics"),
        FieldPanel("subjects"),
        FieldPanel("places"),
        FieldPanel("happened_on"),
        PosterWordingMixin.poster_panel,
        FieldPanel("is_demonstration"),
    ]

    settings_panels: ClassVar[list[Any]] = [*TextPage.settings_panels, FieldPanel("closed_on")]

    class Meta:
        verbose_name = _("call for information")
        verbose_name_plural = _("calls for information")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the ways to answer for a reader where this one is, and the kinds of evidence."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        language, now = self.locale.language_code, timezone.now()
        country = read_country(request, language=language)
        chosen = [channel.pk for channel in get_page_channels(self)]
        ways = find_ways(country=country, language=language, at=now, chosen=chosen)
        context["ways"] = ways
        context["telephone"] = ways.telephone
        context["countries"] = list_offered(language=language, besides=ways.countries | ways.own_country)
        context["evidence"] = sorted(self.evidence_sought.all(), key=lambda kind: kind.position)
        context["drawn_evidence"] = get_folder().drawn_evidence
        context["places"] = list_page_places(self.places.all(), language=language)
        context["is_closed"] = self.is_closed(on=timezone.localdate(now))
        return context

    @classmethod
    def list_closed(cls, on: date, language: str) -> list[Any]:
        """Return the query for the translation keys of the calls closed on this day to readers of this language."""
        closed = cls.objects.live().filter(closed_on__lte=on, locale__language_code__in={language, SOURCE})
        return [closed.order_by().values("translation_key")]

    def is_closed(self, *, on: date) -> bool:
        """Return whether the call is closed on this day; a closed source closes its translations (one query)."""
        sources = type(self).objects.live().filter(translation_key=self.translation_key)
        days = {self.closed_on, *sources.filter(locale__language_code=SOURCE).values_list("closed_on", flat=True)}
        return any(day is not None and day <= on for day in days)
