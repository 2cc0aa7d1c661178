"""Link table: a snapshot of all links, written to a file and held in memory by the redirector."""

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path

TABLE_NAME = "links.json"


class DamagedTable(ValueError):
    """The file isn't a complete table."""


@dataclass(frozen=True, slots=True)
class Destination:
    """An item's live addresses by language, and the languages in which it was withdrawn."""

    addresses: Mapping[str, str]
    withdrawn: frozenset[str] = frozenset()

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.addresses)


@dataclass(frozen=True, slots=True)
class LinkEntry:
    """A link: its code, its language or ``any``, and its item's destination."""

    code: str
    language: str
    destination: Destination


@dataclass(frozen=True)
class Notices:
    """Complete HTML pages by language, for codes that lead nowhere.

    ``withdrawn_source`` says it in the source language too, for the codes of posters in that language.
    """

    unknown: Mapping[str, bytes]
    withdrawn: Mapping[str, bytes]
    withdrawn_source: Mapping[str, bytes]


_NOTICES = tuple(entry.name for entry in fields(Notices))


@dataclass(frozen=True)
class LinkTable:
    """An immutable snapshot; ``version`` identifies the state of the database that it was made from."""

    version: str
    entries: Mapping[str, LinkEntry]
    notices: Notices = field(repr=False)

    def to_json(self) -> bytes:
        """Return the table as JSON, each destination once; ``from_json`` returns an equal table."""
        numbers: dict[int, int] = {}
        destinations: list[list[object]] = []
        links: list[list[object]] = []
        for entry in self.entries.values():
            place = id(entry.destination)
            if place not in numbers:
                numbers[place] = len(destinations)
                destinations.append([dict(entry.destination.addresses), sorted(entry.destination.withdrawn)])
            links.append([entry.code, entry.language, numbers[place]])
        document = {
            "version": self.version,
            "destinations": destinations,
            "links": links,
            **{
                name: {language: page.decode() for language, page in getattr(self.notices, name).items()}
                for name in _NOTICES
            },
        }
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, text: bytes) -> "LinkTable":
        """Read a table; raise ``DamagedTable`` if it isn't one."""
        try:
            document = json.loads(text)
            destinations = [
                Destination(addresses=addresses, withdrawn=frozenset(withdrawn))
                for addresses, withdrawn in document["destinations"]
            ]
            return cls(
                version=document["version"],
                entries={
                    code: LinkEntry(code=code, language=language, destination=destinations[number])
                    for code, language, number in document["links"]
                },
                notices=Notices(
                    **{
                        name: {language: page.encode() for language, page in document[name].items()}
                        for name in _NOTICES
                    }
                ),
            )
        except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            raise DamagedTable(f"Not a link table: {error}") from error


@contextmanager
def lock_table(path: Path) -> Iterator[None]:
    """Let one process of this machine at a time build and replace the table, so that no older one is written last."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def write_table(*, table: LinkTable, path: Path) -> None:
    """Replace the file atomically, so that a reader sees either the old table or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(table.to_json())
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read_table(path: Path) -> LinkTable:
    """Read the file; raise ``FileNotFoundError`` or ``DamagedTable``."""
    return LinkTable.from_json(path.read_bytes())


class TableFile:
    """The table of a file, reloaded when the file was replaced."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp = (0, 0)
        self._table: LinkTable | None = None

    def get(self) -> LinkTable:
        """Return the current table; raise ``FileNotFoundError`` or ``DamagedTable`` if it can't be read."""
        status = self._path.stat()
        stamp = (status.st_mtime_ns, status.st_ino)
        if self._table is None or stamp != self._stamp:
            self._table = read_table(self._path)
            self._stamp = stamp
        return self._table
