"""Telephone numbers, e-mail and messenger addresses typed in a text instead of inserted from the register.

A number counts as a telephone number by its beginning (+, 00, 0, 1900, 84), by the way a country groups its numbers, by
the word before it (“Hotline:”), or because it nearly is a registered number. Dates, years, times, coordinates, document
numbers, sums and figures don't count. Every expression looks at a bounded stretch of text, so the time is linear.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from html import unescape
from itertools import chain, islice

import phonenumbers

from cms.facts.live import FactValue, FactValues
from cms.facts.models import FactKind
from cms.facts.tokens import TOKEN
from cms.facts.values import HOME_CODE, HOME_REGION
from cms.quality_checks.veiled_contacts import (
    DIGIT_WORDS,
    find_short_numbers,
    find_spelled_numbers,
    find_veiled_emails,
)
from cms.segments.markup import TAG
from cms.segments.segment import Segment, SegmentKind
from cms.subtitles.cues import join_parts
from cms.subtitles.webvtt import strip_tags as strip_webvtt_tags
from translations.languages import SOURCE

MESSENGERS = (
    "zalo.me", "oa.zalo.me", "chat.zalo.me", "wa.me", "api.whatsapp.com", "chat.whatsapp.com", "whatsapp.com", "t.me",
    "telegram.me", "m.me", "messenger.com", "viber.me", "vb.me", "line.me", "lin.ee", "pf.kakao.com", "open.kakao.com",
    "signal.me", "signal.group", "u.wechat.com", "weixin.qq.com", "join.skype.com", "vk.me", "imo.im", "zaloapp.com",
    "zalo.vn", "qr.kakao.com", "telegram.dog", "chats.viber.com", "invite.viber.com", "page.line.me", "line.naver.jp",
    "fb.me", "discord.gg", "ig.me",
)  # fmt: skip
_MESSENGER = re.compile(
    rf"(?<![\w.@-])(?:https?://)?(?:www\.)?(?:{'|'.join(map(re.escape, MESSENGERS))})[/?][^\s<>\"“”]{{1,200}}"
    r"|(?<![\w.@-])(?:https?://)?(?:www\.|m\.|web\.)?"
    r"(?:facebook\.com/(?:(?:messages|groups)/[^\s<>\"“”]{1,200}|profile\.php\?[^\s<>\"“”]{1,200}|[\w.-]{3,80}/?(?![\w/?.-]))"
    r"|fb\.com/[^\s<>\"“”]{1,200})"
    r"|(?<!\w)(?:viber|weixin|wechat|skype|tg|whatsapp|zalo|line|kakao\w{0,8}|sgnl|fb-messenger)://?[^\s<>\"“”]{1,200}",
    re.IGNORECASE,
)
_MESSENGER_NAMES = (
    r"zalo|viber|whats ?app|telegram|kakao ?talk|카카오톡|we ?chat|微信|line(?: id)?|messenger|signal|skype|imo"
)
_HANDLE = re.compile(
    rf"(?:{_MESSENGER_NAMES}|카톡)(?:[ :：]{{0,3}}(?P<handle>@[A-Za-z][\w.]{{3,31}})"
    rf"|(?: ?ID|号| ?아이디|のID)[ :：]{{0,3}}(?P<named>[A-Za-z][\w.-]{{3,31}})"
    rf"| ?[:：] ?(?P<marked>[A-Za-z](?=[A-Za-z.]{{0,30}}[\d_])[\w.-]{{3,31}})"
    r"| (?P<underscored>[A-Za-z](?=[A-Za-z\d]{0,30}_)\w{3,31}))"
    r"|(?:加(?:我的?|我们的?)?(?:微信|qq)|qq(?:号|群)?|ไลน์(?: ?ไอดี)?|ไอดีไลน์)[ :：]{0,3}"
    r"(?P<added>(?=[A-Za-z_.-]{0,30}\d)[\w.-]{5,31}(?![\w]))"
    rf"|(?P<before>(?<![\w.])@[A-Za-z]\w{{3,31}})(?= (?:trên|qua|on|via|sur|en|в|على|บน) (?:{_MESSENGER_NAMES}))"
    r"|(?:zalo|viber|whats ?app|telegram|kakao ?talk|we ?chat|skype) ?[:：] ?"
    r"(?P<last>[a-z]{5,31}(?=\s*(?:$|[.,;)\n])))",
    re.IGNORECASE,
)
"""A name after “@” or before “on Telegram”, after “ID”, one with a figure or underscore, or the only word after a
messenger and a colon."""
_LOCAL_PART = re.compile(r"[\w.+-]{1,64}$")
_DOMAIN = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_LINK = re.compile(r"href=\"(?P<scheme>tel|sms|mailto|callto):(?P<address>[^\"]{1,200})\"", re.IGNORECASE)

_NO_TELEPHONE = re.compile(
    r"https?://[^\s<>\"“”]{1,300}"
    r"|(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)"
    r"|(?<![\d.])\d{1,2}([./ -])\d{1,2}\1(?:1[89]|20)\d{2}(?!\d)"
    r"|(?<!\d)(?:1[5-9]|20)\d{2} ?- ?(?:1[5-9]|20)?\d{2}(?![\d.])"
    r"|[-+]?(?<![\d.])\d{1,3}[.,]\d{3,12}\s?[°º˚]"
    r"|[-+]?(?<![\d.])\d{1,3}\.\d{4,12}\s?[,;/ ]\s?[-+]?\d{1,3}\.\d{4,12}(?!\d)"
    r"|\b\d{1,2}[C-HJ-NP-X] ?[A-HJ-NP-Z]{2} ?\d{2,5} ?\d{2,5}(?!\d)"
    r"|(?<!\d)[-+]?0[.,]\d{1,20}(?! ?\d)"
    r"|(?<![\d.])(?:[01]?\d|2[0-4])\.[0-5]\d ?- ?(?:[01]?\d|2[0-4])\.[0-5]\d(?![\d.])"
    r"|(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
)
"""Dates, spans of years, coordinates (decimal, MGRS), decimals, times, and addresses with digits in them."""

_LEADING = (
    r"số|theo số|đến|tới|cho|vào|to|us|on|at|the|number|no|le|au|aux|numéro|num|al?|el|número|núm|по|номеру?"
    r"|телефону|на|رقم|الرقم|على"
)
"""Words between “call” and the number."""
_CUE = re.compile(
    r"(?:điện thoại|đường dây nóng|tổng đài|hotline|\bđt|\bsđt|\btel\b|phone|call|appelez|téléphone|llame|teléfono"
    r"|телефон\w{0,3}|звон\w{1,6}|\bтел|전화(?:번호)?|電話(?:番号)?|电话|热线|โทร(?:ศัพท์)?|ໂທ(?:ລະສັບ)?|ទូរសព្ទ|ទូរស័ព្ទ|هاتف|اتصل|واتساب"
    rf"|{_MESSENGER_NAMES})\W{{0,6}}(?:(?:{_LEADING})\W{{1,3}}){{0,3}}$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:điện thoại|đường dây nóng|tổng đài|hotline|\bđt|\bsđt|\btel|phone|telephone|téléphone|tél|teléfono|тел|телефон"
    r"|전화(?:번호)?|電話(?:番号)?|电话|热线|โทรศัพท์|ໂທລະສັບ|ទូរស័ព្ទ|ទូរសព្ទ|هاتف)\.?\s?[:：]\s?$",
    re.IGNORECASE,
)
"""What says that a number follows, however it is grouped: “Tel.: 915 102 867”."""
_RUN = re.compile(
    r"(?<![A-Za-z0-9_+])(?<![0-9][.,])"
    r"\+?\(?\+?\d(?:[ .()-]{0,3}\d){5,47}"
    r"(?![A-Za-z0-9_])(?![.,-]\d)(?!/[^\W\d])(?! ?(?:%|₫|đồng|đ\b|USD|VND|\$|€|₩|¥|°))"
)
"""Digits with separators: one number, or several in a row."""
_DIVIDED = re.compile(
    r"(?<![A-Za-z0-9_+/|*.,-])"
    r"(?:0[1-9]\d{0,3}(?:(?P<sign>[/_|*])\d{2,4}(?:(?P=sign)\d{2,4}){1,4})|0[1-9]\d{1,2}(?:, ?\d{3,4}){2,3})"
    r"(?![A-Za-z0-9_/|*])(?!, ?\d)"
)
"""Groups of a telephone number with one and the same sign between them that seldom divides such: 0965/001/223."""
_MIXED = re.compile(r"(?<![A-Za-z0-9_+.,-])[0oO][1-9](?:[ .-]?[0-9oOlI]){7,9}(?![A-Za-z0-9_])")
"""Digits of a telephone number, perhaps with the letters o, l and I in the place of figures."""
_FIGURES = str.maketrans("oOlI", "0011")
_DIVIDED_LENGTHS = range(9, 12)
_MOST_LETTERS = 4
_LINE_END = re.compile(r"(?<![\r\n])\r?\n(?![\r\n])")
"""The end of a line that isn't the end of a paragraph."""
_NEXT_NUMBER = re.compile(r"(?<=\d)[ .-]{1,3}(?=\(?0[1-9])")
_WHOLE_NUMBER = 9
"""Digits after which a group with a leading zero begins another number."""
_KANJI_DIGITS = {character: str(value) for value, character in enumerate("〇一二三四五六七八九")} | {"零": "0"}
_KANJI_RUN = re.compile(r"[〇零一二三四五六七八九](?:[ ・.-]?[〇零一二三四五六七八九]){6,14}")
_DASHES = dict.fromkeys("‐‑‒–—―−﹣－ー", "-")
_ALIKE = {
    **_DASHES,
    "•": ".",
    "…": ".",
    "＋": "+",
    "﹢": "+",
    "（": "(",
    "）": ")",
    "．": ".",
    "・": ".",
    "·": ".",
    "／": "/",
    "＠": "@",
    "﹫": "@",
}
_INLINE = frozenset({"a", "b", "strong", "i", "em", "u", "s", "span", "sub", "sup", "mark", "small"})
_HOME_DIGITS = HOME_CODE.removeprefix("+")
_REGIONS = {
    "en": ("US", "GB", "AU"), "ko": ("KR",), "ja": ("JP",), "th": ("TH",), "lo": ("LA",), "km": ("KH",), "fr": ("FR",),
    "zh-hans": ("CN",), "ru": ("RU",), "es": ("ES", "MX"), "ar": ("SA", "EG"),
}  # fmt: skip
"""Countries whose national form of telephone numbers readers of a language expect, besides the campaign's own."""
_POSSIBLE = re.compile(
    rf"@|&#|://|(?:{'|'.join(sorted({each.rpartition('.')[2] for each in MESSENGERS}))})[/?]|(?:\d\D{{0,40}}){{6}}"
    rf"|[〇零一二三四五六七八九]{{2}}|{_MESSENGER_NAMES}|카톡|qq|ไลน์",
    re.IGNORECASE,
)
"""What every address in figures or signs has, in a folded text: most texts need no closer look."""
MOST_CONTACTS = 100
"""The most findings about one segment. Each of them alone stops the submission, so nothing is passed over."""
_NEAR = 0.85
"""Share of equal digits from which a number counts as a registered one with a mistake in it."""


@dataclass(frozen=True)
class TypedContact:
    """An address typed in the text of a segment, unchanged, with its kind and its normal form."""

    path: str
    text: str
    kind: FactKind
    address: str


def find_typed_contacts(segments: Iterable[Segment], *, language: str, values: FactValues) -> list[TypedContact]:
    """Return the addresses typed in these segments, registered or not, each once a segment.

    ``values`` are the register's: a number is recognised by them even with a mistake in it. ``language`` decides how a
    country's own telephone numbers may be written.
    """
    found: dict[TypedContact, None] = {}
    registered = frozenset(
        str(value.value) for value in values.values() if value.kind == FactKind.PHONE and not value.is_withdrawn
    )
    for segment in segments:
        if segment.kind != SegmentKind.CHOICE:
            contacts = _find_all(segment, language=language, registered=registered)
            found |= dict.fromkeys(islice(contacts, MOST_CONTACTS))
    return list(found)


def find_key(contact: TypedContact, values: FactValues) -> str | None:
    """Return the key under which exactly this contact is live in the register; None if it isn't."""
    same_kind = (value for value in values.values() if value.kind == contact.kind and not value.is_withdrawn)
    return next((value.key for value in same_kind if _normalise(value) == contact.address), None)


def find_nearest_key(contact: TypedContact, values: FactValues) -> str | None:
    """Return the key of the registered contact most like this one; None if the register has none of its kind."""
    live = [value for value in values.values() if value.kind == contact.kind and not value.is_withdrawn]
    return max(live, key=lambda value: _compare(str(value.value), contact.address)).key if live else None


def _normalise(value: FactValue) -> str:
    text = str(value.value)
    return _normalise_url(text) if value.kind == FactKind.URL else text.lower()


# The desk checks each text as it is typed, once more on submission, and on approval.
@lru_cache(maxsize=1024)
def _find_all(segment: Segment, *, language: str, registered: frozenset[str]) -> tuple[TypedContact, ...]:
    return tuple(_search(segment, language=language, registered=registered))


def _search(segment: Segment, *, language: str, registered: frozenset[str]) -> Iterator[TypedContact]:
    typed = TOKEN.sub(" ; ", _read_text(segment))
    plain = _fold(typed)
    visible, places = _drop_invisible(typed)
    if _POSSIBLE.search(visible):
        numbers = list(_join_lines(plain, segment))
        for kind, start, end, address in chain(_find_emails(visible), _find_messengers(visible)):
            numbers[places[start] : places[end - 1] + 1] = ";" * (places[end - 1] + 1 - places[start])
            yield TypedContact(segment.path, typed[places[start] : places[end - 1] + 1], kind, address)
        for start, end, address in _find_telephones("".join(numbers), language=language, registered=registered):
            yield TypedContact(segment.path, typed[start:end].strip(), FactKind.PHONE, address)
    yield from _find_veiled(segment, typed, plain, language=language, registered=registered)
    if segment.kind == SegmentKind.RICH:
        yield from _find_links(segment, language=language, registered=registered)


def _find_veiled(
    segment: Segment, typed: str, plain: str, *, language: str, registered: frozenset[str]
) -> Iterator[TypedContact]:
    """Yield the contacts that are written in words, in the text's language, the source's or English."""
    for start, end, address in find_veiled_emails(plain):
        yield TypedContact(segment.path, typed[start:end].strip(), FactKind.EMAIL, address)
    for start, end, digits in find_short_numbers(plain):
        yield TypedContact(segment.path, typed[start:end], FactKind.PHONE, digits)
    for each in dict.fromkeys((language, SOURCE, "en")):
        if each in DIGIT_WORDS:
            for start, end, digits in find_spelled_numbers(typed, language=each):
                address = _choose(_read_telephone(digits, language=language), registered)
                yield TypedContact(segment.path, typed[start:end], FactKind.PHONE, address)


def _drop_invisible(text: str) -> tuple[str, Sequence[int]]:
    """Return the folded text without characters that can't be seen, and the place of each of its characters."""
    hidden = {character for character in set(text) if unicodedata.category(character) == "Cf"}
    if not hidden:
        return _fold(text), range(len(text))
    places = [place for place, character in enumerate(text) if character not in hidden]
    return _fold("".join(text[place] for place in places)), places


def _read_text(segment: Segment) -> str:
    """Return the words of a segment; a tag inside a line leaves no trace, so that it can't divide a number."""
    if segment.kind == SegmentKind.RICH:
        return unescape(TAG.sub(lambda tag: "" if tag["name"].lower() in _INLINE else "\n", segment.text))
    return strip_webvtt_tags(join_parts(segment.text), by="") if segment.kind == SegmentKind.CUE else segment.text


def _join_lines(text: str, segment: Segment) -> str:
    """Return the text, equally long, with its lines joined: a subtitle or a poster breaks a number over two of them.

    Paragraphs stay apart.
    """
    if segment.kind == SegmentKind.RICH:
        return text
    return _LINE_END.sub(lambda end: " " * len(end[0]), text)


class _Folding(dict[int, str]):
    """A table for ``str.translate`` that is filled as characters come up."""

    def __missing__(self, code: int) -> str:
        self[code] = _fold_character(chr(code))
        return self[code]


_FOLDING = _Folding()


def _fold(text: str) -> str:
    """Return the text, character for character, with digits of every script as 0 to 9, and signs alike as one."""
    folded = text.translate(_FOLDING)
    return _KANJI_RUN.sub(lambda run: "".join(_KANJI_DIGITS.get(sign, sign) for sign in run[0]), folded)


def _fold_character(character: str) -> str:
    if character in _ALIKE:
        return _ALIKE[character]
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    is_blank = character != "\n" and unicodedata.category(character) in {"Zs", "Cf"}
    return " " if is_blank else character


def _find_emails(text: str) -> Iterator[tuple[FactKind, int, int, str]]:
    at = text.find("@")
    while at >= 0:
        local = _LOCAL_PART.search(text, max(0, at - 64), at)
        domain = _DOMAIN.match(text, at + 1)
        if local and domain:
            end = domain.end()
            yield FactKind.EMAIL, local.start(), end, text[local.start() : end].lower()
        at = text.find("@", at + 1)


def _find_messengers(text: str) -> Iterator[tuple[FactKind, int, int, str]]:
    for match in _MESSENGER.finditer(text):
        address = match[0].rstrip(".,;:!?)")
        yield FactKind.URL, match.start(), match.start() + len(address), _normalise_url(address)
    for match in _HANDLE.finditer(text):
        kind = str(match.lastgroup)
        yield FactKind.URL, match.start(kind), match.end(kind), match[kind].lower()


def _normalise_url(address: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", address.lower()).rstrip("/")


def _find_links(segment: Segment, *, language: str, registered: frozenset[str]) -> Iterator[TypedContact]:
    for match in _LINK.finditer(segment.text):
        address = unescape(match["address"])
        is_mail = match["scheme"].lower() == "mailto"
        kind = FactKind.EMAIL if is_mail else FactKind.PHONE
        normal = address.split("?", 1)[0].lower()
        if not is_mail:
            normal = _choose(_read_telephone(_fold(address), language=language), registered)
        yield TypedContact(segment.path, address, kind, normal)
    for href in re.finditer(r"href=\"([^\"]{1,300})\"", segment.text):
        for _kind, _start, _end, normal in _find_messengers(unescape(href[1])):
            yield TypedContact(segment.path, unescape(href[1]), FactKind.URL, normal)


def _find_telephones(text: str, *, language: str, registered: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    cleared = _NO_TELEPHONE.sub(lambda match: ";" * len(match[0]), text)
    for start, end in (span for run in _RUN.finditer(cleared) for span in _split_run(run)):
        number, before = cleared[start:end], cleared[max(0, start - 24) : start]
        digits = re.sub(r"\D", "", number)
        if _is_telephone(number, digits, before=before, language=language) or _is_near(digits, registered):
            yield start, end, _choose(_read_telephone(number, language=language), registered)

    yield from _find_disguised(cleared, language=language, registered=registered)


def _find_disguised(text: str, *, language: str, registered: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """Yield numbers with unusual signs between their groups, or with letters that look like figures."""
    for match in _DIVIDED.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if len(digits) in _DIVIDED_LENGTHS:
            yield *match.span(), _choose(_read_telephone(digits, language=language), registered)
    for match in _MIXED.finditer(text):
        if 0 < sum(map(str.isalpha, match[0])) <= _MOST_LETTERS:
            digits = re.sub(r"\D", "", match[0].translate(_FIGURES))
            yield *match.span(), _choose(_read_telephone(digits, language=language), registered)


def _split_run(run: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Return the places of the numbers in a run: “0965 001 223 - 0912 345 678” are two."""
    start = run.start()
    for gap in _NEXT_NUMBER.finditer(run.string, run.start(), run.end()):
        if sum(map(str.isdigit, run.string[start : gap.start()])) >= _WHOLE_NUMBER:
            yield start, gap.start()
            start = gap.end()
    yield start, run.end()


def _is_telephone(number: str, digits: str, *, before: str, language: str) -> bool:
    starts = (
        number.lstrip("(").startswith("+") and len(digits) >= 7,
        digits.startswith("00") and _is_valid(f"+{digits[2:]}"),
        re.match(r"0[1-9]", digits) is not None and (9 if number.isdigit() else 8) <= len(digits) <= 11,
        HOME_REGION == "VN"
        and re.match(r"1[89]00\D?\d", number) is not None
        and 8 <= len(digits) <= 10
        and not re.match(r"1[89]00\D\d{3}\D", number),
        digits.startswith(_HOME_DIGITS) and 11 <= len(digits) <= 12 and _is_valid(f"+{digits}"),
        number.isdigit() and 9 <= len(digits) <= 10 and _is_valid(number, HOME_REGION),
    )
    return any(starts) or _is_foreign(number, language=language) or (len(digits) >= 6 and _is_announced(before, number))


def _is_foreign(number: str, *, language: str) -> bool:
    """Return whether a country of the language writes its telephone numbers so: (202) 861-0737."""
    if not re.search(r"\(\d{2,4}\)|\d-\d{3,4}-\d|\d-\d{2}-\d{2}$", number):
        return False
    return any(_is_valid(number, region) for region in _REGIONS.get(language, ()))


def _is_announced(before: str, number: str) -> bool:
    """Return whether a word for “telephone” precedes the number; if it is grouped like a figure, with a colon."""
    is_figure = re.fullmatch(r"\d{1,3}(?:[., ]\d{3})+", number) is not None
    return (_LABEL if is_figure else _CUE).search(before) is not None


@lru_cache(maxsize=4096)
def _is_near(digits: str, registered: frozenset[str]) -> bool:
    """Return whether the number is one of the register's, exactly or with a mistake in it."""
    own = re.sub(rf"^(?:{_HOME_DIGITS}|0)", "", digits)
    if len(own) < 8:
        return False
    known = (re.sub(rf"^\+{_HOME_DIGITS}|^\+", "", each) for each in registered)
    return any(_share(own, each) >= _NEAR and _compare(own, each) >= _NEAR for each in known)


def _share(one: str, other: str) -> float:
    """Return the most that ``_compare`` can be, which is much quicker."""
    return 2 * sum(min(one.count(digit), other.count(digit)) for digit in "0123456789") / (len(one) + len(other))


def _compare(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


@lru_cache(maxsize=4096)
def _is_valid(number: str, region: str | None = None) -> bool:
    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(number, region)))
    except phonenumbers.NumberParseException:
        return False


def _read_telephone(number: str, *, language: str) -> list[str]:
    """Return the number in E.164 form, as dialled at home and in each country of the language; or its digits."""
    digits = re.sub(r"\D", "", number)
    tries = [(number.replace(".", " "), region) for region in (HOME_REGION, *_REGIONS.get(language, ()))]
    if digits.startswith(("00", _HOME_DIGITS)):
        tries.insert(0, (f"+{digits.removeprefix('00')}", HOME_REGION))
    found = [written for text, region in tries if (written := _write_telephone(text, region))]
    return found or [digits]


def _write_telephone(number: str, region: str) -> str:
    if not _is_valid(number, region):
        return ""
    return str(phonenumbers.format_number(phonenumbers.parse(number, region), phonenumbers.PhoneNumberFormat.E164))


def _choose(readings: list[str], registered: frozenset[str]) -> str:
    """Return the registered one of a number's readings, else the first."""
    return next((reading for reading in readings if reading in registered), readings[0])
