"""Submissions and approvals of texts, kept permanently.

A ``Submission`` keeps the text as it was submitted, in a frozen revision: no user owns it, so no autosave can rewrite
it. An ``Approval`` keeps the approved text and its source. It is *awaiting* until it is due, then *current* until a
later approval supersedes it or someone withdraws it.
"""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState

from cms.approvals.refusals import refuse_outside_the_desk
from translations.languages import SOURCE, Language, get_language_entry, list_choices


class Recorded(models.Model):
    """The text of a page in one language, with the source shown beside it (empty for the source itself)."""

    translation_key = models.UUIDField(_("item"))
    kind = models.CharField(_("kind"), max_length=20)
    language = models.CharField(_("language"), max_length=12, choices=list_choices)
    title = models.CharField(_("title"), max_length=255)
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("page")
    )
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("revision")
    )
    digest = models.CharField(_("digest"), max_length=64)
    snapshot = models.JSONField(_("text"))
    source_digest = models.CharField(_("digest of the source"), max_length=64, blank=True)
    source_snapshot = models.JSONField(_("text of the source"), default=list, blank=True)
    master_sha256 = models.CharField(_("digest of the film's master"), max_length=64, blank=True, editable=False)
    """The film's picture when its subtitles were submitted (``staleness.py``); empty if there was none."""
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("submitted by")
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"

    @property
    def entry(self) -> Language:
        return get_language_entry(self.language)


class SubmissionState(models.TextChoices):
    OPEN = "open", _("In review")
    APPROVED = "approved", _("Approved")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    CANCELLED = "cancelled", _("Cancelled")


class Submission(Recorded):
    """A submitted text. ``author_keys`` are the users who changed it since the last approval; none may approve it."""

    state = models.CharField(_("state"), max_length=20, choices=SubmissionState.choices, default=SubmissionState.OPEN)
    submitted_at = models.DateTimeField(_("submitted at"))
    author_keys = models.JSONField(default=list, blank=True)
    files = models.TextField(blank=True, editable=False)
    """The pictures, documents and films of the text, as ``held_files.py`` writes them."""
    task_state = models.OneToOneField(
        TaskState, null=True, on_delete=models.SET_NULL, related_name="submission", verbose_name=_("step")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    comment = models.TextField(_("comment"), blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["translation_key", "language"], condition=Q(state="open"), name="submission_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | ~Q(decided_by=F("submitted_by")),
                name="submission_approved_by_a_second_person",
            ),
        ]


class ChangeLevel(models.TextChoices):
    """The level of a source's change since its last approval, as its publisher classifies it."""

    SUBSTANTIVE = "substantive", _("A change of meaning: translations become out of date")
    EDITORIAL = "editorial", _("Not a change of meaning, such as a typing error: translations stay approved")
    MAJOR = "major", _("An important change: translations become out of date, and their readers are notified")


IN_FORCE = Q(withdrawn_at__isnull=True, superseded_at__isnull=True)


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def of(self, page: Any) -> "ApprovalQuerySet":
        return self.filter(translation_key=page.translation_key, language=page.locale.language_code)

    def in_force(self) -> "ApprovalQuerySet":
        """Filter to approvals neither superseded nor withdrawn: awaiting or current."""
        return self.filter(IN_FORCE)

    def current(self) -> "ApprovalQuerySet":
        """Filter to approvals of what is public: at most one for each item and language."""
        return self.filter(IN_FORCE, published_at__isnull=False)

    def awaiting(self) -> "ApprovalQuerySet":
        return self.filter(IN_FORCE, published_at__isnull=True)

    def due(self, at: datetime) -> "ApprovalQuerySet":
        return self.awaiting().filter(due_at__lte=at)


class Approval(Recorded):
    """An approved text. Never deleted: it is only published, superseded or withdrawn.

    ``findings`` are those of the checks as the reviewer saw them: path, fact, severity, text in the reviewer's
    language, and the reviewer's reason where one was needed.
    """

    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, related_name="approval", verbose_name=_("submission")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"))
    findings = models.JSONField(_("findings of the checks"), default=list, blank=True)
    change_level = models.CharField(
        _("level of the change"),
        max_length=12,
        choices=ChangeLevel.choices,
        default=ChangeLevel.SUBSTANTIVE,
        editable=False,
    )
    due_at = models.DateTimeField(_("goes live at"))
    published_at = models.DateTimeField(_("went live at"), null=True, blank=True)
    superseded_at = models.DateTimeField(_("superseded at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )
    withdrawal_reason = models.TextField(_("reason for the withdrawal"), blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["translation_key", "language"],
                condition=IN_FORCE & Q(published_at__isnull=False),
                name="approval_one_current",
            ),
            models.UniqueConstraint(
                fields=["translation_key", "language"],
                condition=IN_FORCE & Q(published_at__isnull=True),
                name="approval_one_awaiting",
            ),
            models.CheckConstraint(condition=~Q(approved_by=F("submitted_by")), name="approval_by_a_second_person"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="approval_withdrawn_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(change_level=ChangeLevel.SUBSTANTIVE)
                | Q(language=SOURCE, change_level__in=ChangeLevel.values),
                name="approval_change_level_of_a_source",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["translation_key", "language", "-approved_at"], name="approval_of_an_item"),
        ]

    @property
    def reasons(self) -> list[dict[str, str]]:
        """The errors that were approved for a reason, each with it."""
        kept = ("path", "fact", "reason")
        return [{name: row[name] for name in kept} for row in self.findings if row["reason"]]


class ScheduleChange(models.Model):
    """A decision on when an approved text goes live: postponed, brought forward, or cancelled (without ``due_at``)."""

    approval = models.ForeignKey(
        Approval, on_delete=models.PROTECT, related_name="schedule_changes", verbose_name=_("approval")
    )
    before = models.DateTimeField(_("time before"))
    due_at = models.DateTimeField(_("goes live at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"))

    def __str__(self) -> str:
        return f"{self.approval}: {self.before} → {self.due_at}"


class LanguageApprovalTask(AbstractGroupApprovalTask):
    """The one step of a language's workflow. Wagtail shows that a page is in review; ``approval.py`` decides."""

    language = models.CharField(_("language"), max_length=12, choices=list_choices, unique=True)

    admin_form_fields: ClassVar[list[str]] = [*AbstractGroupApprovalTask.admin_form_fields, "language"]

    class Meta:
        verbose_name = _("Approval of a language")
        verbose_name_plural = _("Approvals of languages")

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Refuse Wagtail's own buttons: a text is approved on the desk's review page, beside its source."""
        refuse_outside_the_desk()

    def get_actions(self, obj: Any, user: Any) -> list[Any]:
        return []

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """Lock no one out during a review: the submitted text is frozen, and a later draft can be submitted next."""
        return False
