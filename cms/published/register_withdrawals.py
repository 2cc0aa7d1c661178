"""Contacts and values revoked or ended in the register, with what organisations hold that showed them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import override

from cms.facts.models import ContactChannel, Fact, Revocation
from translations.languages import CODES


@dataclass(frozen=True)
class AffectedMaterial:
    """A kit, a screen or a file with a withdrawn value; ``holder_keys`` are those of the organisations that have it."""

    kind: str
    name: str
    holder_keys: tuple[str, ...]


@dataclass(frozen=True)
class RegisterWithdrawal:
    """A contact or value that was revoked or has ended; ``names`` by language. ``restored_at`` once it is replaced."""

    key: int
    names: Mapping[str, str]
    withdrawn_at: datetime
    restored_at: datetime | None
    materials: tuple[AffectedMaterial, ...]


def list_register_withdrawals() -> list[RegisterWithdrawal]:
    """Return everything that was ever taken out of the register, oldest first."""
    rows = Revocation.objects.select_related("channel", "version__fact").order_by("revoked_at", "pk")
    return [_describe(row) for row in rows]


def _describe(row: Revocation) -> RegisterWithdrawal:
    return RegisterWithdrawal(
        key=row.pk,
        names=_write_names(row),
        withdrawn_at=row.revoked_at,
        restored_at=row.restored_at,
        materials=tuple(
            AffectedMaterial(entry["kind"], entry.get("name", ""), tuple(entry.get("holder_keys", ())))
            for entry in row.affected
            if entry.get("holder_keys")
        ),
    )


def get_fact_name(*, key: str, language: str) -> str:
    """Return the contact's name in the language, or the desk's name of a fact without a contact; empty if unknown."""
    fact = Fact.objects.filter(key=key).first()
    return _write_name(_find_channel(fact), fact, language=language)


def _write_names(row: Revocation) -> dict[str, str]:
    """Return the contact's name in each language; a value that no contact has is named as the desk does."""
    fact = row.version.fact if row.version else None
    channel = row.channel or _find_channel(fact)
    return {code: _write_name(channel, fact, language=code) for code in CODES}


def _write_name(channel: ContactChannel | None, fact: Fact | None, *, language: str) -> str:
    if channel is None:
        return fact.label if fact else ""
    with override(language):
        return channel.name


def _find_channel(fact: Fact | None) -> ContactChannel | None:
    return fact.channels.order_by("pk").first() if fact is not None else None
