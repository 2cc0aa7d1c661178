"""The rules. Each yields what there is to say about a pair: a text for people, in the language of the desk."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from cms.facts.tokens import TOKEN
from cms.glossary.terms import find_inner_terms, find_terms, get_terms
from cms.quality_checks.unit import TranslationUnit
from cms.segments.segment import SegmentKind
from translations.terms import Term, find_forbidden, is_rendered

LINKS = frozenset({"a", "embed", "img"})
NUMBERED = re.compile(r"\{/?\d+\}")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
VIETNAMESE_LETTERS = "ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
VIETNAMESE_WORDS = re.compile(
    rf"(?:\w*[{VIETNAMESE_LETTERS}]\w*)(?:[ \u00a0]+\w*[{VIETNAMESE_LETTERS}]\w*){{2,}}", re.IGNORECASE
)
PAIRS = {")": "(", "]": "[", "}": "{", "）": "（", "」": "「", "』": "『", "】": "【", "》": "《", "»": "«", "”": "“"}
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
LETTERS_THAT_TELL = 12
ALLOWED_INVISIBLE = {"Khmr": "\u200b\u200c\u200d", "Laoo": "\u200b\u200c", "Thai": "\u200b\u200c"}
DIRECTION_SIGNS = "\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
ISOLATES = "\u2066\u2067\u2068"
TELEPHONE = re.compile(r"\+[\d\u0660-\u0669][\d\u0660-\u0669 ()-]{6,}")


def check_links(pair: TranslationUnit) -> Iterator[str]:
    yield from (lost.text for lost in pair.lost_tags if lost.element in LINKS)


def check_placeholders(pair: TranslationUnit) -> Iterator[str]:
    for lost in Counter(PLACEHOLDER.findall(pair.source.text)) - Counter(PLACEHOLDER.findall(pair.target)):
        yield _("“%(placeholder)s” has to stand in the translation as it is.") % {"placeholder": lost}
    known = set(TOKEN.findall(pair.source.text))
    for added in dict.fromkeys(TOKEN.findall(pair.target)):
        if added not in known:
            yield _("The fact “[[%(key)s]]” isn't in the source.") % {"key": added}
    for unknown in dict.fromkeys(NUMBERED.findall(pair.plain)) if pair.source.kind == SegmentKind.RICH else ():
        if unknown not in pair.plain_source:
            yield _("The source has no tag %(tag)s.") % {"tag": unknown}
    if pair.target.count("[[") != pair.target.count("]]"):
        yield _("A fact is damaged: its square brackets don't match.")


def check_marks(pair: TranslationUnit) -> Iterator[str]:
    """A translator may move the source's formatting and its lines, and lose none."""
    yield from (lost.text for lost in pair.lost_tags if lost.element not in LINKS)


def check_terms(pair: TranslationUnit) -> Iterator[str]:
    terms = get_terms(pair.language.code)
    for name in dict.fromkeys(found.term for found in find_terms(pair.plain_source)):
        if name not in terms or _has(terms[name], pair):
            continue
        inner = [terms[each] for each in find_inner_terms(name) if each in terms]
        if not inner or not all(_has(term, pair) for term in inner):
            yield _("“%(term)s” is usually rendered as “%(rendering)s”.") % {
                "term": name,
                "rendering": terms[name].offered,
            }


def _has(term: Term, pair: TranslationUnit) -> bool:
    return is_rendered(term, pair.plain, language=pair.language.code)


def check_forbidden(pair: TranslationUnit) -> Iterator[str]:
    terms = get_terms(pair.language.code)
    names = [found.term for found in find_terms(pair.plain_source)]
    for name in dict.fromkeys([*names, *(inner for each in names for inner in find_inner_terms(each))]):
        if name in terms and (used := find_forbidden(terms[name], pair.plain, language=pair.language.code)):
            text = _("“%(used)s” must not stand for “%(term)s”; say “%(rendering)s”. %(note)s")
            yield (
                text % {"used": used, "term": name, "rendering": terms[name].offered, "note": terms[name].note}
            ).strip()


def check_length(pair: TranslationUnit) -> Iterator[str]:
    limit = pair.settings.get_limit(pair.source.path, language=pair.language.code)
    length = sum(unicodedata.category(sign) not in {"Mn", "Cf"} for sign in pair.plain)
    if limit is not None and length > limit:
        yield _("The text has %(length)s signs; more than %(limit)s may be cut off.") % {
            "length": length,
            "limit": limit,
        }


def check_empty(pair: TranslationUnit) -> Iterator[str]:
    if pair.source.text.strip():
        yield _("The source has a text here, and the translation has none.")


def check_untranslated(pair: TranslationUnit) -> Iterator[str]:
    words = [word for word in pair.plain_source.split() if any(sign.isalpha() for sign in word)]
    if len(words) > 1 and pair.plain.strip() == pair.plain_source.strip():
        yield _("The text is the same as the source: it isn't translated.")


def check_script(pair: TranslationUnit) -> Iterator[str]:
    names = SCRIPT_NAMES.get(pair.language.script)
    if names is None:  # a script that nobody has described yet: there is nothing to say
        return
    letters = [sign for sign in pair.plain if sign.isalpha()]
    own = sum(unicodedata.name(sign, "").startswith(names) for sign in letters)
    if len(letters) >= LETTERS_THAT_TELL and own * 2 < len(letters):
        yield _("Most of the text isn't in the script of this language.")


def check_leftover(pair: TranslationUnit) -> Iterator[str]:
    if match := VIETNAMESE_WORDS.search(unicodedata.normalize("NFC", pair.plain)):
        yield _("“%(words)s” seems to be left over in Vietnamese.") % {"words": match[0]}


def check_direction(pair: TranslationUnit) -> Iterator[str]:
    opened = sum(pair.target.count(sign) for sign in ISOLATES)
    if opened != pair.target.count("\u2069"):
        yield _("A run of text in the other direction is opened and not closed, or closed and not opened.")
    if pair.language.direction == "rtl":
        for match in TELEPHONE.finditer(pair.plain):
            if pair.plain[max(0, match.start() - 1)] not in ISOLATES:
                yield _("“%(number)s” turns round in this language: write it as a fact of the register.") % {
                    "number": match[0].strip()
                }
    elif any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in pair.plain):
        yield _("Letters that are read from right to left stand in a text that is read from left to right.")


def check_brackets(pair: TranslationUnit) -> Iterator[str]:
    if _is_balanced(pair.plain_source) and not _is_balanced(pair.plain):
        yield _("A bracket or quotation mark is opened and not closed, or closed and not opened.")


def _is_balanced(text: str) -> bool:
    waiting: list[str] = []
    for sign in text:
        if sign in PAIRS.values():
            waiting.append(sign)
        elif sign in PAIRS and (not waiting or waiting.pop() != PAIRS[sign]):
            return False
    return not waiting and text.count('"') % 2 == 0


def check_spaces(pair: TranslationUnit) -> Iterator[str]:
    if re.search(r"[^\s] {2,}[^\s]", pair.plain):
        yield _("There are two spaces where there should be one.")
    if pair.source.kind == SegmentKind.CHAR and pair.target != pair.target.strip():
        yield _("The text begins or ends with a space.")


def check_composed(pair: TranslationUnit) -> Iterator[str]:
    if not unicodedata.is_normalized("NFC", pair.target):
        yield _("Letters and their marks are written apart (Unicode's form NFC is expected): type the text again.")


def check_invisible(pair: TranslationUnit) -> Iterator[str]:
    allowed = ALLOWED_INVISIBLE.get(pair.language.script, "") + DIRECTION_SIGNS + "\n\r\t"
    for sign in dict.fromkeys(pair.target):
        if unicodedata.category(sign) in {"Cf", "Cc", "Co", "Cn"} and sign not in allowed:
            yield _("The text has an invisible sign that doesn't belong there: %(sign)s.") % {
                "sign": unicodedata.name(sign, f"U+{ord(sign):04X}")
            }
