"""Validation and normal forms of values, for each kind of fact."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from cms.facts.models import FactKind
from translations.campaign.reading import get_folder
from translations.languages import CODES, SOURCE

HOME_REGION = get_folder().country
HOME_CODE = f"+{phonenumbers.country_code_for_region(HOME_REGION)}"
"""The country code of the campaign's own telephone numbers, such as +84."""
_YEARLESS = re.compile(r"--(\d\d)-(\d\d)")
_POSITION = re.compile(r"(-?\d{1,2}(?:\.\d{1,7})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,7})?)")
MOST_NORTH, MOST_EAST = 90, 180
LONGEST = 500


class ValueRefused(ValueError):
    """The value is not valid for its kind; the text says what would be."""


def clean_value(*, kind: str, value: Any) -> Any:
    """Return the value in the form that the register stores; raise ``ValueRefused`` with a message for the user."""
    if isinstance(value, str):
        value = value.strip()
    if value in ("", None, {}):
        raise ValueRefused(_("Enter a value."))
    return _CLEANERS[FactKind(kind)](value)


def _clean_phone(value: Any) -> str:
    try:
        number = phonenumbers.parse(str(value).replace(".", " "), HOME_REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or re.search(r"[A-Za-z]", str(value)) or not phonenumbers.is_valid_number(number):
        raise ValueRefused(
            _("“%(value)s” is not a valid telephone number. Enter it with its country code, such as %(code)s …")
            % {"value": value, "code": HOME_CODE}
        )
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _clean_date(value: Any) -> str:
    text = str(value)
    yearless = _YEARLESS.fullmatch(text)
    try:
        date.fromisoformat(f"2000-{yearless[1]}-{yearless[2]}" if yearless else text)
    except ValueError as error:
        raise ValueRefused(
            _("“%(value)s” is not a date. Enter year-month-day, or --month-day for a day of every year.")
            % {"value": value}
        ) from error
    return text


def _clean_figure(value: Any) -> str:
    """Return the figure as text, because JSON numbers would lose digits."""
    try:
        figure = Decimal(str(value).replace("\u00a0", ""))
        if not figure.is_finite():
            raise InvalidOperation
    except InvalidOperation as error:
        raise ValueRefused(
            _("“%(value)s” is not a figure. Enter digits only, with a point before decimals.") % {"value": value}
        ) from error
    return format(figure, "f")


def _clean_url(value: Any) -> str:
    try:
        URLValidator(schemes=["https", "http"])(str(value))
    except ValidationError as error:
        raise ValueRefused(_("“%(value)s” is not a web address.") % {"value": value}) from error
    return str(value)


def _clean_email(value: Any) -> str:
    try:
        validate_email(str(value))
    except ValidationError as error:
        raise ValueRefused(_("“%(value)s” is not an e-mail address.") % {"value": value}) from error
    return str(value)


def _clean_position(value: Any) -> str:
    """Return latitude and longitude in degrees, such as ``10.7769,106.7009``."""
    match = _POSITION.fullmatch(str(value))
    if match is None or abs(float(match[1])) > MOST_NORTH or abs(float(match[2])) > MOST_EAST:
        raise ValueRefused(
            _("“%(value)s” is not a position. Enter latitude and longitude in degrees, such as 21.0285, 105.8542.")
            % {"value": value}
        )
    return f"{match[1]},{match[2]}"


def _clean_words(value: Any) -> str | dict[str, str]:
    """Return one text for all languages, or one for each language, including the source language."""
    if not isinstance(value, dict):
        return _require_plain_text(str(value))
    unknown = sorted(set(value) - set(CODES))
    if unknown:
        raise ValueRefused(_("These are not languages of the campaign: %(codes)s.") % {"codes": ", ".join(unknown)})
    words = {
        code: _require_plain_text(str(value[code]).strip()) for code in CODES if str(value.get(code) or "").strip()
    }
    if SOURCE not in words:
        raise ValueRefused(_("Enter the value in the source language."))
    return words


def _require_plain_text(text: str) -> str:
    if len(text) > LONGEST:
        raise ValueRefused(_("The value is longer than %(count)d characters.") % {"count": LONGEST})
    if "[[" in text or "]]" in text:
        raise ValueRefused(_("A value can't contain another fact: write it without double brackets."))
    return text


_CLEANERS: dict[FactKind, Callable[[Any], Any]] = {
    FactKind.PHONE: _clean_phone,
    FactKind.DATE: _clean_date,
    FactKind.FIGURE: _clean_figure,
    FactKind.NAME: _clean_words,
    FactKind.URL: _clean_url,
    FactKind.EMAIL: _clean_email,
    FactKind.ADDRESS: _clean_words,
    FactKind.POSITION: _clean_position,
}
