"""Findings of the checks: what is wrong in a segment, and whether a reviewer may approve it with a reason."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Severity(models.TextChoices):
    ERROR = "error", _("Error")
    WARNING = "warning", _("Warning")


@dataclass(frozen=True)
class Finding:
    """A fault in a segment. ``code`` identifies it in forms and records; ``fact`` is the source's fact or the rule.

    An error prevents the approval unless the reviewer gives a reason. One that isn't ``excusable`` prevents both the
    submission and the approval. A warning prevents nothing. ``is_confirmation`` means that the check can't decide: the
    reviewer compares the two texts, and ticks a box instead of writing a reason.
    """

    code: str
    path: str
    fact: str
    text: str
    severity: str = Severity.ERROR
    excusable: bool = True
    is_confirmation: bool = False

    @property
    def is_error(self) -> bool:
        return self.severity == Severity.ERROR

    @property
    def level(self) -> str:
        """The severity, or “confirmation” for what the reviewer has to compare."""
        return "confirmation" if self.is_confirmation else str(self.severity)

    @property
    def needs_reason(self) -> bool:
        return self.is_error and self.excusable
