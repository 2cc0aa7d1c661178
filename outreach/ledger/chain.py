"""Hash chain of the ledger, without database or Django.

Each row's hash is SHA-256 over the previous row's hash, a line feed and the row's content as canonical JSON: UTF-8,
keys sorted, no spaces, as in RFC 8785, but limited to strings, integers, booleans, lists and maps, so that every
database returns exactly what was written. The head holds the number and hash of the last row, so that a truncated
ledger is detected too. An attacker who rewrites every row from some point on and the head as well is detected only by
comparison with a head that was noted elsewhere: ``verify_rows`` takes one as ``trusted_head``.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from json.encoder import encode_basestring
from types import NoneType
from typing import Any, NamedTuple
from uuid import UUID

GENESIS = "0" * 64


class NotCanonical(ValueError):
    """The content has a value without a canonical form, such as a fraction."""


@dataclass(frozen=True)
class ChainHead:
    """Number and hash of the last row; the first row is 1, and 0 means an empty chain."""

    seq: int
    hash: str


EMPTY = ChainHead(0, GENESIS)


class ChainRow(NamedTuple):
    """A row as it is stored: content and both hashes."""

    seq: int
    content: Mapping[str, Any]
    previous_hash: str
    hash: str


def canonical(content: Mapping[str, Any]) -> str:
    """Return the content as canonical JSON; raise ``NotCanonical`` if it has no canonical form."""
    # By hand, because a verification does it a million times: the standard encoder takes half as long again.
    written = [
        label + _WRITERS.get(type(content[name]), _encode)(content[name]) for name, label in _order(tuple(content))
    ]
    return "{" + ",".join(written) + "}"


@lru_cache
def _order(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the names in the order in which they are written, each as it is written."""
    return tuple((name, f"{_quote(name)}:") for name in sorted(names))


def _write_moment(value: datetime) -> str:
    moment = value if value.tzinfo is UTC else value.astimezone(UTC)
    return f'"{moment.isoformat(timespec="microseconds")}"'


def _refuse(value: Any) -> str:
    raise NotCanonical(f"{type(value).__name__} has no canonical form.")


_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
_quote = encode_basestring
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_refuse).encode
_WRITERS: dict[type, Callable[[Any], str]] = {
    str: _quote,
    int: str,
    NoneType: lambda _none: "null",
    datetime: _write_moment,
    UUID: '"{}"'.format,
}


def require_canonical(value: Any) -> None:
    """Raise ``NotCanonical`` unless the value consists of strings, integers, booleans, None, lists and maps."""
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise NotCanonical("The keys of a map in the ledger must be strings.")
        for part in (*value.keys(), *value.values()):
            require_canonical(part)
    elif isinstance(value, list):
        for part in value:
            require_canonical(part)
    elif isinstance(value, str):
        if _UNWRITABLE.search(value):
            raise NotCanonical("A string in the ledger must not contain NUL or an unpaired surrogate.")
    elif not (value is None or isinstance(value, bool | int)):
        raise NotCanonical(f"{type(value).__name__} has no canonical form.")


def get_hash(previous_hash: str, content: Mapping[str, Any]) -> str:
    return hashlib.sha256(f"{previous_hash}\n{canonical(content)}".encode()).hexdigest()
