"""Words of a text as the search compares them: independent of the database.

A word has a folded form (no case, no diacritics) and an exact one, which keeps diacritics. Where one word has several
spellings, both have the same form: “hoà” and “hòa”, “sĩ” and “sỹ”, 廣 and 广, الشهداء and شهداء. Scripts that don't
separate words by spaces, and Korean, which separates them freely, are divided into syllables or characters.

A text is indexed by *tokens*: its words, and its pairs of adjacent words, with which phrases are found without
positions. An exact form is a token only if it differs from the folded one.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import snowballstemmer

from cms.core.folding import fold

STEMMERS = {"en": "english", "fr": "french", "es": "spanish", "ru": "russian", "ar": "arabic"}
VERSION = 1
"""To be raised with every change of what a text's tokens are, so that pages are indexed anew."""
LONGEST_WORD = 60
"""What is longer is no word that anyone searches for, such as an address; its beginning is compared."""
STEM = "~"
PAIR = "_"
TITLE = "^"
_PAIR = PAIR + "{}_{}"

_INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufeff"
_MARKS = f"\u0300-\u036f\u064b-\u065f\u0670\u0640{_INVISIBLE}"
_CLUSTERED = (
    "\u0e00-\u0e4f\u0e5a-\u0ecf\u0eda-\u0eff\u1780-\u17df\u17ea-\u17ff"  # Thai, Lao, Khmer, without digits
    "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"  # Kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Han
    "\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3"  # Hangul
)
_RUN = re.compile(
    rf"(?P<clustered>[{_CLUSTERED}][{_CLUSTERED}{_INVISIBLE}]*)|(?P<word>[^\W_{_CLUSTERED}](?:[^\W_{_CLUSTERED}]|[{_MARKS}])*)"
)
_CLUSTER = re.compile(
    "[\u0e40-\u0e44]?[\u0e01-\u0e2e][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*[\u0e30\u0e32\u0e33\u0e45]?"
    "|[\u0ec0-\u0ec4]?[\u0e81-\u0eae\u0edc-\u0edf][\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece]*[\u0eb0\u0eb2\u0eb3\u0ebd]?"
    "|[\u1780-\u17b3](?:[\u17c9\u17ca]?\u17d2[\u1780-\u17b3])*[\u17b4-\u17d1\u17d3\u17dd]*"
    "|[\uff66-\uff9d][\uff9e\uff9f]?"
    "|.",
    re.DOTALL,
)
_BREAK = re.compile(r"[.!?…;:,()\[\]{}«»“”\"\n\r\t|。、，；：！？（）「」『』؟،؛។៕]")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_Y_FOR_I = re.compile(r"(?<![^\W_])(h|k|l|m|s|t|qu)y(?![^\W_])")
_ORDINAL = re.compile(r"^([0-9]+)(?:st|nd|rd|th|er?|[eè]re|[eè]me)$")
_ARABIC = re.compile("[\u0600-\u06ff]")
_ARTICLE = re.compile("[وف]?(?:[بك]?ال|لل)(?=\\w{3})")


class Word(NamedTuple):
    """A word with its place in the text.

    ``is_joined``: written together with the word before; ``is_first``: no phrase goes on from the word before.
    """

    folded: str
    exact: str
    start: int
    end: int
    is_joined: bool
    is_first: bool

    @property
    def has_marks(self) -> bool:
        return self.exact != self.folded


def read_words(text: str) -> list[Word]:
    """Return the words of a text in their order."""
    words: list[Word] = []
    end = 0
    for run in _RUN.finditer(text):
        gap = text[end : run.start()]
        is_first = not words or (gap != " " and _BREAK.search(gap) is not None)
        is_joined = not gap and bool(words)
        if run.lastgroup == "word":
            folded, exact = fold_word(run.group())
            if folded:
                words.append(Word(folded, exact, run.start(), run.end(), is_joined, is_first))
        else:
            words += _read_clusters(run, is_joined=is_joined, is_first=is_first)
        end = run.end()
    return words


def list_tokens(text: str, *, language: str) -> set[str]:
    """Return the tokens of a text: folded and exact words, pairs, and stems where the language has a stemmer."""
    words = read_words(text)
    tokens = {form for word in words for form in (word.folded, word.exact)}
    tokens |= {_PAIR.format(one.folded, two.folded) for one, two in pairwise(words) if not two.is_first}
    if language in STEMMERS:
        tokens |= {stem for word in words if (stem := stem_word(word, language=language))}
    return tokens


def list_title_tokens(title: str) -> set[str]:
    """Return the tokens that say that a word is in the title."""
    return {TITLE + word.folded for word in read_words(title)}


def squash(words: Iterable[Word]) -> str:
    """Return the folded letters of words without spaces, as names are compared: “Da Nang” is “Danang”."""
    return "".join(word.folded for word in words)


def make_pair(one: Word, two: Word) -> str:
    return _PAIR.format(one.folded, two.folded)


def stem_word(word: Word, *, language: str) -> str:
    """Return the token of a word's stem, empty if the language has no stemmer, or the word is a number."""
    if language not in STEMMERS or word.folded.isnumeric():
        return ""
    return STEM + _stem(word.exact, STEMMERS[language])


def fold_letters(text: str) -> str:
    """Return a text in folded letters without spaces, in which its words and names are, if it has no Latin letters."""
    return "".join(fold(text).translate(_read_simplified()).split())


@lru_cache(maxsize=65536)
def fold_word(written: str) -> tuple[str, str]:
    """Return the folded and the exact form of a word as it is written; empty if nothing of it is left."""
    folded = _Y_FOR_I.sub(r"\1i", _keep_letters(fold(written))).translate(_read_simplified())
    folded = _ORDINAL.sub(r"\1", folded)
    if _ARABIC.match(folded):
        folded = _ARTICLE.sub("", folded, count=1)
    exact = folded if written.isascii() else _write_exact(written) or folded
    return folded[:LONGEST_WORD], exact[:LONGEST_WORD]


def _write_exact(written: str) -> str:
    """Return a Latin or Cyrillic word with its marks, the tone at its end, wherever it was written; else ""."""
    decomposed = unicodedata.normalize("NFKD", written.casefold())
    if not ("a" <= decomposed[:1] <= "z" or "а" <= decomposed[:1] <= "ӿ" or decomposed.startswith(("đ", "ø", "ł"))):
        return ""
    bare = _keep_letters(unicodedata.normalize("NFC", _TONES.sub("", decomposed)))
    return _Y_FOR_I.sub(r"\1i", bare) + "".join(_TONES.findall(decomposed))


def _keep_letters(text: str) -> str:
    """Return the letters, marks and digits, these as 0 to 9. Some characters are folded into several, with spaces."""
    letters = (character for character in text if unicodedata.category(character)[0] in "LMN")
    return "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in letters)


def _read_clusters(run: re.Match[str], *, is_joined: bool, is_first: bool) -> list[Word]:
    """Return the syllables or characters of a run without spaces."""
    offset, words = run.start(), list[Word]()
    for cluster in _CLUSTER.finditer(run.group()):
        folded, exact = fold_word(cluster.group())
        if folded:
            words.append(Word(folded, exact, offset + cluster.start(), offset + cluster.end(), is_joined, is_first))
            is_joined, is_first = True, False
    return words


@lru_cache(maxsize=65536)
def _stem(word: str, stemmer: str) -> str:
    composed = unicodedata.normalize("NFC", word)
    return fold(_get_stemmer(stemmer).stemWord(composed))


@lru_cache(maxsize=8)
def _get_stemmer(name: str) -> "snowballstemmer.stemmer":
    return snowballstemmer.stemmer(name)


@lru_cache(maxsize=1)
def _read_simplified() -> dict[int, str]:
    """Return the simplified form of each traditional character."""
    lines = Path(__file__).with_name("traditional.txt").read_text(encoding="utf-8").splitlines()
    return {ord(line[0]): line[1] for line in lines if not line.startswith("#")}
