"""Exchange of whole memories with other tools, as TMX: what was approved goes out, what they have comes in.

What comes in was approved by nobody here. It is offered beside the approved texts and named as such, is never an exact
match, fills nothing by itself, isn't written out again, and can be removed as it came: file by file.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from cms.approvals.permissions import require
from cms.translation_memory import tmx
from cms.translation_memory.indexing import index_import, lock_memory
from cms.translation_memory.lookup import get_approved
from cms.translation_memory.models import MemoryImport
from cms.translation_memory.words import ReducedText
from cms.users.models import User
from cms.users.roles import Capability


def export_memory(*, language: str) -> Iterator[bytes]:
    """Yield a TMX file of the current approved translations into a language, each pair once."""
    rows = get_approved(language).filter(approval__superseded_at__isnull=True).order_by("approval__approved_at", "pk")
    seen: set[tuple[int, str]] = set()
    units = []
    for row in rows.iterator(chunk_size=1000):
        text = ReducedText.read(row.text, kind=row.kind).plain
        if text and row.approval is not None and (row.source_id, text) not in seen:
            seen.add((row.source_id, text))
            units.append(tmx.TmxUnit(row.source.text, text, row.approval.approved_at))
    return tmx.write(units, language=language)


@transaction.atomic
def import_memory(*, data: bytes, name: str, language: str, by: User, at: datetime) -> int:
    """Take the texts of a TMX file into a language's memory and return their number.

    Raise ``MemoryRefused`` if the file can't be read, and ``PermissionDenied``.
    """
    require(by, Capability.EDIT_GLOSSARY, language=language)
    units = tmx.read(data, language=language)
    memory_import = MemoryImport.objects.create(language=language, name=name[:200], by=by, at=at)
    return index_import(memory_import=memory_import, texts=[(unit.source, unit.target) for unit in units])


@transaction.atomic
def remove_import(*, memory_import: MemoryImport, by: User) -> None:
    """Remove an imported file from the memory with all its texts."""
    require(by, Capability.EDIT_GLOSSARY, language=memory_import.language)
    lock_memory(memory_import.language)
    memory_import.delete()
