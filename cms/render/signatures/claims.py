"""Claims: what a signed file says of itself. They name an approved text and its issuer, never a person or a place."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

SCHEMA = "nho-nguon/release/1"


class NoClaims(ValueError):
    """The file's claims can't be read: they aren't of this schema."""


@dataclass(frozen=True)
class Claims:
    """The claims about one released file.

    ``made_as`` is what the file is (poster, form, report, share_card, film). ``words_digest`` is the SHA-256 of its
    words. A file without ``valid_until`` is valid until it is replaced or withdrawn, as ``verify_address`` tells.
    """

    issuer: str
    made_as: str
    kind: str
    key: str
    language: str
    revision: str
    words_digest: str
    verify_address: str
    approved_at: datetime | None = None
    valid_until: datetime | None = None

    def to_json(self) -> dict[str, str]:
        """Return the claims as plain values, with the schema; what is unknown is left out."""
        values = {name: _write(value) for name, value in asdict(self).items()}
        return {"schema": SCHEMA, **{name: value for name, value in values.items() if value}}

    def to_text(self) -> str:
        return json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True)


def read_claims(values: Mapping[str, Any]) -> Claims:
    """Return the claims in the values; raise ``NoClaims`` unless they are of this schema and complete."""
    if values.get("schema") != SCHEMA:
        raise NoClaims(f"The schema is {values.get('schema')!r}, not {SCHEMA!r}.")
    texts = {field.name: str(values.get(field.name, "")) for field in fields(Claims)}
    approved_at, valid_until = texts.pop("approved_at"), texts.pop("valid_until")
    try:
        return Claims(**texts, approved_at=_read_moment(approved_at), valid_until=_read_moment(valid_until))
    except ValueError as error:
        raise NoClaims(str(error)) from error


def _write(value: str | datetime | None) -> str:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value or ""


def _read_moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
