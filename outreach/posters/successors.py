"""Successors of posters: where a value of the register was replaced, the poster is made anew, with the same code.

The text is the approved one and the value too, so nothing else has to be approved.
"""

from datetime import datetime

from django.db import transaction

from cms.jobs.queue import enqueue
from cms.published import GetWording, ItemRef
from outreach.posters.models import IN_FORCE, PLACE, Poster
from outreach.posters.validity import find_superseded, name_place
from outreach.posters.words import NoPosterWording, write_words


def request_successors(*, ref: ItemRef, get_wording: GetWording, at: datetime) -> list[Poster]:
    """Request a new poster for each place whose poster only a fact made out of date; return them.

    Nothing is requested while the poster would have no contact: it waits for the value that replaces a revoked one.
    """
    of_item = Poster.objects.of_item(kind=ref.kind, key=ref.key, language=ref.language)
    outdated = [poster for poster in find_superseded(of_item) if poster.item_sha256 == ref.sha256]
    if not outdated or not _has_contact(get_wording, language=ref.language):
        return []
    taken = {name_place(poster) for poster in of_item.filter(state__in=IN_FORCE)}
    last = {name_place(poster): poster for poster in reversed(outdated)}
    return [_request(poster, at=at) for place, poster in last.items() if place not in taken]


def _has_contact(get_wording: GetWording, *, language: str) -> bool:
    try:
        return bool(write_words(get_wording(), language=language).contact_line)
    except NoPosterWording:
        return False


@transaction.atomic
def _request(poster: Poster, *, at: datetime) -> Poster:
    successor, _created = Poster.objects.get_or_create(
        **{name: getattr(poster, name) for name in PLACE},
        organisation_key=poster.organisation_key,
        state__in=IN_FORCE,
        defaults={"title": poster.title, "requested_by": poster.requested_by, "requested_at": at},
    )
    key = str(successor.key)
    enqueue(kind="posters.make", key=key, params={"posters": [key]}, by=poster.requested_by)
    return successor
