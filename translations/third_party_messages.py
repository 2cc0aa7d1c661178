"""Messages of Django, allauth and REST framework that partners and readers can see.

Django has no Lao and little Khmer, and would fall back to the source language. Extraction finds the messages here; our
catalogue of a language has those that the packages don't translate (``is_lacking``).
"""

from functools import lru_cache
from gettext import NullTranslations, translation
from pathlib import Path

import allauth
import django.conf
import rest_framework
from django.utils.translation import gettext_noop, ngettext_lazy, pgettext_lazy, to_locale

from translations.known_languages import Language

SIGN_IN = (
    gettext_noop("Username"),
    gettext_noop("Password"),
    gettext_noop("Remember Me"),
    gettext_noop("The username and/or password you specified are not correct."),
    gettext_noop("Too many failed login attempts. Try again later."),
    gettext_noop("This account is currently inactive."),
    gettext_noop("You have signed out."),
    gettext_noop("Forgot your password?"),
)
NEW_PASSWORD = (
    gettext_noop("Email"),
    gettext_noop("Email address"),
    gettext_noop("New Password"),
    gettext_noop("New Password (again)"),
    gettext_noop("Enter a valid email address."),
    gettext_noop("You must type the same password each time."),
    gettext_noop("This password is too common."),
    gettext_noop("The password is too similar to the %(verbose_name)s."),
    gettext_noop("Your password can’t be too similar to your other personal information."),
    gettext_noop("Your password can’t be a commonly used password."),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
        "min_length",
    ),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
)
SECOND_FACTOR = (
    gettext_noop("Code"),
    gettext_noop("Authenticator code"),
    gettext_noop("Incorrect code."),
    gettext_noop("You cannot generate recovery codes without having two-factor authentication enabled."),
    gettext_noop("Current Password"),
    gettext_noop("Please type your current password."),
    gettext_noop("Incorrect password."),
    gettext_noop("Be patient, you are sending too many requests."),
)
FORMS = (
    gettext_noop("This field is required."),
    gettext_noop("Enter a valid date."),
    gettext_noop("Enter a whole number."),
    gettext_noop("Ensure this value is less than or equal to %(limit_value)s."),
    gettext_noop("Ensure this value is greater than or equal to %(limit_value)s."),
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices."),
    gettext_noop("Null characters are not allowed."),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
)
PLAYERS = (
    gettext_noop("This field may not be blank."),
    gettext_noop("This field may not be null."),
    gettext_noop("A valid integer is required."),
    gettext_noop("Must be a valid UUID."),
    gettext_noop("This value does not match the required pattern."),
    gettext_noop("This list may not be empty."),
    gettext_noop("Request was throttled."),
)
MONTHS = (
    gettext_noop("January"),
    gettext_noop("February"),
    gettext_noop("March"),
    gettext_noop("April"),
    gettext_noop("May"),
    gettext_noop("June"),
    gettext_noop("July"),
    gettext_noop("August"),
    gettext_noop("September"),
    gettext_noop("October"),
    gettext_noop("November"),
    gettext_noop("December"),
)
MONTHS_WITHIN_A_DATE = (
    pgettext_lazy("alt. month", "January"),
    pgettext_lazy("alt. month", "February"),
    pgettext_lazy("alt. month", "March"),
    pgettext_lazy("alt. month", "April"),
    pgettext_lazy("alt. month", "May"),
    pgettext_lazy("alt. month", "June"),
    pgettext_lazy("alt. month", "July"),
    pgettext_lazy("alt. month", "August"),
    pgettext_lazy("alt. month", "September"),
    pgettext_lazy("alt. month", "October"),
    pgettext_lazy("alt. month", "November"),
    pgettext_lazy("alt. month", "December"),
)

MANY = 100
_PACKAGES = (django.conf, allauth, rest_framework)


def is_lacking(*, msgid: str, plural: str, msgctxt: str | None, language: Language) -> bool:
    """Return True if no package translates this message into the language; ``plural`` is empty if it has no plural."""
    for known in _read_catalogues(language.code):
        if plural:
            found = known.ngettext(msgid, plural, MANY)
        else:
            found = known.pgettext(msgctxt, msgid) if msgctxt else known.gettext(msgid)
        if found not in {msgid, plural}:
            return False
    return True


@lru_cache
def _read_catalogues(code: str) -> tuple[NullTranslations, ...]:
    folders = [Path(str(package.__file__)).parent / "locale" for package in _PACKAGES]
    return tuple(translation("django", folder, [to_locale(code)], fallback=True) for folder in folders)
