"""Own particulars of an organisation: its address, number and hours, proposed to the desk by one of its members."""

from datetime import datetime

from django.db import transaction

from cms.published import Particulars, add_own_contact, propose_particulars
from cms.users.models import User
from outreach.organisations.models import Organisation
from translations.languages import CODES, get_column


@transaction.atomic
def propose_own(
    *, organisation: Organisation, key: int, wanted: Particulars, note: str, by: User, at: datetime
) -> None:
    """Propose new values of one of the organisation's contacts; raise ``ParticularsRefused``."""
    source = f"{organisation}, {by}: {note}"[:300]
    propose_particulars(key=key, wanted=wanted, source=source, by=by, at=at)


@transaction.atomic
def add_contact(*, organisation: Organisation, wanted: Particulars, note: str, by: User, at: datetime) -> int:
    """Begin the organisation's own contact with these values, which nobody sees before the desk has verified it.

    Return its number. Raise ``ParticularsRefused``; then nothing was begun.
    """
    found = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    names = {code: getattr(found, get_column("name", code)) or "" for code in CODES}
    zone = found.zone
    key = add_own_contact(names=names, country=found.country, time_zone=zone.key if zone else "")
    propose_own(organisation=found, key=key, wanted=wanted, note=note, by=by, at=at)
    found.contact_keys = [*found.contact_keys, key]
    found.save(update_fields=["contact_keys"])
    return key
