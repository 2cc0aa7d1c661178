"""Settings of the checks, from `translations/checks.toml`: severities, exceptions by language, and limits."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

PATH = Path(__file__).resolve().parents[2] / "translations" / "checks.toml"


@dataclass(frozen=True)
class CheckSettings:
    """Severities by rule, the languages in which a rule is off, and limits.

    ``lengths`` has limits in characters by field, ``length_factors`` the part of them that a language with wide
    characters may use.
    """

    severities: Mapping[str, str]
    off: Mapping[str, frozenset[str]]
    lengths: Mapping[str, int]
    length_factors: Mapping[str, float] = field(default_factory=dict)
    subtitles: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def get_active(self, language: str) -> frozenset[str]:
        """Return the names of the rules that are on for this language."""
        return frozenset(name for name in self.severities if language not in self.off.get(name, frozenset()))

    def get_limit(self, field_name: str, *, language: str) -> int | None:
        """Return the most characters that a field should have in this language, or None if there is no limit."""
        limit = self.lengths.get(field_name)
        return None if limit is None else round(limit * self.length_factors.get(language, 1))

    def get_subtitle_limit(self, name: str, *, language: str) -> float:
        """Return the language's limit for subtitles, or the usual one."""
        return self.subtitles.get(language, {}).get(name, self.subtitles["usual"][name])


def read_settings(data: Mapping[str, Any]) -> CheckSettings:
    rules = data["rules"]
    return CheckSettings(
        severities={name: row["severity"] for name, row in rules.items()},
        off={name: frozenset(row.get("off", [])) for name, row in rules.items()},
        lengths=data["lengths"],
        length_factors=data["length_factors"],
        subtitles=data["subtitles"],
    )


@lru_cache(maxsize=1)
def get_settings() -> CheckSettings:
    return read_settings(tomllib.loads(PATH.read_text(encoding="utf-8")))
