"""Scans as CSV: a row for each code, hour, language and country."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

HEADINGS = ("code", "place", "hour", "language", "country", "people", "robots")
SIGNS_OF_A_FORMULA = frozenset("=+-@\t\r")


class _Echo:
    """A file whose ``write`` returns the line, which ``csv`` hands on."""

    def write(self, line: str) -> str:
        return line


def write_csv(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield the lines, with a mark that lets spreadsheets read UTF-8; no placement is read as a formula."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(HEADINGS)
    for row in rows:
        place = f"'{row['placement']}" if row["placement"][:1] in SIGNS_OF_A_FORMULA else row["placement"]
        hour = row["hour"].isoformat(timespec="minutes")
        yield writer.writerow(
            [row["link_id"], place, hour, row["language"], row["country"], row["people"], row["robots"]]
        )
