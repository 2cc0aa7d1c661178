"""Targets of recalls. Imports nothing of the content, so that models may import it."""

from dataclasses import dataclass

ALL_LANGUAGES = ""
TARGET_FIELDS = ("kind", "key", "language", "edition_key", "source", "fact_key", "fact_version")
"""The names, in ``RecallTarget`` and in ``Recall``, of what tells one target from another."""


@dataclass(frozen=True)
class RecallTarget:
    """An item in one language or (empty) in all; a whole edition; a poster, picture or film; or a fact's value."""

    title: str
    kind: str = ""
    key: str = ""
    language: str = ALL_LANGUAGES
    edition_key: str = ""
    source: str = ""
    fact_key: str = ""
    fact_version: int | None = None

    @property
    def is_named(self) -> bool:
        return bool(self.edition_key or self.source or self.fact_key or (self.kind and self.key))

    @property
    def is_item(self) -> bool:
        return not (self.edition_key or self.source or self.fact_key)
