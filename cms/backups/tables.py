"""Content of database tables as a number of rows and a digest that doesn't depend on the order of rows."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_MODULUS = 1 << 256


@dataclass(frozen=True, slots=True)
class TableContent:
    """The digest is the sum of the SHA-256 of all rows."""

    rows: int
    digest: str


def measure_rows(rows: Iterable[bytes]) -> TableContent:
    count, total = 0, 0
    for row in rows:
        count += 1
        total += int.from_bytes(hashlib.sha256(row).digest())
    return TableContent(count, f"{total % _MODULUS:064x}")


def compare(expected: Mapping[str, TableContent], found: Mapping[str, TableContent]) -> list[str]:
    """Return a sentence for each table that isn't the same in both."""
    differences = []
    for name in sorted(expected.keys() | found.keys()):
        wanted, is_there = expected.get(name), found.get(name)
        if wanted is None:
            differences.append(f"Table {name} isn't in the back-up.")
        elif is_there is None:
            differences.append(f"Table {name} is missing.")
        elif wanted != is_there:
            differences.append(f"Table {name}: {wanted.rows} rows in the back-up, {is_there.rows} restored, different.")
    return differences
