from typing import Any, ClassVar

from django.db import models
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel

from cms.campaign.models import Classified, EvidenceKind
from cms.core.models import IndexPage, PosterWordingMixin, TextPage
from cms.facts.contacts import get_page_contacts
from cms.facts.models import ChannelKind


class CallIndexPage(IndexPage):
    lists = "call"
    section = "calls"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["calls.CallPage"]

    class Meta:
        verbose_name = _("list of calls")
        verbose_name_plural = _("lists of calls")


class CallPage(PosterWordingMixin, Classified, TextPage):
    """A call for information: what is needed, from whom, and how it will be used (clauses IV.3, V.3.c)."""

    kind = "call"
    parent_page_types: ClassVar[list[str]] = ["calls.CallIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    audience = models.TextField(_("who the call is for"), blank=True)
    evidence_sought = ParentalManyToManyField(EvidenceKind, blank=True, verbose_name=_("what would help"))
    contacts = ParentalManyToManyField(
        "facts.ContactChannel", blank=True, verbose_name=_("who to contact"), related_name="+"
    )
    privacy_note = models.TextField(_("how it will be used"), blank=True)
    support_note = models.TextField(_("what support a witness can have"), blank=True)

    translatable_fields: ClassVar[list[str]] = [
        *TextPage.translatable_fields,
        "audience",
        "privacy_note",
        "support_note",
        *PosterWordingMixin.poster_fields,
    ]
    content_panels: ClassVar[list[Any]] = [
        *TextPage.content_panels,
        FieldPanel("audience"),
        FieldPanel("evidence_sought", widget=CheckboxSelectMultiple),
        FieldPanel("contacts", widget=CheckboxSelectMultiple),
        FieldPanel("privacy_note"),
        FieldPanel("support_note"),
        FieldPanel("topics"),
        FieldPanel("places"),
        FieldPanel("happened_on"),
        PosterWordingMixin.poster_panel,
        FieldPanel("is_demonstration"),
    ]

    class Meta:
        verbose_name = _("call for information")
        verbose_name_plural = _("calls for information")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        contacts = get_page_contacts(self, language=self.locale.language_code)
        context["contacts"] = contacts
        context["first_contact"] = next((contact for contact in contacts if contact.kind == ChannelKind.HOTLINE), None)
        context["evidence"] = sorted(self.evidence_sought.all(), key=lambda kind: kind.position)
        return context
