"""Texts as artwork sets them: in pieces, at whose ends a line may end, and nowhere else.

A template sets each piece in a box of its own, so that a piece is as wide as it was measured, in every script.
"""

import re
from dataclasses import dataclass

from translations.characters import has_open_isolate, strip_invisible
from translations.languages import get_language_entry
from translations.line_breaks import divide, divide_closely

_ISOLATE, _POP = "\u2066", "\u2069"
_HARD_SPACE, _BREAK, _WORD_JOINER = "\u00a0", "\u200b", "\u2060"
_NUMBER = re.compile(r"\+?\d[\d .\u00a0\u2011/()-]*\d")
_LATIN = r"A-Za-z\u00c0-\u024f\u1e00-\u1eff0-9"
_SIGNS = r"@#&+*/\\_:;.,~'’′″°º%€$£¥=|\u00b7\u2011\u2013\u2212-"
_LEFT_TO_RIGHT = re.compile(
    "[\u2066-\u2068][^\u2069]*\u2069"  # isolated by whoever wrote it
    rf"|(?:[@#+~$£¥€\u2212-]+(?=[{_LATIN}]))?[{_LATIN}](?:[{_LATIN} \u00a0\u200e{_SIGNS}]*[{_LATIN}%°º′″])?"
)
"""Letters, digits and signs side by side, with the spaces between them: a name, an address, a pair of coordinates."""
_ADDRESS = re.compile(r"[A-Za-z0-9@][A-Za-z0-9@:/._-]*[./@][A-Za-z0-9/._-]*[A-Za-z0-9]")
_AFTER_SIGN = re.compile(r"(?<=[@/_-])(?=[A-Za-z0-9])|(?<=\.)(?=[A-Za-z])")
_HYPHEN = re.compile(r"(?<=[^\W\d_]{2}-)(?=[^\W\d_]{2})")
_HANGUL_PAIR = re.compile(r"(?<=[\uac00-\ud7a3])(?=[\uac00-\ud7a3])")
_LETTERS = re.compile(
    "(?P<th>[\u0e00-\u0e7f]+)|(?P<lo>[\u0e80-\u0eff]+)|(?P<km>[\u1780-\u17ff\u200c\u200d]+)"
    "|(?P<cjk>[\u3000-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]+)"
)
_NO_LETTER = re.compile(r"[^\w\u2066]+")
_REPETITION = "ๆ"
_OPENING = "«“„‘(["
_TOKEN = re.compile(r"(?:\u2066[^\u2069]*\u2069|[^ ])+")
LONGEST_WHOLE_PHRASE = 8
LONGEST_WHOLE_ADDRESS = 12


class ForbiddenCharacters(ValueError):
    """A text contains characters that turn or break what others read: none is set on artwork."""

    def __init__(self, *, text: str, language: str) -> None:
        self.language = language
        found = [character for character in dict.fromkeys(text) if strip_invisible(character) != character]
        self.characters = tuple(f"U+{ord(character):04X}" for character in found or [_ISOLATE])
        super().__init__(f"A text in language {language} has invisible characters: {', '.join(self.characters)}.")


@dataclass(frozen=True)
class TextPiece:
    """A part of a text that stays on one line, followed by a ``space`` or not; a ``loose`` one may be broken inside."""

    text: str
    space: bool
    loose: bool = False


def check_characters(text: str, *, language: str) -> None:
    """Raise `ForbiddenCharacters` for control characters, overrides of the direction and isolates left open."""
    if strip_invisible(text) != text or has_open_isolate(text):
        raise ForbiddenCharacters(text=text, language=language)


def cut(text: str, *, language: str, closely: bool = False, divides_addresses: bool = False) -> tuple[TextPiece, ...]:
    """Return the text in pieces; for a narrow line, long phrases and long addresses are in several."""
    entry = get_language_entry(language)
    joined = _join(" ".join(text.split()))
    if entry.direction == "rtl":
        joined = isolate(joined)
        pieces = [(token, divides_addresses and _is_long(token)) for token in _TOKEN.findall(joined)]
        return tuple(
            TextPiece(_AFTER_SIGN.sub(_BREAK, token) if loose else token, space=True, loose=loose)
            for token, loose in pieces
        )
    found: list[TextPiece] = []
    for token in joined.split(" "):
        parts = [part for part in _cut_token(token, language, closely=closely, addresses=divides_addresses) if part]
        found += [TextPiece(part, space=number == len(parts)) for number, part in enumerate(parts, start=1)]
    return tuple(found)


def isolate(text: str) -> str:
    """Isolate what is written from left to right in a text from right to left: else E271 would read 271E (UAX #9)."""
    return _LEFT_TO_RIGHT.sub(lambda found: found[0] if found[0][-1] == _POP else f"{_ISOLATE}{found[0]}{_POP}", text)


def keep_together(text: str, *, language: str) -> str:
    """Return a text for a document, which breaks lines itself: numbers, Korean words, Japanese phrases stay whole."""
    entry = get_language_entry(language)
    text = _NUMBER.sub(_harden, text)
    if entry.direction == "rtl":
        return isolate(text)
    if entry.script in {"Jpan", "Hans"}:
        phrases = [phrase for part in re.split("( )", text) for phrase in divide(part, language)]
        return _BREAK.join(_WORD_JOINER.join(p) if len(p) <= LONGEST_WHOLE_PHRASE else p for p in phrases)
    return _HANGUL_PAIR.sub(_WORD_JOINER, text)


def _harden(found: re.Match[str]) -> str:
    return found[0].replace(" ", _HARD_SPACE)


def _join(text: str) -> str:
    """Keep numbers together, and signs without a letter at the word that they belong to."""
    joined: list[str] = []
    for word in _NUMBER.sub(_harden, text).split(" "):
        is_closing = word == _REPETITION or (_NO_LETTER.fullmatch(word) and word[0] not in _OPENING)
        if joined and (is_closing or _NO_LETTER.fullmatch(joined[-1])):
            joined[-1] += _HARD_SPACE + word
        else:
            joined.append(word)
    return " ".join(joined)


def _is_long(token: str) -> bool:
    return len(token) > LONGEST_WHOLE_ADDRESS and bool(_ADDRESS.search(token) or " " in token)


def _cut_token(token: str, language: str, *, closely: bool, addresses: bool) -> list[str]:
    """Return the pieces of letters without a space between them."""
    if _BREAK in token:  # by whoever wrote it
        how = {"closely": closely, "addresses": addresses}
        return [piece for part in token.split(_BREAK) for piece in _cut_token(part, language, **how)]
    if _ADDRESS.fullmatch(token.strip("(),.;:!?")):
        return _AFTER_SIGN.sub(_BREAK, token).split(_BREAK) if addresses and _is_long(token) else [token]
    if get_language_entry(language).spaced:
        return _HYPHEN.split(token)
    pieces: list[str] = []
    start = 0
    for run in _LETTERS.finditer(token):
        between, spoken = token[start : run.start()], str(run.lastgroup)
        words = _divide(run[0], language if spoken == "cjk" else spoken, closely=closely)
        # Digits and signs stay at the word that they touch.
        if pieces:
            pieces[-1] += between
        else:
            words[0] = between + words[0]
        pieces += words
        start = run.end()
    if not pieces:
        return [token]
    pieces[-1] += token[start:]
    return pieces


def _divide(run: str, language: str, *, closely: bool) -> list[str]:
    words = divide(run, language)
    if not closely:
        return list(words)
    return [
        part
        for word in words
        for part in (divide_closely(word, language) if len(word) > LONGEST_WHOLE_PHRASE else (word,))
    ]
