"""Comments, assignments, the status index and mail preferences. Submissions and approvals are in ``cms.approvals``."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cms.approvals.models import Approval
from translations.languages import SOURCE, Language, get_language_entry, list_choices


class SegmentComment(models.Model):
    """A comment on one segment of an item in one language; it is kept when the text changes."""

    translation_key = models.UUIDField(_("item"))
    language = models.CharField(_("language"), max_length=12, choices=list_choices)
    path = models.CharField(_("part"), max_length=255)
    text = models.TextField(_("comment"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    at = models.DateTimeField(_("written at"))
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("resolved by"),
    )
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="comment_resolved_by_someone",
            ),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["translation_key", "language"], name="comment_of_a_text")]

    def __str__(self) -> str:
        return f"{self.text[:40]} ({self.language})"

    @property
    def entry(self) -> Language:
        return get_language_entry(self.language)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def active(self) -> "AssignmentQuerySet":
        """Return the assignments that aren't closed, done or not: at most one for each item and language."""
        return self.filter(closed_at__isnull=True)

    def open(self) -> "AssignmentQuerySet":
        """Return the active assignments whose work isn't done, since no text was approved after them."""
        done = Approval.objects.filter(
            translation_key=OuterRef("translation_key"), language=OuterRef("language"), approved_at__gte=OuterRef("at")
        )
        return self.active().filter(~Exists(done))


class Assignment(models.Model):
    """An assignment of one item in one language to a user, or (``assignee`` null) to all translators of the language.

    If the user is deleted, the assignment passes to the language's translators.
    """

    translation_key = models.UUIDField(_("item"))
    language = models.CharField(_("language"), max_length=12, choices=list_choices)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="assignments",
        verbose_name=_("translator"),
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("assigned by")
    )
    at = models.DateTimeField(_("assigned at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["translation_key", "language"],
                condition=Q(closed_at__isnull=True),
                name="assignment_one_active",
            ),
            models.CheckConstraint(condition=~Q(language=SOURCE), name="assignment_of_a_translation"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["assignee", "due_on"], condition=Q(closed_at__isnull=True), name="assignment_of_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignee or self.language} {self.due_on or ''}".strip()

    @property
    def entry(self) -> Language:
        return get_language_entry(self.language)


class TranslationStatus(models.Model):
    """The state of an item in a language: an index, so that all can be counted and searched in one query.

    ``cms.approvals.status`` derives the rows, and ``status_index.py`` maintains them: a dirty row is derived again
    before it is read. Missing translations have a row too.
    """

    translation_key = models.UUIDField()
    language = models.CharField(max_length=12)
    status = models.CharField(max_length=20)
    live = models.BooleanField(default=False)
    page_id = models.IntegerField(null=True)
    submission_id = models.IntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    master_since = models.DateTimeField(null=True)
    """Since when the film has another picture than the one with which the text was approved."""
    assignment = models.ForeignKey(Assignment, null=True, on_delete=models.SET_NULL, related_name="+")
    is_dirty = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["translation_key", "language"], name="translation_status_once"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["status", "language"], name="translation_status_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.translation_key} ({self.language}): {self.status}"


class DeskPreferences(models.Model):
    """The desk's mails that a user receives, beside those in Wagtail's profile. A user without a row receives all."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_preferences")
    source_changed_notifications = models.BooleanField(
        _("changed sources"),
        default=True,
        help_text=_("Receive an email when the source of a text that you translated has changed."),
    )

    def __str__(self) -> str:
        return f"{self.user}"
