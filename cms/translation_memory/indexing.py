"""Indexing of published approvals, never drafts, into the translation memory. Idempotent."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from wagtail.models import Locale

from cms.approvals.models import Approval
from cms.segments.segment import from_snapshot, get_texts
from cms.translation_memory import inverted_index
from cms.translation_memory.models import MemoryShingle, MemorySource, MemoryTranslation
from cms.translation_memory.words import ReducedText, list_shingles
from translations.languages import SOURCE

BATCH = 500


@dataclass
class MemoryWriter:
    """Writer of one language's rows in batches; ``finish`` must be called after the last ``write``."""

    language: str
    sources: dict[str, int] = field(default_factory=dict)
    entries: defaultdict[int, bytearray] = field(default_factory=lambda: defaultdict(bytearray))

    def write(self, approvals: Iterable[Approval]) -> int:
        """Add the units of these approvals and return their number."""
        units = [(approval, *unit) for approval in approvals for unit in list_units(approval)]
        self._write_sources([source for _approval, source, *_rest in units])
        rows = [
            MemoryTranslation(source_id=self.sources[source.digest], approval=approval, path=path, kind=kind, text=text)
            for approval, source, path, kind, text in units
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


def list_units(approval: Approval) -> list[tuple[ReducedText, str, str, str]]:
    """Return source, path, kind and translation of each text of an approval; empty texts aren't included."""
    sources = {segment.path: segment for segment in get_texts(from_snapshot(approval.source_snapshot))}
    units = []
    for segment in get_texts(from_snapshot(approval.snapshot)):
        source = sources.get(segment.path)
        if source is not None and segment.text.strip():
            reduced = ReducedText.read(source.text, kind=source.kind)
            if reduced.words:
                units.append((reduced, segment.path, segment.kind, segment.text))
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
    count = writer.write([approval])
    writer.finish()
    return count


@transaction.atomic
def rebuild(*, language: str) -> int:
    """Rebuild a language's memory from its approvals and return the number of units."""
    lock_memory(language)
    MemorySource.objects.filter(language=language).delete()
    MemoryShingle.objects.filter(language=language).delete()
    writer = MemoryWriter(language)
    approvals = Approval.objects.filter(language=language, published_at__isnull=False).order_by("published_at", "pk")
    count = sum(writer.write([approval]) for approval in approvals.iterator(chunk_size=100))
    writer.finish()
    return count


def lock_memory(language: str) -> None:
    """Lock a language's memory until the transaction ends, because its lists are read, changed and written."""
    Locale.objects.select_for_update(no_key=True).filter(language_code=language).first()
