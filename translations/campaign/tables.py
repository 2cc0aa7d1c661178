"""Rows of a campaign that its folder has and the database keeps: their columns, and the faults in them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from translations.campaign.folder import Row

CONTACT_KINDS = ("hotline", "zalo", "messenger", "app", "mission", "post", "email", "form")
PLACE_COLUMNS = ("code", "official_name", "former_names")
LONGEST_PLACE = 80


@dataclass(frozen=True)
class Table:
    """Columns of a kind of row. ``texts`` are written once for each language, with the most characters of each."""

    texts: Mapping[str, int]
    key: tuple[str, ...]
    values: Mapping[str, type] = field(default_factory=dict)
    optional: frozenset[str] = frozenset()
    fewest: int = 0


TABLES: dict[str, Table] = {
    "campaign": Table(
        {"name": 300, "short_name": 120, "motto": 120, "desk_name": 200}
        | {"question": 160, "appeal": 300, "sign_in_note": 300},
        key=(),
        values={"decision": str, "ends_on": date},
        optional=frozenset({"motto", "question", "appeal", "sign_in_note", "decision", "ends_on"}),
        fewest=1,
    ),
    "topic": Table(
        {"name": 200},
        key=("number", "slug"),
        values={"number": int, "slug": str, "clause": str},
        optional=frozenset({"clause"}),
    ),
    "phase": Table(
        {"name": 120, "goal": 1000},
        key=("number",),
        values={"number": int, "starts_on": date, "ends_on": date},
        optional=frozenset({"goal"}),
    ),
    "key_date": Table(
        {"name": 200},
        key=("day", "month"),
        values={"day": int, "month": int, "since": int},
        optional=frozenset({"since"}),
    ),
    "evidence_kind": Table(
        {"name": 120, "help": 300},
        key=("key",),
        values={"key": str, "position": int},
        optional=frozenset({"help"}),
    ),
    "indicator": Table(
        {"name": 160, "unit": 40},
        key=("code",),
        values={"code": str, "position": int, "clause": str},
        optional=frozenset({"unit", "clause", "position"}),
    ),
    "contact": Table({"name": 200}, key=(), values={"kind": str}),
    "share": Table({}, key=("name",), values={"name": str, "address": str}),
}


def find_table_faults(tables: Mapping[str, Sequence[Row]], *, source: str, languages: Sequence[str]) -> Iterator[str]:
    """Yield a sentence for each fault in the rows."""
    for name, table in TABLES.items():
        rows = tables[name]
        if len(rows) < table.fewest:
            yield f"campaign.toml must have the part “{name}”."
        for number, row in enumerate(rows, start=1):
            where = f"campaign.toml, {name}" + (f" {number}" if name != "campaign" else "")
            yield from (f"{where}: {fault}" for fault in _find_row_faults(row, table, source, languages))
        yield from _find_repetitions(name, rows, table)


def _find_row_faults(row: Row, table: Table, source: str, languages: Sequence[str]) -> Iterator[str]:
    known = {*table.texts, *table.values, *(("key",) if not table.key else ())}
    for name in sorted(row.keys() - known):
        yield f"“{name}” isn't a part of it."
    for name, kind in table.values.items():
        if name not in row and name not in table.optional:
            yield f"“{name}” is missing."
        elif name in row and type(row[name]) is not kind:
            yield f"“{name}” must be {_describe(kind)}, not “{row[name]}”."
    for name, most in table.texts.items():
        if name in row or name not in table.optional:
            yield from _find_text_faults(name, row.get(name), most, source, languages)
    yield from _find_value_faults(row)


def _find_text_faults(name: str, texts: Any, most: int, source: str, languages: Sequence[str]) -> Iterator[str]:
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        yield f"“{name}” must have a text for each language."
        return
    if not texts.get(source, "").strip():
        yield f"“{name}” has no text in the source language ({source})."
    for code, text in texts.items():
        if code not in languages:
            yield f"“{name}” has a text in “{code}”, which isn't one of the campaign's languages."
        if len(text) > most:
            yield f"“{name}” in “{code}” has {len(text)} characters; the most are {most}."


def _find_value_faults(row: Row) -> Iterator[str]:
    first, last = row.get("starts_on"), row.get("ends_on")
    if isinstance(first, date) and isinstance(last, date) and last < first:
        yield f"it ends on {last}, before it starts on {first}."
    if "kind" in row and row["kind"] not in CONTACT_KINDS:
        yield f"“{row['kind']}” isn't a kind of contact. Use one of these: {', '.join(CONTACT_KINDS)}."
    if isinstance(row.get("day"), int) and isinstance(row.get("month"), int):
        try:
            date(2000, row["month"], row["day"])  # a leap year, as 29 February is a day of a year
        except ValueError:
            yield f"there is no day {row['day']} in the month {row['month']}."


def _find_repetitions(name: str, rows: Sequence[Row], table: Table) -> Iterator[str]:
    keys = [table.key] if name == "key_date" else [(each,) for each in table.key]
    for parts in keys:
        for value, count in Counter(tuple(str(row.get(part)) for part in parts) for row in rows).items():
            if count > 1:
                yield f"campaign.toml: two rows of “{name}” have the same {' and '.join(parts)}, {'/'.join(value)}."


def find_place_faults(rows: Sequence[Row], *, source: str, languages: Sequence[str]) -> Iterator[str]:
    column = f"name_{source}"
    for line, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            yield f"places.csv, line {line}: there is a comma too many or too few."
            continue
        if not row["code"] or not row["official_name"] or not row.get(column):
            yield f"places.csv, line {line}: “code”, “official_name” and “{column}” must not be empty."
        if any(len(value) > LONGEST_PLACE for name, value in row.items() if name != "former_names"):
            yield f"places.csv, line {line}: a name has more than {LONGEST_PLACE} characters."
    for code, count in Counter(row.get("code") for row in rows).items():
        if count > 1:
            yield f"places.csv: the code {code} is there twice."
    unknown = [name for name in (rows[0] if rows else ()) if name and name not in _list_place_columns(languages)]
    if unknown:
        yield f"places.csv has unknown columns: {', '.join(unknown)}."


def _list_place_columns(languages: Sequence[str]) -> tuple[str, ...]:
    return (*PLACE_COLUMNS, *(f"name_{code}" for code in languages))


def _describe(kind: type) -> str:
    return {str: "a text", int: "a whole number", date: "a day such as 2027-07-27"}[kind]
