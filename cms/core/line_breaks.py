"""Marks where a line of a public page may end in Thai, Lao, Khmer and Japanese.

Browsers find the places by dictionaries of their own, which old ones lack and which divide some words (อัต|ลักษณ์). So
the whole page that a reader gets is marked with ``<wbr>``, once, before it is kept. The texts that people write and
approve have no marks: they are compared letter by letter. Where the places are is in ``translations/line_breaks.py``.
"""

import re
from collections.abc import Iterable
from functools import lru_cache, partial
from itertools import groupby
from unicodedata import category

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

from translations.languages import CODES
from translations.line_breaks import HAS_KANA, RUN, divide

_PLAIN = re.compile(r"<(script|style|title|textarea|option)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE)
"""What isn't text of the page, or text in which no element can be."""
_KHMER_SUBSCRIPT = re.compile("\u17d2.")
_BREAK = "<wbr>"
LONGEST_WHOLE = {"th": 7, "lo": 5, "km": 5}
"""Letters side by side that fit a narrow column on a small phone at twice the size of text."""
LONGEST_PHRASE = 10
_PARTICLE = re.compile(r"(?<=..)[てではがをにもと](?![はもの])(?=[^ん、。]{3})")
"""A Japanese particle within a phrase, with letters enough before and behind it."""
_BESIDE_WORD = re.compile(r"""([(\[{«“‘]*)(<span class="word">)([^<]*)(</span>)([)\]}»”’.,;:!?…%]*)""")
"""A word in a box and what stands close to it: a line may end beside a box."""
_REPEATED = re.compile(" (?=[ๆໆ])")
"""The space before the sign that repeats a word, which begins no line."""


class LineBreaksMiddleware(MiddlewareMixin):
    """Marks every page below a language's prefix: pages, lists, search, errors, the portal."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if isinstance(response, HttpResponse) and is_page and request.path_info.split("/", 2)[1] in CODES:
            response.content = mark_breaks(response.content.decode()).encode()
        return response


def mark_breaks(html: str) -> str:
    """Return the page with a ``<wbr>`` between the words and phrases of its text; attributes and forms stay."""
    marked: list[str] = []
    end = 0
    for tag in _PLAIN.finditer(html):
        marked += (_mark_text(html[end : tag.start()]), tag.group())
        end = tag.end()
    return "".join((*marked, _mark_text(html[end:])))


def _mark_text(text: str) -> str:
    return _REPEATED.sub("\u00a0", _BESIDE_WORD.sub(r"\2\1\3\5\4", RUN.sub(_mark, text)))


def _mark(run: re.Match[str]) -> str:
    return _mark_run(run.group(), str(run.lastgroup))


@lru_cache(maxsize=8192)
def _mark_run(run: str, language: str) -> str:
    if language == "ja":
        return _BREAK.join(map(_divide_long, divide(run, "ja"))) if HAS_KANA.search(run) else run
    return _BREAK.join(
        _keep_whole(some) if is_short else _BREAK.join(map(_keep_if_it_fits, some))
        for is_short, some in groupby(divide(run, language), partial(_is_short, language=language))
    )


def _divide_long(phrase: str) -> str:
    """Let lines end behind a particle in a phrase that no narrow column holds: a browser would divide it anywhere."""
    if len(phrase) <= LONGEST_PHRASE:
        return phrase
    middle = len(phrase) / 2
    ends = (found.end() for found in _PARTICLE.finditer(phrase))
    nearest = min(ends, key=lambda end: abs(end - middle), default=0)
    return f"{phrase[:nearest]}{_BREAK}{phrase[nearest:]}" if nearest else phrase


def _is_short(word: str, *, language: str) -> bool:
    """Return whether the word fits any line: a longer one may have to be divided, where text is large."""
    beside = _KHMER_SUBSCRIPT.sub("", word)
    return sum(category(letter) != "Mn" for letter in beside) <= LONGEST_WHOLE[language]


def _keep_if_it_fits(word: str) -> str:
    """Divide a long word only where it is longer than its line."""
    return f'<span class="word">{word}</span>'


def _keep_whole(words: Iterable[str]) -> str:
    """Let lines end between these words only: the browser's own dictionary would divide some of them again."""
    return f'<span class="words">{_BREAK.join(words)}</span>'
