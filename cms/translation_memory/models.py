"""Models of the translation memory. The package's docstring describes how they are written and searched."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class MemorySource(models.Model):
    """A source text with an approved translation in this language; one row, even if several items have the text."""

    language = models.CharField(max_length=12)
    digest = models.CharField(max_length=64)
    text = models.TextField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["language", "digest"], name="memory_source_once"),
        ]

    def __str__(self) -> str:
        return f"{self.text[:60]} ({self.language})"


class MemoryImport(models.Model):
    """A TMX file of another tool's memory, and who imported it. Nobody at this desk has approved its texts."""

    language = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"


class MemoryTranslation(models.Model):
    """The translation of a source text: at one path of an approval, which has its current status, or in an import."""

    source = models.ForeignKey(MemorySource, on_delete=models.CASCADE, related_name="translations")
    approval = models.ForeignKey("approvals.Approval", null=True, on_delete=models.CASCADE, related_name="+")
    memory_import = models.ForeignKey(MemoryImport, null=True, on_delete=models.CASCADE, related_name="translations")
    path = models.TextField()
    kind = models.CharField(max_length=10)
    text = models.TextField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["approval", "path"], name="memory_translation_once"),
            models.UniqueConstraint(fields=["memory_import", "path"], name="memory_translation_imported_once"),
            models.CheckConstraint(
                condition=Q(approval__isnull=False, memory_import__isnull=True)
                | Q(approval__isnull=True, memory_import__isnull=False),
                name="memory_translation_has_one_origin",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text[:60]} ({self.path})"


class MemoryShingle(models.Model):
    """A list of the inverted index: two neighbouring words, as a number, and the packed keys of their sources."""

    language = models.CharField(max_length=12)
    shingle = models.BigIntegerField()
    sources = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["language", "shingle"], name="memory_shingle_once"),
        ]

    def __str__(self) -> str:
        return f"{self.shingle} ({self.language})"
