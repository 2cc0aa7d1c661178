"""Facts and contacts of the demonstration, loaded through the register's rules: one proposes, another approves."""

from datetime import datetime
from typing import Any

from django.db import transaction

from cms.facts import channels
from cms.facts.hours_input import make_rows, read_day
from cms.facts.models import ChannelKind, ContactChannel, Fact
from cms.facts.register import approve, propose
from cms.facts.verification import USUAL_TERM, Proof
from cms.users.models import User
from demo.files import read_table
from translations.languages import get_column


@transaction.atomic
def load_register(*, editor: User, publisher: User, at: datetime) -> int:
    """Create missing facts and contacts and return how many; later changes are kept."""
    table = read_table("facts")
    made = sum(_load_fact(row, editor=editor, publisher=publisher, at=at) for row in table["fact"])
    return made + sum(_load_channel(row, editor=editor, publisher=publisher, at=at) for row in table["channel"])


def get_channels_of_calls() -> list[ContactChannel]:
    """Return the contacts that a call names. Missions are of the register and shown where their readers are."""
    return list(ContactChannel.objects.verified().exclude(kind=ChannelKind.MISSION).order_by("pk"))


def _load_fact(row: dict[str, Any], *, editor: User, publisher: User, at: datetime) -> bool:
    fact, created = Fact.objects.get_or_create(key=row["key"], defaults={"kind": row["kind"], "label": row["label"]})
    if created:
        version = propose(fact=fact, value=row["value"], source=row["source"], by=editor, at=at)
        approve(version=version, by=publisher, at=at)
    return created


def _load_channel(row: dict[str, Any], *, editor: User, publisher: User, at: datetime) -> bool:
    """Create a contact. The plan's 1900.XXXX comes with the campaign's folder, as a placeholder."""
    texts = {
        get_column(field, code): text for field in ("name", "what_next") for code, text in row.get(field, {}).items()
    }
    if ContactChannel.objects.filter(name_vi=texts["name_vi"]).exists():
        return False
    given = {name: row[name] for name in ("country", "languages", "time_zone") if name in row}
    if "hours" in row:
        periods = read_day(", ".join(row["hours"]["periods"]))
        given["opening_hours"] = make_rows(dict.fromkeys(row["hours"]["days"], periods))
    channel = ContactChannel.objects.create(kind=row["kind"], **texts, **given)
    channel.facts.set(Fact.objects.filter(key__in=row.get("facts", [])))
    if "verified" in row:
        verification = Proof(on=at.date(), until=at.date() + USUAL_TERM, note=row["verified"])
        proposal = channels.verify(channel=channel, verification=verification, by=editor, at=at)
        if proposal is not None:
            channels.approve(proposal=proposal, by=publisher, at=at)
    return True
