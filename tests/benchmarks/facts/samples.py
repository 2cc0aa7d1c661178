"""Samples: a Vietnamese text with a fact, and a translation that has it right or wrong, among other sentences."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cms.quality_checks.belonging_check import check_belonging
from cms.quality_checks.fact_check import check_segment
from cms.quality_checks.name_check import check_names
from cms.segments.segment import Segment
from tests.benchmarks.facts.amounts import AMOUNT_KINDS
from tests.benchmarks.facts.belonging import BELONGING_KINDS
from tests.benchmarks.facts.counted import COUNTED_KINDS
from tests.benchmarks.facts.dates import DATE_KINDS
from tests.benchmarks.facts.kind import Kind
from tests.benchmarks.facts.moments import MOMENT_KINDS
from tests.benchmarks.facts.names import ADDED_NAMES, NAME_KINDS
from tests.benchmarks.facts.newsroom import NEWSROOM_KINDS
from tests.benchmarks.facts.places import PLACE_KINDS
from tests.benchmarks.facts.second_hand import SECOND_KINDS
from tests.benchmarks.facts.second_owners import SECOND_OWNER_KINDS, UNKNOWN_OWNER_KIND
from tests.benchmarks.facts.third_persons import THIRD_PERSONS_KIND
from translations.languages import SOURCE, TARGETS

KINDS = (
    *DATE_KINDS, *AMOUNT_KINDS, *PLACE_KINDS, *NEWSROOM_KINDS, *MOMENT_KINDS, *NAME_KINDS, *BELONGING_KINDS,
    *COUNTED_KINDS, *SECOND_KINDS, *SECOND_OWNER_KINDS, UNKNOWN_OWNER_KIND, THIRD_PERSONS_KIND,
)  # fmt: skip
NAMES = frozenset(kind.name for kind in NAME_KINDS)
OF_PEOPLE = (UNKNOWN_OWNER_KIND, THIRD_PERSONS_KIND)
BELONGING = frozenset(kind.name for kind in (*BELONGING_KINDS, *SECOND_OWNER_KINDS, *OF_PEOPLE))
CONTENT = Path(__file__).resolve().parents[3] / "demo" / "content"
NATIVE_DIGITS = {
    "ar": "٠١٢٣٤٥٦٧٨٩",
    "km": "០១២៣៤៥៦៧៨៩",
    "lo": "໐໑໒໓໔໕໖໗໘໙",
    "th": "๐๑๒๓๔๕๖๗๘๙",
    "ja": "０１２３４５６７８９",
}
VIETNAMESE = ("Theo tin báo: {}.", "Ông bà còn nhớ ({}), xin hãy cho biết.", "Trong sổ có ghi: {}; xin đối chiếu.")
ADDED = ("57", "1.234", "1968", "81 km")
KEPT_LATIN = frozenset({"address", "document number"})


@dataclass(frozen=True)
class Sample:
    """A source and a translation; ``mistake`` is empty if the translation is right."""

    kind: str
    language: str
    mistake: str
    source: str
    target: str

    @property
    def is_misjudged(self) -> bool:
        return self._has_finding() != bool(self.mistake)

    def _has_finding(self) -> bool:
        source = Segment("summary", "text", self.source)
        if self.kind not in BELONGING:
            check = check_names if self.kind in NAMES else check_segment
            return bool(list(check(source=source, target=self.target, language=self.language)))
        found = (
            *check_belonging(source=source, target=self.target, language=self.language),
            *check_segment(source=source, target=self.target, language=self.language),
            *check_names(source=source, target=self.target, language=self.language),
        )
        if self.mistake in {"omission", "addition"}:
            return bool(found)  # the reviewer confirms a name that nobody has confirmed yet
        return any(finding.is_error and not finding.is_confirmation for finding in found)


def make_samples(*, count: int, seed: int, kinds: Iterable[Kind] = KINDS) -> Iterator[Sample]:
    """Yield ``count`` values of each kind and language, each right and with every mistake. A seed fixes them."""
    for language in TARGETS:
        for kind in kinds:
            for number in range(count):
                yield from _make(kind, language, random.Random(f"{seed}{language}{kind.name}{number}"))


def _make(kind: Kind, language: str, dice: random.Random) -> Iterator[Sample]:
    value = kind.draw(dice)
    vietnamese = dice.choice(kind.write(value))
    source = dice.choice(VIETNAMESE).format(vietnamese)
    before, after = (dice.choice(_read_sentences(language)) for _ in range(2))
    native = NATIVE_DIGITS.get(language) if dice.random() < 0.35 and kind.name not in KEPT_LATIN else None

    def put(text: str) -> str:
        written = text.translate(str.maketrans("0123456789", native)) if native else text
        return f"{before} ({written}). {after}"

    right = dice.choice(kind.render(value, language))
    yield Sample(kind.name, language, "", source, put(right))
    yield Sample(kind.name, language, "omission", source, f"{before} {after}")
    added = ADDED_NAMES[language] if kind.name in NAMES else ADDED
    yield Sample(kind.name, language, "addition", source, put(f"{right}; {dice.choice(added)}"))
    for mistake, other in kind.alter(value, dice).items():
        wrong = kind.render(other, language)
        if other != value:
            yield Sample(kind.name, language, mistake, source, put(dice.choice(wrong)))


@lru_cache(maxsize=16)
def _read_sentences(language: str) -> list[str]:
    """Return texts of the demonstration without numbers and names, to put the facts between."""
    texts, originals = (_read_texts(each) for each in (language, SOURCE))
    named = {key for key, text in originals.items() if any(name in str(text) for name in ("Bộ ", "Việt Nam"))}
    kept = {key: text for key, text in texts.items() if key not in named and isinstance(text, str)}
    return [text for text in kept.values() if not any(each.isdecimal() for each in text)]


def _read_texts(language: str) -> dict[str, object]:
    with (CONTENT / "call-witnesses" / f"{language}.toml").open("rb") as file:
        return tomllib.load(file)
