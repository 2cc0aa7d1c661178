"""Reads what the rule compares files with, in a number of queries that doesn't grow with the number of files."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.core.cache import cache
from django.db.models import CharField, Count, Max, Q, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone

from cms import published
from cms.core.rights import Medium
from outreach.availability.reasons import Reason
from outreach.availability.rule import Basis, OutgoingFile, Recipient, SentRecall, Surroundings, find_reason
from outreach.organisations.models import Organisation, OrganisationKind
from outreach.recalls.models import Recall

MEDIA = {
    OrganisationKind.MISSION: Medium.SCREENING,
    OrganisationKind.BROADCASTER: Medium.BROADCAST,
    OrganisationKind.NEWSROOM: Medium.ONLINE,
    OrganisationKind.OPERATOR: Medium.SCREENS,
    OrganisationKind.FRONT: Medium.SCREENING,
}
"""The medium in which an organisation of each kind shows the films that it receives."""

SECONDS = 600
"""An upper bound: the version keeps what is remembered right, the time removes old entries."""


def find_reasons(
    files: Iterable[OutgoingFile], *, recipient: Recipient, at: datetime, version: str = ""
) -> list[Reason | None]:
    """Return for each file why it may not leave to this recipient at that moment; None for one that may.

    ``version`` is the value of ``make_version_expression``, read with the files: what the same files were compared with
    under this version is remembered.
    """
    known = list(files)
    now = _remember_surroundings(known, at=at, version=version) if version else read_surroundings(known, at=at)
    return [find_reason(file, recipient=recipient, now=now) for file in known]


def make_version_expression() -> Combinable:
    """Return the version of all that is outside of the files: public content, and the recalls sent and lifted."""
    all_recalls = Recall.objects.order_by().annotate(all=Value(1)).values("all")
    counts = (all_recalls.annotate(value=Max("pk")), all_recalls.annotate(value=Count("lifted_at")))
    sent, lifted = (Cast(Coalesce(Subquery(count.values("value")), 0), CharField()) for count in counts)
    return Concat(Cast(published.make_version_expression(), CharField()), Value("."), sent, Value("."), lifted)


def _remember_surroundings(files: list[OutgoingFile], *, at: datetime, version: str) -> Surroundings:
    names = sorted({f"{file.basis}{file.origin}" for file in files})
    key = f"availability:{version}:{hashlib.sha256(repr(names).encode()).hexdigest()}"
    found: Surroundings | None = cache.get(key)
    if found is None:
        found = read_surroundings(files, at=at)
        cache.set(key, found, SECONDS)
    return replace(found, at=at, today=timezone.localdate(at))


def read_surroundings(files: Iterable[OutgoingFile], *, at: datetime) -> Surroundings:
    """Return what is true now of the items, pictures, films, facts and recalls that these files depend on."""
    known = list(files)
    return Surroundings(
        at=at,
        today=timezone.localdate(at),
        texts=published.get_text_standings(
            {(file.item.kind, file.item.key) for file in known if file.basis is not Basis.REGISTER}
        ),
        files=published.get_file_standings(
            {(file.origin.source, file.item.key) for file in known if file.basis is Basis.LIBRARY}
        ),
        facts=published.get_fact_versions() if any(file.origin.facts for file in known) else {},
        recalls=_read_recalls(known),
        withdrawn_languages=published.get_withdrawn_languages(),
    )


def _read_recalls(files: list[OutgoingFile]) -> tuple[SentRecall, ...]:
    """Return the recalls that may reach one of the files; a rehearsal or a lifted one keeps nothing back."""
    origins = [file.origin for file in files]
    by_name = Q(key__in={origin.item.key for origin in origins})
    by_edition = Q(edition_key__in={origin.edition_key for origin in origins} - {""})
    by_source = Q(source__in={origin.source for origin in origins} - {""})
    by_fact = Q(fact_key__in={key for origin in origins for key in origin.facts})
    recalls = Recall.objects.in_force().filter(by_name | by_edition | by_source | by_fact)
    return tuple(SentRecall(recall.target, recall.sent_at) for recall in recalls)


def get_recipient(organisation: Organisation) -> Recipient:
    return Recipient(
        is_active=organisation.is_active,
        territory=tuple(organisation.working_countries),
        medium=MEDIA[OrganisationKind(organisation.kind)],
    )


def find_recipient(organisation_key: UUID | None) -> Recipient:
    """Return the organisation with this key as recipient; the desk itself without a key; an unknown one is closed."""
    if organisation_key is None:
        return Recipient()
    organisation = Organisation.objects.filter(key=organisation_key).first()
    return get_recipient(organisation) if organisation else Recipient(is_active=False)
