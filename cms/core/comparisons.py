"""Comparison of a page's fields in two drafts, as words: a value that isn't there is shown as nothing, never “None”.

Wagtail writes the Python values of everything that is neither text nor a relation.
"""

from datetime import date, datetime, time
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail.admin.compare import FieldComparison, TextDiff, register_comparison_class


class ValueComparison(FieldComparison):
    """A value before and after: what is empty on one side is only added or removed."""

    fields: ClassVar[tuple[type[Any], ...]] = (
        models.BooleanField,
        models.DateField,
        models.DecimalField,
        models.DurationField,
        models.FloatField,
        models.IntegerField,
        models.JSONField,
        models.TimeField,
        models.UUIDField,
    )

    def htmldiff(self) -> Any:
        before, after = write_value(self.val_a), write_value(self.val_b)
        if before == after:
            return escape(before)
        sides = (("deletion", before), ("addition", after))
        return TextDiff([side for side in sides if side[1]], separator=" ").to_html()


def write_value(value: Any) -> str:
    """Return the value as staff read it, in the active language; nothing for a value that is empty."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{local:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def register() -> None:
    for field in ValueComparison.fields:
        register_comparison_class(field, comparison_class=ValueComparison)
