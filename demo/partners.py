"""Organisations of the demonstration and their members. Only official names; no invented address, number or person."""

from django.apps import apps
from django.db import transaction

from demo.files import read_table
from demo.people import SIGN_INS, get_person


@transaction.atomic
def load_partners() -> int:
    """Create missing organisations and memberships and return how many. Does nothing without outreach."""
    if not apps.is_installed("outreach.organisations"):
        return 0
    from outreach.organisations.models import Membership, Organisation  # outreach may not be installed

    made, organisations = 0, {}
    for row in read_table("organisations")["organisation"]:
        names = {f"name_{code.replace('-', '_')}": name for code, name in row["name"].items()}
        defaults = {"is_demonstration": True, "time_zone": row.get("time_zone", "")}
        defaults |= {name: row[name] for name in ("country", "languages")}
        organisations[row["id"]], created = Organisation.objects.get_or_create(
            kind=row["kind"], name_vi=names.pop("name_vi"), defaults={**defaults, **names}
        )
        made += created
    for person in SIGN_INS:
        if person.organisation:
            _membership, created = Membership.objects.get_or_create(
                user=get_person(person.username), organisation=organisations[person.organisation]
            )
            made += created
    return made
