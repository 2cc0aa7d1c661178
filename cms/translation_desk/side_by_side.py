"""Rows of the side-by-side editor: each segment with its translation, findings, terms and comments."""

from collections.abc import Mapping

from django.utils.safestring import SafeString

from cms.approvals.models import Approval
from cms.approvals.translation_drafts import SourceText
from cms.films.reference_masters import get_shots
from cms.quality_checks.registry import check_segments
from cms.segments.diff import DiffChunk, changed_words
from cms.segments.page_segments import get_labels
from cms.segments.segment import SegmentKind
from cms.translation_desk.forms import TranslationForm
from cms.translation_desk.models import SegmentComment
from cms.translation_desk.presentation import Row, list_names, list_terms, show_tagged, show_text
from cms.translation_desk.segment_fields import SegmentField, find_repeated


def make_rows(
    *,
    source: SourceText,
    form: TranslationForm,
    language: str,
    changes: Mapping[str, tuple[DiffChunk, ...]],
    approval: Approval | None,
    comments: Mapping[str, list[SegmentComment]],
    shows_theirs: bool,
) -> list[Row]:
    """Return a row for each text of the source, in order; ``approval`` is the one whose source has ``changes``.

    ``shows_theirs`` puts the stored text beside the typed one where the two differ.
    """
    typed = form.get_typed()
    stored = {path: entry.store(typed[path]) for path, entry in form.entries.items()}
    shots = get_shots(source.page.translation_key, language=language) if source.page.subtitle_fields else ()
    found = check_segments(source=source.segments, texts=stored, language=language, shots=shots)
    earlier = _read_earlier(approval)
    labels = get_labels(source.page)
    repeated = find_repeated(form.entries.values())
    rows: list[Row] = []
    for path, entry in form.entries.items():
        label = labels.get(path, path)
        first = repeated.get(path, [path])[0]
        before = earlier.get(path, "") if path in changes else ""
        rows.append(
            Row(
                path=path,
                label=label,
                source=_show_source(entry, language=language),
                entry=form[form.paths[path]],
                changes=changes.get(path, ()),
                findings=found[path] if stored[path].strip() else [],
                terms=list_terms(entry.segment, language=language),
                names=list_names(entry.segment, target=stored[path], language=language),
                theirs=entry.text if shows_theirs and entry.words != stored[path] else "",
                earlier=before,
                earlier_changes=changed_words(before, stored[path], language=language) if before else (),
                tags=entry.source.tags.inline,
                copy=entry.source.text,
                repeats=form.paths[first] if path in repeated else "",
                same_as=next((f"{place}. {row.label}" for place, row in enumerate(rows, 1) if row.path == first), ""),
                comments=comments.get(path, []),
            )
        )
    return rows


def _show_source(entry: SegmentField, *, language: str) -> SafeString:
    if entry.segment.kind == SegmentKind.RICH:
        return show_tagged(entry.source, language=language)
    return show_text(entry.segment, facts=True, terms=True, language=language)


def _read_earlier(approval: Approval | None) -> dict[str, str]:
    return {row["path"]: row["text"] for row in approval.snapshot} if approval else {}
