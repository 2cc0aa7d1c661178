"""The files of editions as files that might leave, and those of them that may not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.files.storage import default_storage

from cms.published import ItemRef
from outreach.availability.reasons import Reason
from outreach.availability.rule import Basis, OutgoingFile, find_reason
from outreach.availability.surroundings import get_recipient, read_surroundings
from outreach.kits.models import FileRole, KitEdition, KitFile
from outreach.kits.poster_files import find_states
from outreach.recalls.coverage import FileOrigin

LIBRARY = frozenset({FileRole.IMAGE, FileRole.DOCUMENT, FileRole.MASTER})


@dataclass(frozen=True)
class WithheldFile:
    """A file of an edition that may not leave, or the start page if there is no ``file``."""

    reason: Reason
    file: KitFile | None = None


def get_item_ref(file: KitFile) -> ItemRef:
    return ItemRef(file.kind, file.key, file.language, file.revision, file.item_sha256)


def get_origin(file: KitFile) -> FileOrigin:
    """Return what the file was made of. Takes the edition without a query, if it was selected with the file."""
    return FileOrigin(
        item=get_item_ref(file),
        as_of=file.as_of,
        source=file.source,
        facts=file.facts,
        edition_key=str(file.edition.key),
    )


def list_recalled(withheld: Iterable[WithheldFile]) -> list[WithheldFile]:
    """Return those files that a recall withholds."""
    return [entry for entry in withheld if entry.file is not None and entry.reason is Reason.RECALLED]


def list_withheld_parts(withheld: Iterable[WithheldFile]) -> list[WithheldFile]:
    """Return the parts that may not leave: one entry for the files of one text that differ only in their format."""
    parts: dict[tuple[str, ...], WithheldFile] = {}
    for entry in withheld:
        named = (entry.file.title, entry.file.language, entry.file.role) if entry.file else ()
        parts.setdefault((entry.reason, *named), entry)
    return list(parts.values())


def find_withheld(editions: Iterable[KitEdition], *, at: datetime) -> dict[int, tuple[WithheldFile, ...]]:
    """Return by edition the files that may not leave to its organisation now, in a fixed number of queries.

    The archive itself may leave if there are none.
    """
    known = {edition.pk: edition for edition in editions}
    files = list(KitFile.objects.filter(edition__in=known.values()).select_related("edition").order_by("path"))
    posters, lost = find_states(files), _find_lost(files)
    archives = {pk: None if _is_stored(edition) else Reason.UNREADABLE for pk, edition in known.items()}
    outgoing: list[tuple[KitEdition, KitFile | None, OutgoingFile]] = [
        (edition, None, _describe_start_page(edition, state=archives[pk])) for pk, edition in known.items()
    ]
    for file in files:
        state = lost.get(file.storage_name) if file.is_apart else archives[file.edition_id] or posters.get(file.sha256)
        outgoing.append((known[file.edition_id], file, describe_file(file, state=state)))
    now = read_surroundings([entry for _edition, _file, entry in outgoing], at=at)
    withheld: dict[int, list[WithheldFile]] = {pk: [] for pk in known}
    for edition, about, entry in outgoing:
        reason = find_reason(entry, recipient=get_recipient(edition.organisation), now=now)
        if reason is not None:
            withheld[edition.pk].append(WithheldFile(reason, about))
    return {pk: tuple(found) for pk, found in withheld.items()}


def _find_lost(files: Iterable[KitFile]) -> dict[str, Reason]:
    """Return those stored files that are fetched apart and that the storage doesn't have in their size."""
    sizes = {file.storage_name: file.size for file in files if file.is_apart}
    return {name: Reason.UNREADABLE for name, size in sizes.items() if not _has_size(name, size)}


def describe_file(file: KitFile, *, state: Reason | None = None) -> OutgoingFile:
    basis = Basis.LIBRARY if file.role in LIBRARY else Basis.TEXT
    return OutgoingFile(get_origin(file), basis=basis, state=state)


def _describe_start_page(edition: KitEdition, *, state: Reason | None) -> OutgoingFile:
    """Describe the start page, which says what is said of the archive as a whole."""
    nothing = ItemRef(kind="", key="", language="", revision="", sha256="")
    at = edition.finished_at or edition.requested_at
    origin = FileOrigin(nothing, as_of=at, facts=edition.facts, edition_key=str(edition.key))
    return OutgoingFile(origin, basis=Basis.REGISTER, state=state)


def _is_stored(edition: KitEdition) -> bool:
    return _has_size(edition.storage_name, edition.size)


def _has_size(name: str, size: int) -> bool:
    try:
        return default_storage.size(name) == size
    except OSError:
        return False
