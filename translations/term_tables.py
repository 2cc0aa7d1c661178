"""Reading and writing of the glossary's tables, both the built-in ones and those that people upload.

A spreadsheet runs a cell that begins with one of ``FORMULA_CHARACTERS`` (OWASP, "CSV Injection"), so ``write_table``
prefixes it with an apostrophe, which ``parse_table`` removes. A table that is written and parsed stays the same.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from translations.campaign.reading import get_folder
from translations.languages import SOURCE
from translations.terms import PROPER_NAMES, Term, find_forbidden, split_renderings

FOLDER = get_folder().glossary
"""The campaign's tables: built in, as they come with its folder."""
FORMULA_CHARACTERS = "=+\\-@\t\r＝＋－＠"
NEEDS_APOSTROPHE = re.compile(rf"'*[{FORMULA_CHARACTERS}]")
HAS_APOSTROPHE = re.compile(rf"'+[{FORMULA_CHARACTERS}]")
MAX_TABLE_BYTES = 1024 * 1024
MAX_ROWS = 5000
MAX_CELL = 500
MAX_STARS = 3
"""Limit of “*” in a rendering, because each one makes a search backtrack."""
MAX_FAULTS = 20


class PartOfSpeech(TextChoices):
    NOUN = "noun", gettext_lazy("Noun")
    VERB = "verb", gettext_lazy("Verb")
    NAME = "name", gettext_lazy("Name")
    PERSON = "person", gettext_lazy("Name of a person")
    PLACE = "place", gettext_lazy("Name of a place")
    UNIT = "unit", gettext_lazy("Name of a unit")
    SHIP = "ship", gettext_lazy("Name of a ship")
    DOCUMENT = "document", gettext_lazy("Name of a document")
    SAYING = "saying", gettext_lazy("Saying")
    PHRASE = "phrase", gettext_lazy("Phrase")


NAMES = frozenset({PartOfSpeech.NAME, *PROPER_NAMES})
"""Names, which a translation must have as facts are: of persons, places, units, ships, documents, and others."""


@dataclass(frozen=True)
class SourceRow:
    """A term of the source language's table."""

    term: str
    part_of_speech: str
    note: str = ""

    @property
    def is_name(self) -> bool:
        return self.part_of_speech in NAMES

    def get_part_of_speech(self) -> str:
        """Return the translated name of the part of speech."""
        return str(PartOfSpeech(self.part_of_speech).label)


@dataclass(frozen=True)
class TargetRow:
    """Renderings of a term in one language, and forbidden ones, each separated by ``|``."""

    term: str
    renderings: str
    forbidden: str = ""
    note: str = ""


TableRow = SourceRow | TargetRow


@dataclass(frozen=True)
class TableFault:
    """A fault in a table. ``line`` counts from 1; 0 means the whole table."""

    file: str
    text: str
    line: int = 0


class BrokenGlossary(ValueError):
    """A table of the glossary can't be used; ``faults`` has the lines and the reasons."""

    def __init__(self, faults: Iterable[TableFault]) -> None:
        self.faults = tuple(faults)[:MAX_FAULTS]
        super().__init__(
            " ".join(f"{each.file}{f', line {each.line}' if each.line else ''}: {each.text}" for each in self.faults)
        )


def get_row_class(language: str) -> type[SourceRow] | type[TargetRow]:
    return SourceRow if language == SOURCE else TargetRow


def list_columns(language: str) -> list[str]:
    """Return the names of a table's columns."""
    return list(get_row_class(language).__dataclass_fields__)


def read_built_in_table(language: str) -> tuple[TableRow, ...]:
    """Return the rows of a language's built-in table, none if it has no table; raise ``BrokenGlossary``."""
    path = FOLDER / f"{language}.csv"
    return parse_table(path.read_bytes(), language=language, name=path.name) if path.exists() else ()


def parse_table(
    data: bytes, *, language: str, name: str, find_other_faults: Callable[[TableRow], Iterable[str]] = lambda row: ()
) -> tuple[TableRow, ...]:
    """Return the rows of a table, trimmed and in NFC; raise ``BrokenGlossary`` with every line that can't be used.

    ``find_other_faults`` yields further faults of a row.
    """
    lines = _read_lines(data, language=language, name=name)
    return make_rows(lines, language=language, name=name, find_other_faults=find_other_faults)


def make_rows(
    lines: Iterable[tuple[int, list[str]]],
    *,
    language: str,
    name: str,
    find_other_faults: Callable[[TableRow], Iterable[str]] = lambda row: (),
) -> tuple[TableRow, ...]:
    """Return the rows of numbered lines of cells, as ``parse_table`` does."""
    row_class = get_row_class(language)
    faults: list[TableFault] = []
    rows: dict[str, TableRow] = {}
    for line, cells in lines:
        if len(cells) != len(list_columns(language)):
            faults.append(TableFault(name, _("There is a comma too many or too few."), line))
            continue
        row = row_class(*(_clean(cell) for cell in cells))
        texts = (*find_row_faults(row, language=language), *find_other_faults(row))
        faults += [TableFault(name, text, line) for text in texts]
        if row.term.casefold() in rows:
            faults.append(TableFault(name, _("“%(term)s” is in the table twice.") % {"term": row.term}, line))
        rows[row.term.casefold()] = row
    if faults:
        raise BrokenGlossary(faults)
    return tuple(rows.values())


def write_table(rows: Iterable[TableRow], *, language: str) -> bytes:
    """Return the rows as CSV that spreadsheets open correctly: UTF-8 with a byte order mark, without formulas."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(list_columns(language))
    for row in rows:
        writer.writerow("'" + cell if NEEDS_APOSTROPHE.match(cell) else cell for cell in astuple(row))
    return text.getvalue().encode("utf-8-sig")


def find_row_faults(row: TableRow, *, language: str) -> Iterator[str]:
    """Yield a text for each fault of a row."""
    cells = astuple(row)
    if any(len(cell) > MAX_CELL for cell in cells):
        yield _("A cell has more than %(limit)s characters.") % {"limit": MAX_CELL}
    if any(unicodedata.category(character) in {"Cc", "Co", "Cn", "Cs"} for cell in cells for character in cell):
        yield _("A cell contains a line break or an invisible character.")
    if not row.term or "|" in row.term or "*" in row.term:
        yield _("The term is empty or contains “|” or “*”.")
    if isinstance(row, SourceRow):
        if row.part_of_speech not in PartOfSpeech.values:
            text = _("“%(word)s” isn't a part of speech. Use one of: %(known)s.")
            yield text % {"word": row.part_of_speech, "known": ", ".join(PartOfSpeech.values)}
    else:
        yield from _find_rendering_faults(row, language=language)


def _find_rendering_faults(row: TargetRow, *, language: str) -> Iterator[str]:
    offered, *_others = split_renderings(row.renderings) or ("",)
    if not offered or "*" in offered:
        yield _("The first rendering is the one that is offered. Write it in full, without “*”.")
    for each in (*split_renderings(row.renderings), *split_renderings(row.forbidden)):
        if each.count("*") > MAX_STARS or not any(character.isalpha() for character in each):
            yield _("“%(rendering)s” has no letters, or more than %(limit)s “*”.") % {
                "rendering": each,
                "limit": MAX_STARS,
            }
            return
    if offered and find_forbidden(make_term(SourceRow(row.term, ""), row), offered, language=language):
        yield _("“%(rendering)s” is both offered and forbidden.") % {"rendering": offered}


def make_term(source: SourceRow, target: TargetRow) -> Term:
    """Return a source term with its renderings in one language."""
    return Term(
        term=source.term,
        part_of_speech=source.part_of_speech,
        meaning=source.note,
        renderings=split_renderings(target.renderings),
        forbidden=split_renderings(target.forbidden),
        note=target.note,
    )


def _read_lines(data: bytes, *, language: str, name: str) -> list[tuple[int, list[str]]]:
    """Return the cells of each line after the first, which names the columns and determines the separator."""
    table = _decode(data, name=name)
    first = table.split("\n", 1)[0].strip().replace('"', "")
    columns = list_columns(language)
    separator = next((each for each in ",;\t" if first.split(each) == columns), None)
    if separator is None:
        raise BrokenGlossary([TableFault(name, _("The first line must be: %(head)s") % {"head": ",".join(columns)}, 1)])
    reader = csv.reader(io.StringIO(table, newline=""), delimiter=separator, strict=True)
    lines: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells) and begins > 1:
                lines.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        text = _("The line can't be read as CSV. A quotation mark may be missing.")
        raise BrokenGlossary([TableFault(name, text, begins)]) from error
    if len(lines) > MAX_ROWS:
        raise BrokenGlossary([TableFault(name, _("A table can have at most %(limit)s terms.") % {"limit": MAX_ROWS})])
    return lines


def _decode(data: bytes, *, name: str) -> str:
    """Decode UTF-8 with or without a byte order mark, or the UTF-16 that Excel calls “Unicode text”."""
    if len(data) > MAX_TABLE_BYTES:
        limit = MAX_TABLE_BYTES // 1024
        raise BrokenGlossary([TableFault(name, _("The file is larger than %(limit)s KB.") % {"limit": limit})])
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        text = _("The file isn't encoded in UTF-8. In Excel, save it as “CSV UTF-8”.")
        raise BrokenGlossary([TableFault(name, text, data[: error.start].count(b"\n") + 1)]) from error


def _clean(cell: str) -> str:
    bare = cell[1:] if HAS_APOSTROPHE.match(cell) else cell
    return unicodedata.normalize("NFC", bare).strip()
