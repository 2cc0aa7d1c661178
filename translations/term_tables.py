"""The glossary's tables, as they are shipped and as people send them: read whole, or refused line by line.

A spreadsheet runs a cell that begins with one of ``FORMULA_SIGNS``, so ``write_table`` puts an apostrophe before it and
``parse_table`` takes it away again (OWASP, "CSV Injection"): out and in is the identity.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from translations.languages import SOURCE
from translations.terms import Term, find_forbidden, split_renderings

FOLDER = Path(__file__).resolve().parent / "glossary"
FORMULA_SIGNS = "=+\\-@\t\r＝＋－＠"
NEEDS_APOSTROPHE = re.compile(rf"'*[{FORMULA_SIGNS}]")
HAS_APOSTROPHE = re.compile(rf"'+[{FORMULA_SIGNS}]")
MAX_TABLE_BYTES = 1024 * 1024
MAX_ROWS = 5000
MAX_CELL = 500
MOST_STARS = 3
"""Of one rendering: each is a place where a search may have to turn back."""
MOST_FAULTS = 20


class PartOfSpeech(TextChoices):
    NOUN = "noun", gettext_lazy("Noun")
    VERB = "verb", gettext_lazy("Verb")
    NAME = "name", gettext_lazy("Name")
    SAYING = "saying", gettext_lazy("Saying")
    PHRASE = "phrase", gettext_lazy("Phrase")


@dataclass(frozen=True)
class SourceRow:
    """A term of the Vietnamese table."""

    term: str
    part_of_speech: str
    note: str = ""

    def get_part_of_speech(self) -> str:
        """Name the part of speech for people."""
        return str(PartOfSpeech(self.part_of_speech).label)


@dataclass(frozen=True)
class TargetRow:
    """How a language renders a term: renderings and forbidden ones are parted by ``|``."""

    term: str
    renderings: str
    forbidden: str = ""
    note: str = ""


TableRow = SourceRow | TargetRow


@dataclass(frozen=True)
class TableFault:
    """What is wrong in a table. ``line`` counts from 1; 0 where it is the whole."""

    file: str
    text: str
    line: int = 0


class BrokenGlossary(ValueError):
    """A table of the glossary can't be used; the faults say which line and why."""

    def __init__(self, faults: Iterable[TableFault]) -> None:
        self.faults = tuple(faults)[:MOST_FAULTS]
        super().__init__(
            " ".join(f"{each.file}{f', line {each.line}' if each.line else ''}: {each.text}" for each in self.faults)
        )


def get_row_class(language: str) -> type[SourceRow] | type[TargetRow]:
    return SourceRow if language == SOURCE else TargetRow


def get_head(language: str) -> list[str]:
    """Return the names of a table's columns."""
    return list(get_row_class(language).__dataclass_fields__)


def read_shipped(language: str) -> tuple[TableRow, ...]:
    """Return the rows of a table of the tree, none if the language has no table; raise ``BrokenGlossary``."""
    path = FOLDER / f"{language}.csv"
    return parse_table(path.read_bytes(), language=language, name=path.name) if path.exists() else ()


def parse_table(
    data: bytes, *, language: str, name: str, find_more: Callable[[TableRow], Iterable[str]] = lambda row: ()
) -> tuple[TableRow, ...]:
    """Return the rows of a table, trimmed and composed; raise ``BrokenGlossary`` with every line that can't be used.

    ``find_more`` says what else stands against a row.
    """
    lines = _read_lines(data, language=language, name=name)
    row_class = get_row_class(language)
    faults: list[TableFault] = []
    rows: dict[str, TableRow] = {}
    for line, cells in lines:
        if len(cells) != len(get_head(language)):
            faults.append(TableFault(name, _("There is a comma too many or too few."), line))
            continue
        row = row_class(*(_clean(cell) for cell in cells))
        texts = (*find_row_faults(row, language=language), *find_more(row))
        faults += [TableFault(name, text, line) for text in texts]
        if row.term.casefold() in rows:
            faults.append(TableFault(name, _("“%(term)s” stands in the table twice.") % {"term": row.term}, line))
        rows[row.term.casefold()] = row
    if faults:
        raise BrokenGlossary(faults)
    return tuple(rows.values())


def write_table(rows: Iterable[TableRow], *, language: str) -> bytes:
    """Return the rows as CSV that spreadsheets open as they are: UTF-8 with its mark, no cell taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(get_head(language))
    for row in rows:
        writer.writerow("'" + cell if NEEDS_APOSTROPHE.match(cell) else cell for cell in astuple(row))
    return text.getvalue().encode("utf-8-sig")


def find_row_faults(row: TableRow, *, language: str) -> Iterator[str]:
    """Say what is wrong in one row."""
    cells = astuple(row)
    if any(len(cell) > MAX_CELL for cell in cells):
        yield _("A cell has more than %(limit)s signs.") % {"limit": MAX_CELL}
    if any(unicodedata.category(sign) in {"Cc", "Co", "Cn", "Cs"} for cell in cells for sign in cell):
        yield _("A cell holds a line break or an invisible sign.")
    if not row.term or "|" in row.term or "*" in row.term:
        yield _("The term is empty or holds a “|” or “*”.")
    if isinstance(row, SourceRow):
        if row.part_of_speech not in PartOfSpeech.values:
            text = _("“%(word)s” is no part of speech; the table knows %(known)s.")
            yield text % {"word": row.part_of_speech, "known": ", ".join(PartOfSpeech.values)}
    else:
        yield from _find_rendering_faults(row, language=language)


def _find_rendering_faults(row: TargetRow, *, language: str) -> Iterator[str]:
    offered, *_others = split_renderings(row.renderings) or ("",)
    if not offered or "*" in offered:
        yield _("The first rendering is the one that is offered: write it out, without “*”.")
    for each in (*split_renderings(row.renderings), *split_renderings(row.forbidden)):
        if each.count("*") > MOST_STARS or not any(sign.isalpha() for sign in each):
            yield _("“%(rendering)s” has no letters, or more than %(limit)s “*”.") % {
                "rendering": each,
                "limit": MOST_STARS,
            }
            return
    if offered and find_forbidden(make_term(SourceRow(row.term, ""), row), offered, language=language):
        yield _("“%(rendering)s” is offered and forbidden at once.") % {"rendering": offered}


def make_term(source: SourceRow, target: TargetRow) -> Term:
    """Bring a term and its renderings in one language together."""
    return Term(
        term=source.term,
        part_of_speech=source.part_of_speech,
        meaning=source.note,
        renderings=split_renderings(target.renderings),
        forbidden=split_renderings(target.forbidden),
        note=target.note,
    )


def _read_lines(data: bytes, *, language: str, name: str) -> list[tuple[int, list[str]]]:
    """Return the cells of each line but the first, which says what the columns are, and how they are parted."""
    table = _decode(data, name=name)
    first = table.split("\n", 1)[0].strip().replace('"', "")
    head = get_head(language)
    mark = next((mark for mark in ",;\t" if first.split(mark) == head), None)
    if mark is None:
        raise BrokenGlossary(
            [TableFault(name, _("The table has to begin with: %(head)s") % {"head": ",".join(head)}, 1)]
        )
    reader = csv.reader(io.StringIO(table, newline=""), delimiter=mark, strict=True)
    lines: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells) and begins > 1:
                lines.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        text = _("The line can't be read as CSV; a quotation mark may be lacking.")
        raise BrokenGlossary([TableFault(name, text, begins)]) from error
    if len(lines) > MAX_ROWS:
        raise BrokenGlossary([TableFault(name, _("A table has at most %(limit)s terms.") % {"limit": MAX_ROWS})])
    return lines


def _decode(data: bytes, *, name: str) -> str:
    """UTF-8 with or without its mark, and the UTF-16 that Excel calls “Unicode text”."""
    if len(data) > MAX_TABLE_BYTES:
        limit = MAX_TABLE_BYTES // 1024
        raise BrokenGlossary([TableFault(name, _("The file is larger than %(limit)s KB.") % {"limit": limit})])
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        text = _("The file isn't written in UTF-8. In Excel, save it as “CSV UTF-8”.")
        raise BrokenGlossary([TableFault(name, text, data[: error.start].count(b"\n") + 1)]) from error


def _clean(cell: str) -> str:
    bare = cell[1:] if HAS_APOSTROPHE.match(cell) else cell
    return unicodedata.normalize("NFC", bare).strip()
