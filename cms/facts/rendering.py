"""Rendering of facts by each language's conventions.

- Telephone numbers are in international form (+84 965 001 222). The source language has the national form of the
  campaign's own country first, 0965 001 222 (+84 965 001 222), or alone if it can't be dialled from abroad (1900 1234).
  In right-to-left text they are isolated (U+2066 … U+2069), because the groups would appear in the wrong order.
- Dates are those of ``translations.dates``, like every other day that a public page has.
- Figures have Babel's separators, and Babel's default digits for the language.
- Names and postal addresses have one value for all languages, or one for each language. An address keeps the
  direction of its own script.
- In place of a withdrawn value readers find a sentence in brackets, in their language, that says so.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from unicodedata import bidirectional

import phonenumbers
from babel.numbers import format_decimal
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from cms.facts.live import FactValue, FactValues, get_live_values, get_values_at
from cms.facts.models import FactKind
from cms.facts.tokens import TOKEN, find_tokens, replace_tokens
from cms.facts.values import HOME_REGION
from translations.dates import write_day, write_day_of_every_year
from translations.languages import SOURCE, get_language_entry

_LEFT_TO_RIGHT = frozenset({FactKind.PHONE, FactKind.URL, FactKind.EMAIL, FactKind.POSITION})
_MAP = "https://www.openstreetmap.org/?mlat={}&mlon={}#map=17/{}/{}"
_LEAP_YEAR = 2000
HOME_ONLY = frozenset(
    {
        phonenumbers.PhoneNumberType.PREMIUM_RATE,
        phonenumbers.PhoneNumberType.SHARED_COST,
        phonenumbers.PhoneNumberType.TOLL_FREE,
    }
)
"""Kinds of numbers, such as 1900 and 1800 in Vietnam, that networks abroad don't connect."""
_STOP_BEHIND_BOX = re.compile(r"((?:</span>)?</bdi>(?:</a>)?)([.,;:!?…)»”’。、，；：？！）」』។៖]+)")
"""What ends a sentence behind a number: within the number's box it begins no line."""
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


def write_facts_html(html: str, *, language: str, values: FactValues | None = None, link: bool = True) -> SafeString:
    """Return safe HTML with its tokens replaced by the live values: numbers isolated, and linked unless told not to.

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
        return write_value_html(value, language=language, link=link)

    written = replace_tokens(html, write)
    if get_language_entry(language).direction == "ltr":
        written = _STOP_BEHIND_BOX.sub(r"\2\1", written)
    return mark_safe(written)  # noqa: S308  (the caller's HTML; values are escaped)


def write_withdrawn(value: FactValue, *, language: str) -> str:
    """Return, in brackets, the sentence that readers find in place of a withdrawn value."""
    with override(language):
        sentence = str(_WITHDRAWN.get(value.kind, _WITHDRAWN_OTHERWISE))
    return f"({sentence.rstrip(_FULL_STOPS)})"


def write_value(value: FactValue, *, language: str) -> str:
    """Return the value, which isn't withdrawn, as plain text in the language."""
    written = _write(value.kind, value.value, language=language)
    if _needs_isolation(value.kind, written, language=language):
        # Each line by itself: an isolate ends where its paragraph does.
        opening = "\u2066" if get_text_direction(written) == "ltr" else "\u2067"
        return "\n".join(f"{opening}{line}\u2069" for line in written.splitlines())
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
    if value.kind == FactKind.ADDRESS:
        return format_html('<bdi dir="{}">{}</bdi>', get_text_direction(written), written)
    isolated = format_html('<bdi dir="ltr" class="fact">{}</bdi>', _break_before_brackets(written))
    target = get_link_target(value)
    return format_html('<a href="{}">{}</a>', target, isolated) if link and target else isolated


def _break_before_brackets(written: str) -> SafeString:
    """Return the text escaped; a number given twice is in two parts, each of which a narrow screen keeps together."""
    first, bracket, rest = escape(written).partition(" (+")
    return SafeString(f"{first} <span>(+{rest}</span>" if bracket else first)


def _needs_isolation(kind: str, written: str, *, language: str) -> bool:
    """Say whether text of the language's direction would reorder the value: a number, “50/QĐ-BCĐQG”, an address."""
    if kind == FactKind.ADDRESS:
        return get_text_direction(written) != get_language_entry(language).direction
    if get_language_entry(language).direction != "rtl":
        return False
    return kind in _LEFT_TO_RIGHT or (
        kind == FactKind.NAME and any("a" <= character <= "z" for character in written.lower())
    )


def get_text_direction(text: str) -> str:
    """Return the direction of the first letter of the text that has one; without any, left to right."""
    first = next((found for found in map(bidirectional, text) if found in {"L", "R", "AL"}), "L")
    return "ltr" if first == "L" else "rtl"


def get_link_target(value: FactValue) -> str:
    """Return the link target of a telephone number, e-mail, web address or position; empty for other values.

    A position is shown on OpenStreetMap, which learns nothing of the page that the reader comes from.
    """
    if value.kind == FactKind.POSITION:
        latitude, longitude = str(value.value).split(",")
        return _MAP.format(latitude, longitude, latitude, longitude)
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
    if language != SOURCE or phonenumbers.region_code_for_number(number) != HOME_REGION:
        return abroad
    at_home = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))
    return at_home if phonenumbers.number_type(number) in HOME_ONLY else f"{at_home} ({abroad})"


def _write_date(value: str, *, language: str) -> str:
    """Write ``2027-07-27``, or ``--07-27`` for a day of every year."""
    if value.startswith("--"):
        return write_day_of_every_year(date.fromisoformat(f"{_LEAP_YEAR}{value[1:]}"), language=language)
    return write_day(date.fromisoformat(value), language=language)
