"""The glossary's entries of this installation."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from translations.languages import SOURCE
from translations.term_tables import MAX_CELL, PartOfSpeech, SourceRow, TableRow, TargetRow


class GlossaryEntryQuerySet(models.QuerySet["GlossaryEntry"]):
    def in_force(self) -> "GlossaryEntryQuerySet":
        """The newest entry of each term and language, unless it gives the term back to the shipped table."""
        newest = self.model.objects.order_by().values("language", "term").annotate(newest=models.Max("pk"))
        return self.filter(pk__in=newest.values("newest"), is_given_back=False)


class GlossaryEntry(models.Model):
    """What this installation says of a term in one language, laid over the shipped table; the newest entry holds.

    Entries are only added: all of them together are the history. ``is_given_back`` ends what was laid over.
    """

    language = models.CharField(_("language"), max_length=12)
    term = models.CharField(_("term"), max_length=MAX_CELL)
    part_of_speech = models.CharField(_("part of speech"), max_length=10, choices=PartOfSpeech.choices, blank=True)
    renderings = models.CharField(_("renderings"), max_length=MAX_CELL, blank=True)
    forbidden = models.CharField(_("forbidden renderings"), max_length=MAX_CELL, blank=True)
    note = models.CharField(_("note"), max_length=MAX_CELL, blank=True)
    is_given_back = models.BooleanField(_("as shipped again"), default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"))

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
