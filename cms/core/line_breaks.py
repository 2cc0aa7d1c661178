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
        marked += (RUN.sub(_mark, html[end : tag.start()]), tag.group())
        end = tag.end()
    return "".join((*marked, RUN.sub(_mark, html[end:])))


def _mark(run: re.Match[str]) -> str:
    return _mark_run(run.group(), str(run.lastgroup))


@lru_cache(maxsize=8192)
def _mark_run(run: str, language: str) -> str:
    if language == "ja":
        return _BREAK.join(divide(run, "ja")) if HAS_KANA.search(run) else run
    return _BREAK.join(
        _keep_whole(some) if is_short else _BREAK.join(some)
        for is_short, some in groupby(divide(run, language), partial(_is_short, language=language))
    )


def _is_short(word: str, *, language: str) -> bool:
    """Return whether the word fits any line: a longer one may have to be divided, where text is large."""
    beside = _KHMER_SUBSCRIPT.sub("", word)
    return sum(category(letter) != "Mn" for letter in beside) <= LONGEST_WHOLE[language]


def _keep_whole(words: Iterable[str]) -> str:
    """Let lines end between these words only: the browser's own dictionary would divide some of them again."""
    return f'<span class="words">{_BREAK.join(words)}</span>'
