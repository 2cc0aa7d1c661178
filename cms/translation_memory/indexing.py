"""Indexing of published approvals, never drafts, and of imported memories into the translation memory. Idempotent."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from wagtail.models import Locale

from cms.approvals.models import Approval
from cms.segments.segment import SegmentKind, from_snapshot, get_texts
from cms.translation_memory import inverted_index
from cms.translation_memory.models import MemoryImport, MemoryShingle, MemorySource, MemoryTranslation
from cms.translation_memory.words import ReducedText, list_shingles
from translations.languages import SOURCE

BATCH = 500


@dataclass(frozen=True)
class MemoryUnit:
    """A source text and its translation, of an approval or of an import."""

    source: ReducedText
    path: str
    kind: str
    text: str
    approval: Approval | None = None
    memory_import: MemoryImport | None = None


@dataclass
class MemoryWriter:
    """Writer of one language's rows in batches; ``finish`` must be called after the last ``write``."""

    language: str
    sources: dict[str, int] = field(default_factory=dict)
    entries: defaultdict[int, bytearray] = field(default_factory=lambda: defaultdict(bytearray))

    def write(self, units: list[MemoryUnit]) -> int:
        """Add these units and return their number."""
        self._write_sources([unit.source for unit in units])
        rows = [
            MemoryTranslation(
                source_id=self.sources[unit.source.digest],
                approval=unit.approval,
                memory_import=unit.memory_import,
                path=unit.path,
                kind=unit.kind,
                text=unit.text,
            )
            for unit in units
        ]
        MemoryTranslation.objects.bulk_create(rows, batch_size=BATCH)
        return len(rows)

    def finish(self) -> None:
        """Write the index of the new sources."""
        inverted_index.add(language=self.language, entries=self.entries)

    def _write_sources(self, sources: list[ReducedText]) -> None:
        wanted = {source.digest: source for source in sources if source.digest not in self.sources}
        digests = list(wanted)
        for start in range(0, len(digests), BATCH):
            rows = MemorySource.objects.filter(language=self.language, digest__in=digests[start : start + BATCH])
            self.sources.update(rows.values_list("digest", "pk"))
        new = [
            MemorySource(language=self.language, digest=digest, text=source.plain)
            for digest, source in wanted.items()
            if digest not in self.sources
        ]
        for row in MemorySource.objects.bulk_create(new, batch_size=BATCH):
            self.sources[row.digest] = row.pk
            shingles = list_shingles(row.text)
            entry = inverted_index.pack(row.pk, size=len(shingles))
            for shingle in shingles:
                self.entries[shingle] += entry


def list_units(approval: Approval) -> list[MemoryUnit]:
    """Return the texts of an approval with their sources; empty texts aren't included."""
    sources = {segment.path: segment for segment in get_texts(from_snapshot(approval.source_snapshot))}
    units = []
    for segment in get_texts(from_snapshot(approval.snapshot)):
        source = sources.get(segment.path)
        if source is not None and segment.text.strip():
            reduced = ReducedText.read(source.text, kind=source.kind)
            if reduced.words:
                units.append(MemoryUnit(reduced, segment.path, segment.kind, segment.text, approval=approval))
    return units


@transaction.atomic(savepoint=False)
def index_approval(*, approval: Approval) -> int:
    """Index an approval of a translation and return the number of new units.

    Does nothing for an approval of a source, an unpublished one, or one that is indexed already.
    """
    if approval.language == SOURCE or approval.published_at is None:
        return 0
    lock_memory(approval.language)
    if MemoryTranslation.objects.filter(approval=approval).exists():
        return 0
    writer = MemoryWriter(approval.language)
    count = writer.write(list_units(approval))
    writer.finish()
    return count


@transaction.atomic(savepoint=False)
def index_import(*, memory_import: MemoryImport, texts: Iterable[tuple[str, str]]) -> int:
    """Index the pairs of source and translation of an imported memory, in plain text; return the number of units."""
    lock_memory(memory_import.language)
    writer = MemoryWriter(memory_import.language)
    count = writer.write(_make_units(memory_import, texts))
    writer.finish()
    return count


@transaction.atomic
def rebuild(*, language: str) -> int:
    """Rebuild a language's memory from its approvals, and its imports, and return the number of units."""
    lock_memory(language)
    imports = [(each, _read_texts(each)) for each in MemoryImport.objects.filter(language=language).order_by("pk")]
    MemorySource.objects.filter(language=language).delete()
    MemoryShingle.objects.filter(language=language).delete()
    writer = MemoryWriter(language)
    approvals = Approval.objects.filter(language=language, published_at__isnull=False).order_by("published_at", "pk")
    count = sum(writer.write(list_units(approval)) for approval in approvals.iterator(chunk_size=100))
    count += sum(writer.write(_make_units(each, texts)) for each, texts in imports)
    writer.finish()
    return count


def _make_units(memory_import: MemoryImport, texts: Iterable[tuple[str, str]]) -> list[MemoryUnit]:
    return [
        MemoryUnit(reduced, str(number), SegmentKind.TEXT, text, memory_import=memory_import)
        for number, (source, text) in enumerate(texts)
        if (reduced := ReducedText.read(source, kind=SegmentKind.TEXT)).words and text.strip()
    ]


def _read_texts(memory_import: MemoryImport) -> list[tuple[str, str]]:
    return list(memory_import.translations.order_by("pk").values_list("source__text", "text"))


def lock_memory(language: str) -> None:
    """Lock a language's memory until the transaction ends, because its lists are read, changed and written."""
    Locale.objects.select_for_update(no_key=True).filter(language_code=language).first()
