"""The tables of the translation memory; ``memory.py`` says how they are written and searched."""

from typing import Any, ClassVar

from django.db import models


class MemorySource(models.Model):
    """A source text that has an approved translation in this language, once however often it stands in the items."""

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
    """What an approval says for a source text at one path. Whether it still stands, the approval knows."""

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
    """Two neighbouring words, as a number, and the sources that hold them: an inverted file, its lists packed."""

    language = models.CharField(max_length=12)
    shingle = models.BigIntegerField()
    sources = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["language", "shingle"], name="memory_shingle_once"),
        ]

    def __str__(self) -> str:
        return f"{self.shingle} ({self.language})"
