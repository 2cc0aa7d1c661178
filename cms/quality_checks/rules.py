"""Rules of the checks that need no register and no glossary.

Each yields a message, in the user's language, for every fault that it finds in a unit.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from cms.facts.tokens import TOKEN
from cms.quality_checks.unit import TranslationUnit
from cms.segments.segment import SegmentKind
from translations.languages import SOURCE

LINKS = frozenset({"a", "embed", "img"})
NUMBERED = re.compile(r"\{/?\d+\}")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
OWN_LETTERS = {"vi": frozenset("ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")}
"""Letters of a language that no other has: a source with such letters is recognised in a translation."""
WORDS = re.compile(r"\w+")
FEWEST_LEFTOVER_WORDS = 3
PAIRS = {")": "(", "]": "[", "}": "{", "）": "（", "」": "「", "』": "『", "】": "【", "》": "《", "»": "«", "”": "“"}
OPENING = frozenset(PAIRS.values())
BRACKETS = re.compile(f"[{re.escape(''.join([*PAIRS, *PAIRS.values()]))}]")
SCRIPT_NAMES = {
    "Latn": ("LATIN",),
    "Kore": ("HANGUL", "CJK"),
    "Jpan": ("HIRAGANA", "KATAKANA", "CJK"),
    "Thai": ("THAI",),
    "Laoo": ("LAO",),
    "Khmr": ("KHMER",),
    "Hans": ("CJK",),
    "Cyrl": ("CYRILLIC",),
    "Arab": ("ARABIC",),
}
MIN_LETTERS = 12
ALLOWED_INVISIBLE = {"Khmr": "\u200b\u200c\u200d", "Laoo": "\u200b\u200c", "Thai": "\u200b\u200c"}
DIRECTION_CHARACTERS = "\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
ISOLATES = "\u2066\u2067\u2068"
TELEPHONE = re.compile(r"\+[\d\u0660-\u0669][\d\u0660-\u0669 ()-]{6,}")


def check_links(unit: TranslationUnit) -> Iterator[str]:
    yield from (tag.text for tag in unit.missing_tags if tag.element in LINKS)


def check_placeholders(unit: TranslationUnit) -> Iterator[str]:
    for missing in Counter(PLACEHOLDER.findall(unit.source.text)) - Counter(PLACEHOLDER.findall(unit.target)):
        yield _("“%(placeholder)s” must be in the translation, unchanged.") % {"placeholder": missing}
    known = set(TOKEN.findall(unit.source.text))
    for added in dict.fromkeys(TOKEN.findall(unit.target)):
        if added not in known:
            yield _("The fact “[[%(key)s]]” isn't in the source.") % {"key": added}
    for unknown in dict.fromkeys(NUMBERED.findall(unit.plain)) if unit.source.kind == SegmentKind.RICH else ():
        if unknown not in unit.plain_source:
            yield _("The source has no tag %(tag)s.") % {"tag": unknown}
    if unit.target.count("[[") != unit.target.count("]]"):
        yield _("A fact is damaged: its square brackets don't match.")


def check_tags(unit: TranslationUnit) -> Iterator[str]:
    """Yield the formatting and line breaks of the source that the translation lacks; they may be moved."""
    yield from (tag.text for tag in unit.missing_tags if tag.element not in LINKS)


def check_length(unit: TranslationUnit) -> Iterator[str]:
    limit = unit.settings.get_limit(unit.source.path, language=unit.language.code)
    if limit is None:
        return
    length = sum(unicodedata.category(character) not in {"Mn", "Cf"} for character in unit.plain)
    if length > limit:
        yield _("The text has %(length)s characters; anything over %(limit)s may be cut off.") % {
            "length": length,
            "limit": limit,
        }


def check_empty(unit: TranslationUnit) -> Iterator[str]:
    if unit.source.text.strip():
        yield _("The source has a text here, but the translation is empty.")


def check_untranslated(unit: TranslationUnit) -> Iterator[str]:
    words = [word for word in unit.plain_source.split() if any(character.isalpha() for character in word)]
    if len(words) > 1 and unit.plain.strip() == unit.plain_source.strip():
        yield _("The text is the same as the source. It isn't translated.")


def check_script(unit: TranslationUnit) -> Iterator[str]:
    names = SCRIPT_NAMES.get(unit.language.script)
    if names is None:  # not described yet
        return
    letters = [character for character in unit.plain if character.isalpha()]
    own = sum(unicodedata.name(character, "").startswith(names) for character in letters)
    if len(letters) >= MIN_LETTERS and own * 2 < len(letters):
        yield _("Most of the text isn't in the script of this language.")


def check_leftover(unit: TranslationUnit) -> Iterator[str]:
    letters = OWN_LETTERS.get(SOURCE)
    if letters and (words := _find_leftover(unicodedata.normalize("NFC", unit.plain), letters)):
        yield _("“%(words)s” seems to be left in the source language.") % {"words": words}


def _find_leftover(text: str, letters: frozenset[str]) -> str:
    """Return the first three or more words in a row with letters that only the source has, or an empty string."""
    start = end = count = 0
    for word in WORDS.finditer(text):
        if count and text[end : word.start()].strip(" \u00a0"):
            if count >= FEWEST_LEFTOVER_WORDS:
                break
            count = 0
        if letters.isdisjoint(word[0].lower()):
            if count >= FEWEST_LEFTOVER_WORDS:
                break
            count = 0
            continue
        start = word.start() if not count else start
        end, count = word.end(), count + 1
    return text[start:end] if count >= FEWEST_LEFTOVER_WORDS else ""


def check_direction(unit: TranslationUnit) -> Iterator[str]:
    opened = sum(unit.target.count(character) for character in ISOLATES)
    if opened != unit.target.count("\u2069"):
        yield _("A run of text in the other direction is opened and not closed, or closed and not opened.")
    if unit.language.direction == "rtl":
        for match in TELEPHONE.finditer(unit.plain):
            if unit.plain[max(0, match.start() - 1)] not in ISOLATES:
                yield _(
                    "“%(number)s” is displayed in reverse in this language. Write it as a fact of the register."
                ) % {"number": match[0].strip()}
    elif any(unicodedata.bidirectional(character) in {"R", "AL"} for character in unit.plain):
        yield _("There are letters read from right to left in a text read from left to right.")


def check_brackets(unit: TranslationUnit) -> Iterator[str]:
    if not _is_balanced(unit.plain) and _is_balanced(unit.plain_source):
        yield _("A bracket or quotation mark is opened and not closed, or closed and not opened.")


def _is_balanced(text: str) -> bool:
    opened: list[str] = []
    for character in BRACKETS.findall(text):
        if character in OPENING:
            opened.append(character)
        elif character in PAIRS and (not opened or opened.pop() != PAIRS[character]):
            return False
    return not opened and text.count('"') % 2 == 0


def check_spaces(unit: TranslationUnit) -> Iterator[str]:
    if re.search(r"[^\s] {2,}[^\s]", unit.plain):
        yield _("There are two spaces where there should be one.")
    if unit.source.kind == SegmentKind.CHAR and unit.target != unit.target.strip():
        yield _("The text begins or ends with a space.")


def check_normal_form(unit: TranslationUnit) -> Iterator[str]:
    if not unicodedata.is_normalized("NFC", unit.target):
        yield _(
            "Letters and diacritics are separate characters, but Unicode's form NFC is expected. Type the text again."
        )


def check_invisible(unit: TranslationUnit) -> Iterator[str]:
    allowed = ALLOWED_INVISIBLE.get(unit.language.script, "") + DIRECTION_CHARACTERS + "\n\r\t"
    for character in dict.fromkeys(unit.target):
        if unicodedata.category(character) in {"Cf", "Cc", "Co", "Cn"} and character not in allowed:
            yield _("The text has an invisible character that doesn't belong there: %(character)s.") % {
                "character": unicodedata.name(character, f"U+{ord(character):04X}")
            }
