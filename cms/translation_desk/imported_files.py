"""Import of translated files, with the notes in them kept as comments."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cms.exchange.importing import ImportOutcome, import_file
from cms.translation_desk.comments import save_notes
from cms.users.models import User


@dataclass(frozen=True)
class ImportedFile:
    """Result of an upload; ``comments`` is the number of notes that were kept as comments."""

    outcome: ImportOutcome
    comments: int = 0


@transaction.atomic
def import_with_notes(*, name: str, data: bytes, by: User, skip_conflicts: bool, at: datetime) -> ImportedFile:
    """Import an upload as ``import_file`` does, and keep its notes; with a conflict neither is saved."""
    outcome = import_file(name=name, data=data, by=by, skip_conflicts=skip_conflicts)
    if outcome.has_conflicts and not skip_conflicts:
        return ImportedFile(outcome)
    comments = sum(
        save_notes(
            notes=[(note.path, note.text) for note in plan.notes],
            translation_key=plan.document.item,
            language=plan.document.language,
            by=by,
            at=at,
        )
        for plan in outcome.plans
        if plan.notes
    )
    return ImportedFile(outcome, comments)
