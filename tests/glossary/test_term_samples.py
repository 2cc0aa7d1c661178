"""Every term is recognised in its inflected forms: declined, with an article or a particle, or without spaces.

``term_samples.csv`` has phrases from running text, for languages whose words change their endings or beginnings.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from cms.glossary.terms import find_terms, get_terms
from translations.languages import TARGETS, get_language_entry
from translations.terms import PROPER_NAMES, is_rendered

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).with_name("term_samples.csv")
AROUND = {
    "ko": ("그의 ", "에게서도"),
    "ja": ("彼らの", "については"),
    "th": ("และ", "ที่พบ"),
    "lo": ("ແລະ", "ທີ່ພົບ"),
    "km": ("និង", "ដែលបានរកឃើញ"),
    "zh-hans": ("他们的", "也在其中"),
}
"""Words before and after a term, for languages without inflection; all but Korean write them without spaces."""


def read_samples() -> Iterator[tuple[str, str, str]]:
    with SAMPLES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="|"):
            yield from ((row["term"], language, row[language]) for language in row if language != "term")


def test_every_term_is_recognised_in_an_inflected_phrase() -> None:
    samples = list(read_samples())
    missed = [
        (language, name, phrase)
        for name, language, phrase in samples
        if not is_rendered(get_terms(language)[name], phrase, language=language)
    ]

    assert missed == []
    terms = get_terms("en").values()
    assert {name for name, _, _ in samples} == {term.term for term in terms if term.part_of_speech not in PROPER_NAMES}


@pytest.mark.parametrize("language", AROUND)
def test_every_rendering_is_recognised_between_other_words(language: str) -> None:
    before, after = AROUND[language]

    for term in get_terms(language).values():
        # Scripts without spaces may have a zero-width space inside a term.
        joints = [""] if get_language_entry(language).spaced else ["", "\u200b"]
        for joint in joints:
            text = before + joint.join(term.offered) + after
            assert is_rendered(term, text, language=language), (term.term, text)


def test_every_language_has_samples() -> None:
    assert set(AROUND) | {language for _name, language, _phrase in read_samples()} >= {
        code for code in TARGETS if get_terms(code)
    }


def test_every_term_is_recognised_in_a_vietnamese_sentence() -> None:
    for name in get_terms("en"):
        found = find_terms(f"Theo tin báo, {name} (xem dưới) được nhắc đến.")

        assert name in {each.term for each in found}, name


@pytest.mark.parametrize(
    ("language", "name", "text"),
    [
        ("en", "hài cốt", "It remained there."),
        ("fr", "thân nhân", "une approche nouvelle"),
        ("es", "đơn vị", "la comunidad"),
        ("ru", "trận đánh", "больше не ищут"),
        ("ru", "manh mối", "никто не знает"),
        ("en", "manh mối", "a leader of the misleading kind"),
    ],
)
def test_similar_word_is_not_taken_for_a_rendering(language: str, name: str, text: str) -> None:
    assert not is_rendered(get_terms(language)[name], text, language=language)
