"""Rules of contact persons: one responsible reporter at a time, and telephone numbers that can be dialled."""

import phonenumbers
from django.db.models import Q

from outreach.organisations.models import ContactPerson, PersonRole


def find_other_reporter(person: ContactPerson) -> ContactPerson | None:
    """Return who else is the organisation's responsible reporter on a day on which this person is, or None."""
    if person.role != PersonRole.REPORTER:
        return None
    others = ContactPerson.objects.filter(organisation=person.organisation, role=PersonRole.REPORTER)
    if person.ends_on:
        others = others.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=person.ends_on))
    if person.starts_on:
        others = others.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=person.starts_on))
    return others.exclude(pk=person.pk).order_by("pk").first()


def write_telephone(text: str, *, country: str) -> str:
    """Return the number with its country code, read as in the country if it has none; empty if it isn't one."""
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
