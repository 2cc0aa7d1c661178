"""Rendering of facts by each language's conventions.

- Telephone numbers are in international form (+84 965 001 222). Vietnamese has the national form of its own numbers
  first, 0965 001 222 (+84 965 001 222), or alone if it can't be dialled from abroad (1900 1234). In right-to-left text
  they are isolated (U+2066 … U+2069), because the groups would appear in the wrong order.
- Dates are in Babel's long form, with two exceptions: Thai uses the Buddhist era, as Thai authorities do
  (27 กรกฎาคม พ.ศ. 2570), and Vietnamese writes “27 tháng 7 năm 2027”, as Vietnamese authorities do.
- Figures have Babel's separators, and Babel's default digits for the language.
- Names and postal addresses have one value for all languages, or one for each language.
- In place of a withdrawn value readers find a sentence in brackets, in their language, that says so.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import phonenumbers
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from cms.facts.live import FactValue, FactValues, get_live_values, get_values_at
from cms.facts.models import FactKind
from cms.facts.tokens import TOKEN, find_tokens, replace_tokens
from translations.languages import SOURCE, get_language_entry

BUDDHIST_ERA = 543
_LEFT_TO_RIGHT = frozenset({FactKind.PHONE, FactKind.URL, FactKind.EMAIL})
_DATE_PATTERNS = {"vi": "d 'tháng' M 'năm' y"}
_LEAP_YEAR = 2000
_HOME_ONLY = frozenset(
    {
        phonenumbers.PhoneNumberType.PREMIUM_RATE,
        phonenumbers.PhoneNumberType.SHARED_COST,
        phonenumbers.PhoneNumberType.TOLL_FREE,
    }
)
"""Kinds of Vietnamese numbers, such as 1900 and 1800, that networks abroad don't connect."""
_WITHDRAWN = {
    FactKind.PHONE.value: gettext_lazy("This telephone number is no longer in use."),
    FactKind.EMAIL.value: gettext_lazy("This e-mail address is no longer in use."),
    FactKind.URL.value: gettext_lazy("This web address is no longer in use."),
    FactKind.ADDRESS.value: gettext_lazy("This postal address is no longer in use."),
}
_FULL_STOPS = ".。។"
"""Left out within brackets, in the middle of another sentence."""
_WITHDRAWN_OTHERWISE = gettext_lazy("This information is no longer valid.")


class UnknownFacts(LookupError):
    """The text has tokens without a value in the language; ``keys`` lists them."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = tuple(sorted(set(keys)))
        super().__init__(
            _("These facts have no approved value: %(keys)s.") % {"keys": ", ".join(f"[[{key}]]" for key in self.keys)}
        )


def write_facts(
    text: str,
    *,
    language: str,
    at: datetime | None = None,
    values: FactValues | None = None,
    keep_unknown: bool = False,
) -> str:
    """Return the text with its tokens replaced by the live values (with ``at``: those live then), in the language.

    A withdrawn value is replaced by a sentence that says so. Raise ``UnknownFacts`` if a value is missing; with
    ``keep_unknown``, leave such tokens unchanged (for previews).
    """
    if not TOKEN.search(text):
        return text
    known = values if values is not None else get_live_values() if at is None else get_values_at(at)
    unknown = [key for key in find_tokens(text) if not _can_write(known.get(key), language=language)]
    if unknown and not keep_unknown:
        raise UnknownFacts(unknown)

    def write(key: str) -> str:
        if key in unknown:
            return f"[[{key}]]"
        value = known[key]
        return (
            write_withdrawn(value, language=language) if value.is_withdrawn else write_value(value, language=language)
        )

    return replace_tokens(text, write)


def write_facts_html(html: str, *, language: str, values: FactValues | None = None) -> SafeString:
    """Return safe HTML with its tokens replaced by the live values: numbers isolated and linked.

    A withdrawn value is replaced by a sentence that says so. A token without a value is highlighted, for previews; the
    publication rules refuse such a page.
    """
    if not TOKEN.search(html):
        return mark_safe(html)  # noqa: S308  (the caller's HTML, unchanged)
    known = values if values is not None else get_live_values()

    def write(key: str) -> str:
        value = known.get(key)
        if value is not None and value.is_withdrawn:
            sentence = write_withdrawn(value, language=language)
            return format_html('<span class="fact-withdrawn">{}</span>', sentence)
        if value is None or not has_value_in(value, language=language):
            return format_html('<mark class="fact-missing">[[{}]]</mark>', key)
        return write_value_html(value, language=language)

    return mark_safe(replace_tokens(html, write))  # noqa: S308  (the caller's HTML; values are escaped)


def write_withdrawn(value: FactValue, *, language: str) -> str:
    """Return, in brackets, the sentence that readers find in place of a withdrawn value."""
    with override(language):
        sentence = str(_WITHDRAWN.get(value.kind, _WITHDRAWN_OTHERWISE))
    return f"({sentence.rstrip(_FULL_STOPS)})"


def write_value(value: FactValue, *, language: str) -> str:
    """Return the value, which isn't withdrawn, as plain text in the language."""
    written = _write(value.kind, value.value, language=language)
    if _needs_isolation(value.kind, written, language=language):
        return f"\u2066{written}\u2069"
    return written


def write_register_value(value: FactValue | None, *, language: str) -> str:
    """Return the value as an editor or translator sees it beside its token; empty if there is none in the language."""
    if value is not None and value.is_withdrawn:
        return write_withdrawn(value, language=language)
    return write_value(value, language=language) if value and has_value_in(value, language=language) else ""


def write_value_html(value: FactValue, *, language: str, link: bool = True) -> SafeString:
    """Return the value as HTML: left-to-right values are isolated, numbers and addresses are links."""
    written = _write(value.kind, value.value, language=language)
    if value.kind not in _LEFT_TO_RIGHT and not _needs_isolation(value.kind, written, language=language):
        return SafeString(escape(written))
    isolated = format_html('<bdi dir="ltr" class="fact">{}</bdi>', _break_before_brackets(written))
    target = get_link_target(value)
    return format_html('<a href="{}">{}</a>', target, isolated) if link and target else isolated


def _break_before_brackets(written: str) -> SafeString:
    """Return the text escaped, with the one place where a narrow screen may break a number given twice."""
    return SafeString(escape(written).replace(" (+", " <wbr>(+"))


def _needs_isolation(kind: str, written: str, *, language: str) -> bool:
    """Say whether right-to-left text would reorder the parts of this value: a number, or “50/QĐ-BCĐQG”."""
    if get_language_entry(language).direction != "rtl":
        return False
    return kind in _LEFT_TO_RIGHT or (
        kind == FactKind.NAME and any("a" <= character <= "z" for character in written.lower())
    )


def get_link_target(value: FactValue) -> str:
    """Return the link target of a telephone number, e-mail or web address; empty for other values."""
    prefixes = {FactKind.PHONE.value: "tel:", FactKind.EMAIL.value: "mailto:", FactKind.URL.value: ""}
    return f"{prefixes[value.kind]}{value.value}" if value.kind in prefixes else ""


def has_value_in(value: FactValue | None, *, language: str) -> bool:
    """Say whether the value can be written in the language; a name may have none."""
    if value is None or value.is_withdrawn:
        return False
    if value.kind == FactKind.NAME and isinstance(value.value, dict):
        return bool(value.value.get(language))
    return True


def _can_write(value: FactValue | None, *, language: str) -> bool:
    return value is not None and (value.is_withdrawn or has_value_in(value, language=language))


def _write(kind: str, value: Any, *, language: str) -> str:
    if kind == FactKind.PHONE:
        return _write_phone(value, language=language)
    if kind == FactKind.DATE:
        return _write_date(value, language=language)
    if kind == FactKind.FIGURE:
        return str(format_decimal(Decimal(str(value)), locale=get_language_entry(language).locale))
    if isinstance(value, dict):
        return str(value.get(language) or value.get("en") or value[SOURCE])
    return str(value)


def _write_phone(value: str, *, language: str) -> str:
    number = phonenumbers.parse(value)
    abroad = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
    if language != SOURCE or phonenumbers.region_code_for_number(number) != "VN":
        return abroad
    at_home = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))
    return at_home if phonenumbers.number_type(number) in _HOME_ONLY else f"{at_home} ({abroad})"


def _write_date(value: str, *, language: str) -> str:
    """Write ``2027-07-27``, or ``--07-27`` for a day of every year."""
    locale = get_language_entry(language).locale
    if value.startswith("--"):
        day = date.fromisoformat(f"{_LEAP_YEAR}{value[1:]}")
        return str(format_skeleton("MMMMd", day, locale=locale))
    day = date.fromisoformat(value)
    if language == "th":
        month = format_skeleton("MMMMd", day, locale=locale)
        return f"{month} พ.ศ. {day.year + BUDDHIST_ERA}"
    return str(format_date(day, format=_DATE_PATTERNS.get(language, "long"), locale=locale))
