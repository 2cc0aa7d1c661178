"""How the memory is written: from approvals that went live, never from drafts; again, with the same result."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from wagtail.models import Locale

from cms.approvals.models import Approval
from cms.segments.segment import from_snapshot, get_texts
from cms.translation_memory import inverted_index
from cms.translation_memory.models import MemoryShingle, MemorySource, MemoryTranslation
from cms.translation_memory.words import Wording, list_shingles
from translations.languages import SOURCE

BATCH = 500


@dataclass
class Writing:
    """Rows of one language on their way into the tables, many at a time."""

    language: str
    sources: dict[str, int] = field(default_factory=dict)
    entries: defaultdict[int, bytearray] = field(default_factory=lambda: defaultdict(bytearray))

    def write(self, approvals: Iterable[Approval]) -> int:
        """Write what these approvals say and return how many pairs that were."""
        pairs = [(approval, *pair) for approval in approvals for pair in pair_texts(approval)]
        self._write_sources([wording for _approval, wording, *_rest in pairs])
        rows = [
            MemoryTranslation(
                source_id=self.sources[wording.digest], approval=approval, path=path, kind=kind, text=text
            )
            for approval, wording, path, kind, text in pairs
        ]
        MemoryTranslation.objects.bulk_create(rows, batch_size=BATCH)
        return len(rows)

    def finish(self) -> None:
        inverted_index.add(language=self.language, entries=self.entries)

    def _write_sources(self, wordings: list[Wording]) -> None:
        wanted = {wording.digest: wording for wording in wordings if wording.digest not in self.sources}
        digests = list(wanted)
        for start in range(0, len(digests), BATCH):
            rows = MemorySource.objects.filter(language=self.language, digest__in=digests[start : start + BATCH])
            self.sources.update(rows.values_list("digest", "pk"))
        new = [
            MemorySource(language=self.language, digest=digest, text=wording.plain)
            for digest, wording in wanted.items()
            if digest not in self.sources
        ]
        for row in MemorySource.objects.bulk_create(new, batch_size=BATCH):
            self.sources[row.digest] = row.pk
            shingles = list_shingles(row.text)
            entry = inverted_index.pack(row.pk, size=len(shingles))
            for shingle in shingles:
                self.entries[shingle] += entry


def pair_texts(approval: Approval) -> list[tuple[Wording, str, str, str]]:
    """Return source, path, kind and translation of every text of an approval that has words on both sides."""
    sources = {segment.path: segment for segment in get_texts(from_snapshot(approval.source_snapshot))}
    pairs = []
    for segment in get_texts(from_snapshot(approval.snapshot)):
        source = sources.get(segment.path)
        if source is not None and segment.text.strip():
            wording = Wording.read(source.text, kind=source.kind)
            if wording.words:
                pairs.append((wording, segment.path, segment.kind, segment.text))
    return pairs


@transaction.atomic
def index_approval(*, approval: Approval) -> int:
    """Take up what an approval of a translation says, once; return how many pairs were new.

    Nothing is taken from a source, nor from what never went live.
    """
    if approval.language == SOURCE or approval.published_at is None:
        return 0
    hold(approval.language)
    if MemoryTranslation.objects.filter(approval=approval).exists():
        return 0
    writing = Writing(approval.language)
    count = writing.write([approval])
    writing.finish()
    return count


@transaction.atomic
def rebuild(*, language: str) -> int:
    """Write the memory of a language anew from its approvals and return how many pairs it holds."""
    hold(language)
    MemorySource.objects.filter(language=language).delete()
    MemoryShingle.objects.filter(language=language).delete()
    writing = Writing(language)
    approvals = Approval.objects.filter(language=language, published_at__isnull=False).order_by("published_at", "pk")
    count = sum(writing.write([approval]) for approval in approvals.iterator(chunk_size=100))
    writing.finish()
    return count


def hold(language: str) -> None:
    """Let nobody else write this language's memory until the transaction ends: lists are read, then written."""
    Locale.objects.select_for_update(no_key=True).filter(language_code=language).first()
