"""Contacts in words: short numbers after a word for “call”, “name (at) domain dot vn”, and digits spelled out.

Each search begins at a rare word and looks at a bounded stretch of text around it, so the time is linear.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

DIGIT_WORDS = {
    "vi": ("không", "một|mốt", "hai", "ba", "bốn|tư", "năm|lăm", "sáu", "bảy|bẩy", "tám", "chín"),
    "en": ("zero|oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "ko": ("공|영", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"),
    "zh-hans": ("零|〇", "一|幺", "二", "三", "四", "五", "六", "七", "八", "九"),
    "ja": (
        "ゼロ|れい|まる|零|〇", "いち|一", "に|二", "さん|三", "よん|四", "ご|五", "ろく|六", "なな|七", "はち|八",
        "きゅう|九",
    ),
    "fr": ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"),
    "es": ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
    "ru": ("ноль|нуль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"),
    "ar": ("صفر", "واحد", "اثنان|اثنين", "ثلاثة", "أربعة|اربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة"),
    "lo": ("ສູນ", "ໜຶ່ງ|ຫນຶ່ງ", "ສອງ", "ສາມ", "ສີ່", "ຫ້າ", "ຫົກ", "ເຈັດ", "ແປດ", "ເກົ້າ"),
    "km": ("សូន្យ", "មួយ", "ពីរ", "បី", "បួន", "ប្រាំ", "ប្រាំមួយ", "ប្រាំពីរ", "ប្រាំបី", "ប្រាំបួន"),
    "th": ("ศูนย์", "หนึ่ง", "สอง|โท", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า"),
}  # fmt: skip
"""The names of 0 to 9 by language, as people read a telephone number aloud."""
FEWEST_SPELLED = 7
_TWICE = "double "

_AT = re.compile(
    r"[(\[{<] ?(?:at?|@|a ?còng|a ?móc|arroba|arobase|собака|골뱅이|앳|アット(?:マーク)?|艾特"
    r"|แอท|แอ็ท|ແອັດ|អាត់|آت) ?[)\]}>]"
    r"|(?<=[\w ])(?:(?<!\w)(?:at|a còng|a móc|arroba|arobase|собака)(?!\w)|골뱅이|アットマーク|艾特)",
    re.IGNORECASE,
)
_DOT_WORDS = r"dot|chấm|punto|point|точка|점|쩜|닷|ドット|点|點|จุด|ຈຸດ|ចុច|نقطة"
_VEILED_DOMAIN = re.compile(
    rf" {{0,2}}(?P<domain>[a-z0-9-]{{1,63}}(?: ?[(\[{{<]? ?(?:\.|{_DOT_WORDS}) ?[)\]}}>]? ?[a-z0-9-]{{2,63}}){{1,4}})"
    r"(?![\w@])",
    re.IGNORECASE,
)
_DOT = re.compile(rf" ?[(\[{{<]? ?(?:{_DOT_WORDS}|\.) ?[)\]}}>]? ?", re.IGNORECASE)
_LOCAL_PART = re.compile(r"(?P<local>[a-z0-9][\w.+-]{0,63}) {0,2}$", re.IGNORECASE)

_CALL = (
    r"(?<!\w)(?:gọi(?: điện)?(?: (?:đến|tới|cho|vào|ngay))?(?: (?:số|tổng đài|đường dây nóng))?|tổng đài(?: số)?"
    r"|đường dây nóng(?: số)?|hotline|bấm(?: số)?|quay số|nhắn tin(?: (?:đến|tới|cho))?(?: số)?"
    r"|(?:call|dial|phone|ring|text)(?: (?:to|us|now))?(?: (?:on|at))?(?: the)?(?: (?:number|hotline|helpline))?"
    r"|helpline"
    r"|appelez(?: le)?(?: numéro)?|composez(?: le)?|numéro vert|llame(?: al?)?(?: número)?|marque(?: el)?"
    r"|звоните(?: по)?(?: номеру)?|наберите|горяч\w{2,3} лини\w|اتصل(?:وا)?(?: على| بـ ?| ب)?(?: الرقم)?|الخط الساخن)"
    r"|拨打|致电|打电话|热线|电话|電話(?:番号)?|전화(?:번호)?|핫라인|โทร(?:ศัพท์)?|สายด่วน|กด|ໂທ(?:ຫາ)?|ສາຍດ່ວນ|ទូរស័ព្ទ(?:ទៅ)?(?:លេខ)?"
    r"|ហៅ(?:លេខ)?|លេខទាន់ហេតុការណ៍"
)
_MORE = (
    r"now|today|immediately|hoặc|hay|để|khi|ngay|nếu|và|miễn|từ|trước|or|to|if|for|and|when|from|before|ou|pour|si|et|dès|o|para|y|cuando"
    r"|или|чтобы|если|и|для|أو|إذا|عند|من"
)
_SHORT = re.compile(
    rf"(?:{_CALL})[ :：\"“(]{{0,3}}(?P<number>[1-9]\d{{2,4}})"
    rf"(?![) -]{{1,2}}\d)(?= ?(?:[.,;:!?)\"”。，、！？]|$|\n)(?!\d)| (?:{_MORE})(?!\w)"
    rf"| ?(?:หรือ|เพื่อ|ได้|แจ้ง|ຫຼື|ເພື່ອ|ແຈ້ງ|ឬ|ដើម្បី)"
    r"|(?:报警|求助|咨询|まで|に電話|へ|로|으로|번))",
    re.IGNORECASE,
)
_SHORT_FIRST = re.compile(
    r"(?<![\d.,])(?P<number>1\d{2,4}) ?(?:番|번|号)?(?:으로|로|에|に|へ|まで)? ?(?:お)?(?:전화|신고|電話|通報|に電話)"
)
_YEARS = range(1700, 2100)


def find_short_numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield numbers of three to five digits that a word for “call” announces: 113, 115, 1022."""
    for expression in (_SHORT, _SHORT_FIRST):
        for match in expression.finditer(text):
            if int(match["number"]) not in _YEARS:
                yield *match.span("number"), match["number"]


def find_veiled_emails(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield e-mail addresses with “(at)” or “a còng” for the sign, and perhaps “dot” for the dots."""
    for sign in _AT.finditer(text):
        local = _LOCAL_PART.search(text, max(0, sign.start() - 70), sign.start())
        domain = _VEILED_DOMAIN.match(text, sign.end())
        if local is None or domain is None:
            continue
        is_bracketed = sign[0][0] in "([{<"
        plain = _DOT.sub(".", domain["domain"]).strip(".").lower()
        if is_bracketed or plain != domain["domain"].strip(".").lower():  # “meet at example.org” is none
            yield local.start(), domain.end(), f"{local['local'].lower()}@{plain}"


def find_spelled_numbers(text: str, *, language: str) -> Iterator[tuple[int, int, str]]:
    """Yield telephone numbers of which the digits are written as words, as digits."""
    expression, words = _get_digit_words(language)
    for run in expression.finditer(text):
        spelled = run[0].lower()
        digits = ""
        for word in words.finditer(spelled):
            before = spelled[max(0, word.start() - len(_TWICE)) : word.start()]
            digits += _get_digit(word[0], language) * (2 if before == _TWICE else 1)
        counts_up = all(int(two) - int(one) == 1 for one, two in pairwise(digits))
        if not counts_up:
            yield *run.span(), digits


@lru_cache(maxsize=16)
def _get_digit_words(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the expression of seven or more digits in words, and that of one word."""
    names = sorted((name for each in DIGIT_WORDS[language] for name in each.split("|")), key=len, reverse=True)
    is_spaced = language in {"vi", "en", "fr", "es", "ru", "ar"}
    edges = (r"(?<!\w)", r"(?!\w)") if is_spaced else ("", "")
    word = rf"{edges[0]}(?:{'|'.join(map(re.escape, names))}){edges[1]}"
    gap = r"[ ,.·・-]{1,3}(?:double )?" if is_spaced else r"[ ,.·・、-]{0,3}"
    return (
        re.compile(rf"{word}(?:{gap}{word}){{{FEWEST_SPELLED - 1},14}}", re.IGNORECASE),
        re.compile(word, re.IGNORECASE),
    )


@lru_cache(maxsize=512)
def _get_digit(word: str, language: str) -> str:
    return next(str(digit) for digit, names in enumerate(DIGIT_WORDS[language]) if word in names.split("|"))
