"""Numbers spelled out: by num2words, and by hand for Lao, Khmer and Chinese, which it lacks."""

from __future__ import annotations

from num2words import num2words

NUM2WORDS = {"vi": "vi", "en": "en", "ko": "ko", "ja": "ja", "th": "th", "fr": "fr", "ru": "ru", "es": "es", "ar": "ar"}
LAO = ["ສູນ", "ໜຶ່ງ", "ສອງ", "ສາມ", "ສີ່", "ຫ້າ", "ຫົກ", "ເຈັດ", "ແປດ", "ເກົ້າ"]
LAO_SCALES = [(10**6, "ລ້ານ"), (10**5, "ແສນ"), (10**4, "ໝື່ນ"), (1000, "ພັນ"), (100, "ຮ້ອຍ")]
KHMER = ["សូន្យ", "មួយ", "ពីរ", "បី", "បួន", "ប្រាំ", "ប្រាំមួយ", "ប្រាំពីរ", "ប្រាំបី", "ប្រាំបួន"]
KHMER_TENS = ["", "ដប់", "ម្ភៃ", "សាមសិប", "សែសិប", "ហាសិប", "ហុកសិប", "ចិតសិប", "ប៉ែតសិប", "កៅសិប"]
KHMER_SCALES = [(10**6, "លាន"), (10**5, "សែន"), (10**4, "ម៉ឺន"), (1000, "ពាន់"), (100, "រយ")]
HAN = "零一二三四五六七八九"
HAN_SCALES = [(1000, "千"), (100, "百"), (10, "十")]


def spell(number: int, language: str) -> str:
    """Return a whole number below a billion in words."""
    if language == "lo":
        return _spell_with(number, LAO_SCALES, _spell_lao)
    if language == "km":
        return _spell_with(number, KHMER_SCALES, _spell_khmer)
    if language == "zh-hans":
        return _spell_han(number)
    written = str(num2words(number, lang=NUM2WORDS[language]))
    return written.replace(" و ", " و") if language == "ar" else written.replace(",", "")


def spell_digits(number: int) -> str:
    """Return a year as Chinese and Japanese write it, digit by digit."""
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))


def _spell_with(number: int, scales: list[tuple[int, str]], spell_small) -> str:
    for scale, name in scales:
        if number >= scale:
            rest = _spell_with(number % scale, scales, spell_small) if number % scale else ""
            return _spell_with(number // scale, scales, spell_small) + name + rest
    return spell_small(number)


def _spell_lao(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return LAO[ones]
    head = {1: "ສິບ", 2: "ຊາວ"}.get(tens, f"{LAO[tens]}ສິບ")
    return head + ("ເອັດ" if ones == 1 else LAO[ones] if ones else "")


def _spell_khmer(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (KHMER_TENS[tens] + (KHMER[ones] if ones else "")) if tens else KHMER[ones]


def _spell_han(number: int) -> str:
    if number >= 10_000:
        rest = number % 10_000
        return _spell_han(number // 10_000) + "万" + (("零" if rest < 1000 else "") + _spell_han(rest) if rest else "")
    for scale, name in HAN_SCALES:
        if number >= scale:
            rest = number % scale
            head = "" if scale == 10 and number < 20 else HAN[number // scale]
            return head + name + (("零" if rest < scale // 10 else "") + _spell_han(rest) if rest else "")
    return HAN[number]
