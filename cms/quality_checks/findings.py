"""What a check has to say about a segment, and what it takes to approve in spite of it."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Severity(models.TextChoices):
    ERROR = "error", _("Error")
    WARNING = "warning", _("Warning")


@dataclass(frozen=True)
class Finding:
    """``code`` names it in forms and on the record; ``fact`` is the fact of the source, or the rule's name.

    An error stops the approval unless the reviewer gives a reason; one that isn't ``excusable`` stops it anyway, and
    the handing in before it. A warning stops nothing.
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
