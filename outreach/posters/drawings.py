"""Posters drawn before they are made: one for each language, design, format and contact of a request.

Posters that differ in their placement only look alike, so that a campaign of thousands needs few drawings.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.storage import default_storage

from cms.jobs.models import Job
from cms.jobs.queue import enqueue
from cms.published import ItemRef
from cms.users.models import User
from outreach.availability.reasons import Reason
from outreach.availability.rule import OutgoingFile
from outreach.availability.surroundings import find_reasons, find_recipient
from outreach.organisations.models import Organisation
from outreach.posters.models import PosterDrawing, PosterRequest
from outreach.posters.places import read_places
from outreach.posters.requests import Combination
from outreach.recalls.coverage import FileOrigin

JOB = "posters.draw"
KEEP = timedelta(days=14)


@dataclass(frozen=True)
class DrawingGroup:
    """Posters of a request that look alike but for their codes; ``organisation_key`` is that of the first."""

    language: str
    template: str
    format_code: str
    organisation_key: UUID | None
    organisation_keys: tuple[UUID | None, ...]
    count: int


def list_groups(request: PosterRequest) -> list[DrawingGroup]:
    """Return the groups of the request in a fixed order, each with the number of its posters."""
    alike: dict[tuple[str, str], list[UUID | None]] = {}
    places = read_places(request.places)
    contacts = _find_contacts({place.organisation_key for place in places})
    for place in places:
        alike.setdefault((place.format_code, contacts[place.organisation_key]), []).append(place.organisation_key)
    return [
        DrawingGroup(language, template, format_code, keys[0], tuple(dict.fromkeys(keys)), len(keys))
        for language in request.languages
        for template in request.templates
        for (format_code, _contact), keys in alike.items()
    ]


def _find_contacts(keys: set[UUID | None]) -> dict[UUID | None, str]:
    """Return for each organisation what its contact on a poster depends on."""
    rows = Organisation.objects.filter(key__in=[key for key in keys if key]).values_list(
        "key", "country", "contact_keys"
    )
    found = {key: f"{country}{sorted(contacts)}" for key, country, contacts in rows}
    return {key: found.get(key, str(key)) if key else "" for key in keys}


def request_drawings(request: PosterRequest, *, by: User) -> Job:
    """Return the job that draws the posters of the request."""
    return enqueue(kind=JOB, key=str(request.pk), params={"request": request.pk}, by=by)


def find_flawed(request: PosterRequest) -> frozenset[Combination]:
    """Return which posters of the request have a flaw in their drawing; they are not made."""
    groups = list_groups(request)
    flawed = [groups[drawing.position] for drawing in request.drawings.all() if drawing.flaws]
    return frozenset(
        (group.language, group.template, group.format_code, key) for group in flawed for key in group.organisation_keys
    )


def find_drawing_reason(drawing: PosterDrawing, *, at: datetime) -> Reason | None:
    """Return why the drawing may not be shown any more; the same rule as for a poster of its texts."""
    item = ItemRef(
        kind=drawing.request.item_kind,
        key=drawing.request.item_key,
        language=drawing.language,
        revision=drawing.item_revision,
        sha256=drawing.item_sha256,
    )
    as_of = drawing.approved_at or drawing.request.created_at
    file = OutgoingFile(FileOrigin(item, as_of=as_of, facts=drawing.facts))
    return find_reasons([file], recipient=find_recipient(drawing.organisation_key), at=at)[0]


def forget_drawings(*, at: datetime) -> int:
    """Delete drawings that nobody needs any more, and return how many; the requests are kept."""
    old = PosterDrawing.objects.filter(request__created_at__lt=at - KEEP)
    for name in old.exclude(picture="").values_list("picture", flat=True).iterator():
        default_storage.delete(name)
    return old.delete()[0]
