"""Reports that an office signs: a period's figures as of a moment and the desk's words, approved by a second person."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from outreach.reports.periods import Period, PeriodKind, get_zone

NARRATIVE_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul"]


class ReportState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for approval")
    ISSUED = "issued", _("Issued")


class Report(models.Model):
    """A version of a report. From its submission on its figures are ``frozen``; once issued nothing of it changes.

    A correction is a new version, which names the one that it ``corrects``. The lines of the head, the people and the
    recipients are as they are printed (Decree 30/2020/NĐ-CP), each on a line of its own where there are several.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("period"), max_length=10, choices=PeriodKind.choices)
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="correction", verbose_name=_("corrects")
    )
    sections: Any = models.JSONField(_("sections"), default=list)
    narrative = RichTextField(_("situation and assessment"), features=NARRATIVE_FEATURES, blank=True)
    narrative_en = RichTextField(_("situation and assessment, in English"), features=NARRATIVE_FEATURES, blank=True)
    parent_body = models.CharField(_("parent body"), max_length=200, blank=True)
    issuing_body = models.CharField(_("issuing body"), max_length=200)
    number = models.CharField(_("number and sign"), max_length=60, blank=True)
    place = models.CharField(_("place"), max_length=80)
    dated_on = models.DateField(_("date of the document"))
    addressed_to = models.TextField(_("addressed to"), blank=True)
    recipients = models.TextField(_("recipients"), blank=True)
    authority = models.CharField(_("authority"), max_length=120, blank=True)
    office = models.CharField(_("office of the person who signs"), max_length=120, blank=True)
    signer = models.CharField(_("full name of the person who signs"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)
    frozen: Any = models.JSONField(default=dict)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("submitted by")
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    returned_because = models.TextField(_("returned because"), blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("approved by")
    )
    issued_at = models.DateTimeField(_("issued"), null=True)

    class Meta:
        ordering = ["-first", "kind", "-version"]
        constraints = [
            models.CheckConstraint(
                condition=Q(issued_by__isnull=True) | (~Q(issued_by=F("submitted_by")) & ~Q(issued_by=F("written_by"))),
                name="report_issued_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state="issued", issued_by__isnull=False, issued_at__isnull=False)
                | (~Q(state="issued") & Q(issued_by__isnull=True, issued_at__isnull=True)),
                name="report_issued_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.first:%d/%m/%Y} – {self.last:%d/%m/%Y}"

    @property
    def period(self) -> Period:
        return Period(PeriodKind(self.kind), self.first, self.last, get_zone())


class ReportDocument(models.Model):
    """A file of an issued report, kept as it was issued."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="documents")
    language = models.CharField(max_length=35)
    extension = models.CharField(max_length=4)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    storage_name = models.CharField(max_length=255)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "language", "extension"], name="report_document_once")]

    def __str__(self) -> str:
        return f"{self.report} {self.language} {self.extension}"
