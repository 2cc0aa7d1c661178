"""Successors of posters: where a value of the register was replaced, the poster is made anew, with the same code.

So it is when an organisation has another country or other contacts: its posters name a number that it no longer has.

The text is the approved one and the value too, so nothing else has to be approved.
"""

from datetime import datetime
from functools import cache, partial
from uuid import UUID

from django.db import transaction

from cms.published import GetWording, ItemRef, get_published
from outreach.posters.models import IN_FORCE, PLACE, Poster, PosterState
from outreach.posters.validity import find_superseded, list_newest, mark_differing, name_place
from outreach.posters.waiting import send_to_workers
from outreach.posters.words import NoPosterWording, write_words

JOB = "posters.follow_organisation"
FOLLOWED = (PosterState.RELEASED, PosterState.OUTDATED)


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


def follow_organisation(organisation_key: UUID, *, at: datetime) -> list[Poster]:
    """End the organisation's posters whose words are no longer right for it, and return their successors.

    May run again: what has a successor gets no other.
    """
    ended_or_released = Poster.objects.of_organisation(organisation_key).filter(state__in=FOLLOWED)
    names = ended_or_released.order_by("item_kind", "item_key", "language").values_list(
        "item_kind", "item_key", "language"
    )
    successors: list[Poster] = []
    for kind, key, language in list(names.distinct()):
        item = get_published(kind=kind, key=key, language=language)
        if item is not None:
            name = {"kind": kind, "key": key, "language": language}
            get_wording = partial(getattr, item, "poster_wording")
            mark_differing(**name, is_public=True, get_wording=get_wording, at=at)
            successors += request_successors(ref=item.ref, get_wording=get_wording, at=at)
    return successors


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
