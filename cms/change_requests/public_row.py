"""Rows that the public reads: their text goes live by two people, but is no segment that an approval checks.

An app that knows what such a text may not contain registers a rule; it holds in every form, since each validates the
row.
"""

from collections.abc import Callable, Iterator

from django.core.exceptions import ValidationError
from django.db import models

from cms.change_requests.guards import get_guard
from translations.languages import SOURCE

TextRule = Callable[[str, str], list[str]]
"""A function of a text and its language that returns a sentence for each fault."""

_rules: dict[str, TextRule] = {}


def register_text_rule(name: str, rule: TextRule) -> None:
    _rules[name] = rule


def find_text_faults(text: str, *, language: str) -> list[str]:
    """Return a sentence for each fault that the rules find in a text which no approval of a page checks."""
    return [fault for rule in _rules.values() for fault in rule(text, language)]


class PublicRow(models.Model):
    """A row with a guard. Validation refuses a guarded text in which a rule finds a fault."""

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        faults = [fault for text, language in self._read_texts() for fault in find_text_faults(text, language=language)]
        if faults:
            raise ValidationError(list(dict.fromkeys(faults)))

    def _read_texts(self) -> Iterator[tuple[str, str]]:
        for name in get_guard(type(self)).fields:
            field = self._meta.get_field(name)
            if isinstance(field, models.CharField | models.TextField) and not field.choices:
                yield field.value_from_object(self) or "", getattr(field, "language", None) or SOURCE
