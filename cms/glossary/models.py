"""Glossary entries that override the built-in table: only added, the newest of a term and language counts."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from translations.languages import SOURCE
from translations.term_tables import MAX_CELL, PartOfSpeech, SourceRow, TableRow, TargetRow


class GlossaryEntryQuerySet(models.QuerySet["GlossaryEntry"]):
    def in_force(self) -> "GlossaryEntryQuerySet":
        """Return the newest entry of each term and language, unless it resets the term to the built-in table."""
        newest = self.model.objects.order_by().values("language", "term").annotate(newest=models.Max("pk"))
        return self.filter(pk__in=newest.values("newest"), is_reset=False)


class GlossaryEntry(models.Model):
    """An entry for a term in one language that overrides the built-in table. The newest one is in force.

    Entries are only added, so that all of them form the history. An entry with ``is_reset`` ends the override. One with
    ``is_confirmation`` repeats the renderings in force, which a second person confirms with it.
    """

    language = models.CharField(_("language"), max_length=12)
    term = models.CharField(_("term"), max_length=MAX_CELL)
    part_of_speech = models.CharField(_("part of speech"), max_length=10, choices=PartOfSpeech.choices, blank=True)
    renderings = models.CharField(_("renderings"), max_length=MAX_CELL, blank=True)
    forbidden = models.CharField(_("forbidden renderings"), max_length=MAX_CELL, blank=True)
    note = models.CharField(_("note"), max_length=MAX_CELL, blank=True)
    is_reset = models.BooleanField(_("resets the term to the built-in entry"), default=False)
    is_confirmation = models.BooleanField(_("confirms the renderings"), default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("created by")
    )
    made_at = models.DateTimeField(_("created at"))

    objects = GlossaryEntryQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(fields=["language", "term", "-id"], name="entry_of_a_term")]

    def __str__(self) -> str:
        return f"{self.term} ({self.language})"

    @property
    def row(self) -> TableRow:
        if self.language == SOURCE:
            return SourceRow(self.term, self.part_of_speech, self.note)
        return TargetRow(self.term, self.renderings, self.forbidden, self.note)
