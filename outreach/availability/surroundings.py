"""Reads what the rule compares files with, in a number of queries that doesn't grow with the number of files."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from cms.published import get_fact_versions, get_file_standings, get_text_standings
from outreach.availability.reasons import Reason
from outreach.availability.rule import Basis, OutgoingFile, Recipient, SentRecall, Surroundings, find_reason
from outreach.organisations.models import Organisation
from outreach.recalls.models import Recall


def find_reasons(files: Iterable[OutgoingFile], *, recipient: Recipient, at: datetime) -> list[Reason | None]:
    """Return for each file why it may not leave to this recipient at that moment; None for one that may."""
    known = list(files)
    now = read_surroundings(known, at=at)
    return [find_reason(file, recipient=recipient, now=now) for file in known]


def read_surroundings(files: Iterable[OutgoingFile], *, at: datetime) -> Surroundings:
    """Return what is true now of the items, pictures, films, facts and recalls that these files depend on."""
    known = list(files)
    return Surroundings(
        at=at,
        today=timezone.localdate(at),
        texts=get_text_standings(
            {(file.item.kind, file.item.key) for file in known if file.basis is not Basis.REGISTER}
        ),
        files=get_file_standings(
            {(file.origin.source, file.item.key) for file in known if file.basis is Basis.LIBRARY}
        ),
        facts=get_fact_versions() if any(file.origin.facts for file in known) else {},
        recalls=_read_recalls(known),
    )


def _read_recalls(files: list[OutgoingFile]) -> tuple[SentRecall, ...]:
    """Return the recalls that may reach one of the files."""
    origins = [file.origin for file in files]
    by_name = Q(key__in={origin.item.key for origin in origins})
    by_edition = Q(edition_key__in={origin.edition_key for origin in origins} - {""})
    by_source = Q(source__in={origin.source for origin in origins} - {""})
    by_fact = Q(fact_key__in={key for origin in origins for key in origin.facts})
    recalls = Recall.objects.filter(by_name | by_edition | by_source | by_fact)
    return tuple(SentRecall(recall.target, recall.sent_at) for recall in recalls)


def get_recipient(organisation: Organisation) -> Recipient:
    return Recipient(is_active=organisation.is_active, territory=tuple(organisation.working_countries))


def find_recipient(organisation_key: UUID | None) -> Recipient:
    """Return the organisation with this key as recipient; the desk itself without a key; an unknown one is closed."""
    if organisation_key is None:
        return Recipient()
    organisation = Organisation.objects.filter(key=organisation_key).first()
    return get_recipient(organisation) if organisation else Recipient(is_active=False)
