"""`translations/checks.toml`: the weight of each rule, where it is off, and the limits of lengths and subtitles."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

PATH = Path(__file__).resolve().parents[2] / "translations" / "checks.toml"


@dataclass(frozen=True)
class CheckSettings:
    """``severities`` by rule; ``off`` are rules by the languages that don't want them."""

    severities: Mapping[str, str]
    off: Mapping[str, frozenset[str]]
    lengths: Mapping[str, int]
    narrow: Mapping[str, float] = field(default_factory=dict)
    subtitles: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def is_on(self, rule: str, *, language: str) -> bool:
        return rule in self.severities and language not in self.off.get(rule, frozenset())

    def get_limit(self, field_name: str, *, language: str) -> int | None:
        """Return how many signs a field should have at most; signs that are wide count for more."""
        limit = self.lengths.get(field_name)
        return None if limit is None else round(limit * self.narrow.get(language, 1))

    def get_reading(self, name: str, *, language: str) -> float:
        """Return a limit for subtitles: the language's own, or the usual one."""
        return self.subtitles.get(language, {}).get(name, self.subtitles["usual"][name])


def read_settings(data: Mapping[str, Any]) -> CheckSettings:
    rules = data["rules"]
    return CheckSettings(
        severities={name: row["severity"] for name, row in rules.items()},
        off={name: frozenset(row.get("off", [])) for name, row in rules.items()},
        lengths=data["lengths"],
        narrow=data["narrow"],
        subtitles=data["subtitles"],
    )


@lru_cache(maxsize=1)
def get_settings() -> CheckSettings:
    return read_settings(tomllib.loads(PATH.read_text(encoding="utf-8")))
