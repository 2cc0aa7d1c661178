"""Models of the translation memory. The package's docstring describes how they are written and searched."""

from typing import Any, ClassVar

from django.db import models


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


class MemoryTranslation(models.Model):
    """The translation of a source text in an approval, at one path. The approval has its current status."""

    source = models.ForeignKey(MemorySource, on_delete=models.CASCADE, related_name="translations")
    approval = models.ForeignKey("approvals.Approval", on_delete=models.CASCADE, related_name="+")
    path = models.TextField()
    kind = models.CharField(max_length=10)
    text = models.TextField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["approval", "path"], name="memory_translation_once"),
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
