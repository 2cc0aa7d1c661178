"""Successors of posters: where a value of the register was replaced, the poster is made anew, with the same code.

The text is the approved one and the value too, so nothing else has to be approved.
"""

from datetime import datetime
from functools import cache, partial
from uuid import UUID

from django.db import transaction

from cms.published import GetWording, ItemRef
from outreach.posters.models import IN_FORCE, PLACE, Poster
from outreach.posters.validity import find_superseded, list_newest, name_place
from outreach.posters.waiting import send_to_workers
from outreach.posters.words import NoPosterWording, write_words


def request_successors(*, ref: ItemRef, get_wording: GetWording, at: datetime) -> list[Poster]:
    """Request a new poster for each place whose poster only a fact made out of date; return them.

    Nothing is requested while the poster would have no contact: it waits for the value that replaces a revoked one.
    """
    of_item = Poster.objects.of_item(kind=ref.kind, key=ref.key, language=ref.language)
    has_contact = cache(partial(_has_contact, get_wording, ref.language))
    outdated = [
        poster
        for poster in find_superseded(list_newest(of_item))
        if poster.item_sha256 == ref.sha256 and has_contact(poster.organisation_key)
    ]
    taken = {name_place(poster) for poster in of_item.filter(state__in=IN_FORCE)}
    last = {name_place(poster): poster for poster in reversed(outdated)}
    return [_request(poster, at=at) for place, poster in last.items() if place not in taken]


def _has_contact(get_wording: GetWording, language: str, organisation_key: UUID | None) -> bool:
    try:
        return bool(write_words(get_wording(), language=language, organisation_key=organisation_key).contact_line)
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
    send_to_workers([successor], by=poster.requested_by)
    return successor
