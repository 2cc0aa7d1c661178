"""Segments: single texts and choices of a page with a path that stays the same; their digest and snapshot."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.text import capfirst

BLOCK_KEY = re.compile(r'\sdata-block-key="[^"]*"')
"""The key that the rich text editor gives to each paragraph when it is opened; readers never see it."""


class SegmentKind(models.TextChoices):
    CHAR = "char"
    TEXT = "text"
    RICH = "rich"
    CUE = "cue"
    CHOICE = "choice"


@dataclass(frozen=True)
class Segment:
    """A text that is translated, or a choice (such as an image, a contact, or the timing of subtitles).

    A choice isn't translated but is approved together with the texts. ``path`` is the field and the identities of
    blocks, ``body.<id>.text``, so that it survives a change of order. ``context`` has the names of the place from the
    field inwards; it is neither approved nor compared.
    """

    path: str
    kind: str
    text: str
    context: tuple[Any, ...] = field(default=(), compare=False, repr=False)

    @property
    def compared(self) -> str:
        """The text as it is compared and digested: in Unicode's composed form, rich text without its block keys."""
        text = BLOCK_KEY.sub("", self.text) if self.kind == SegmentKind.RICH else self.text
        return unicodedata.normalize("NFC", text)

    @property
    def label(self) -> str:
        """Return the name of the place in the active language: “Text › Quotation › Who says it”."""
        return " › ".join(str(capfirst(part)) for part in self.context) or self.path


def get_texts(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """Return the segments that are translated, without the choices."""
    return tuple(segment for segment in segments if segment.kind != SegmentKind.CHOICE)


def digest(segments: Iterable[Segment]) -> str:
    """Return the SHA-256 of all paths and texts, in order, each as it is compared."""
    pairs = [[segment.path, segment.compared] for segment in segments]
    return hashlib.sha256(json.dumps(pairs, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def to_snapshot(segments: Iterable[Segment]) -> list[dict[str, str]]:
    """Return the segments as JSON data, without their context."""
    return [{"path": segment.path, "kind": str(segment.kind), "text": segment.text} for segment in segments]


def from_snapshot(rows: Iterable[Mapping[str, str]]) -> tuple[Segment, ...]:
    return tuple(Segment(row["path"], row["kind"], row["text"]) for row in rows)
