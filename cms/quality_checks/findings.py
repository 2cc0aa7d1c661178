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
    submission and the approval. A warning prevents nothing.
    """

    code: str
    path: str
    fact: str
    text: str
    severity: str = Severity.ERROR
    excusable: bool = True

    @property
    def is_error(self) -> bool:
        return self.severity == Severity.ERROR

    @property
    def needs_reason(self) -> bool:
        return self.is_error and self.excusable
