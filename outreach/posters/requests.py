"""Requests for posters: one row a language, design and place, made by a job."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cms.jobs.models import Job
from cms.published import get_published
from cms.render.designs import list_designs
from cms.users.models import User
from outreach.posters.models import IN_FORCE, Poster, PosterRequest
from outreach.posters.outgoing import describe_withheld, find_text_reason
from outreach.posters.places import PosterPlace, combine_places, read_places, write_places
from outreach.posters.waiting import send_request_to_workers
from outreach.posters.words import get_words
from translations.languages import get_language_entry

BATCH = 500
Combination = tuple[str, str, str, uuid.UUID | None]
"""Language, design, format and organisation: posters that differ in nothing else differ in their code only."""
_IDENTITY = ("language", "template", "format_code", "placement", "organisation_key")


class PosterRequestRefused(ValueError):
    """The posters can't be made as requested; the text says why. Nothing was written."""


def request_posters(
    *,
    kind: str,
    key: str,
    languages: Sequence[str],
    format_codes: Sequence[str],
    placement: str,
    organisation_key: uuid.UUID | None,
    template: str = "",
    by: User,
    at: datetime,
) -> Job:
    """Request one poster in each language and format for one placement; see ``make_requested``.

    Without a template, it is the first design for items of the kind.
    """
    places = combine_places(format_codes=format_codes, placements=[placement], organisation_keys=[organisation_key])
    templates = [template] if template else []
    request = prepare_request(kind=kind, key=key, languages=languages, templates=templates, places=places, by=by, at=at)
    return make_requested(request, by=by, at=at)


def prepare_request(
    *,
    kind: str,
    key: str,
    languages: Sequence[str],
    places: Sequence[PosterPlace],
    by: User,
    at: datetime,
    templates: Sequence[str] = (),
) -> PosterRequest:
    """Keep what an officer wants, to be drawn and looked at first. Nothing is made yet."""
    designs = templates or [design.code for design in list_designs(kind=kind)[:1]]
    item = next((item for code in languages if (item := get_published(kind=kind, key=key, language=code))), None)
    return PosterRequest.objects.create(
        item_kind=kind,
        item_key=key,
        title=item.title[:255] if item else "",
        languages=list(dict.fromkeys(languages)),
        templates=list(dict.fromkeys(designs)),
        places=write_places(places),
        created_by=by,
        created_at=at,
    )


def describe_unfit(template: str, *, kind: str, organisation_key: uuid.UUID | None) -> str:
    """Return why a poster in this design can't be made for the organisation; empty if it can."""
    design = next((each for each in list_designs(kind=kind) if each.code == template), None)
    if design is None:
        return _("There is no such design for this kind of item.")
    if design.needs_organisation and organisation_key is None:
        return _("This design shows an organisation's own contact. Choose an organisation.")
    return ""


@transaction.atomic
def make_requested(
    request: PosterRequest, *, by: User, at: datetime, without: Collection[Combination] = frozenset()
) -> Job:
    """Request the posters, and return the job that makes them; ``without`` those that have a flaw.

    A requested or released poster of the same placement is not made again. Raise ``PosterRequestRefused`` for a
    language in which the item isn't published or was recalled, ``NoPosterWording`` for one without a poster headline.
    """
    places = read_places(request.places)
    wanted = {
        (language, template, place.format_code, place.placement, place.organisation_key): None
        for language in request.languages
        for template in request.templates
        for place in places
        if (language, template, place.format_code, place.organisation_key) not in without
    }
    if not wanted:
        raise PosterRequestRefused(_("Each of these posters has a flaw, so none was made."))
    for template, organisation_key in {(row[1], row[4]) for row in wanted}:
        if unfit := describe_unfit(template, kind=request.item_kind, organisation_key=organisation_key):
            raise PosterRequestRefused(unfit)
    titles = _check_texts(request, wanted, at=at)
    of_item = Poster.objects.of_item(kind=request.item_kind, key=request.item_key).filter(state__in=IN_FORCE)
    present = set(of_item.values_list(*_IDENTITY))
    # Codes and files are made by the job; here are only rows, of which a campaign has thousands.
    Poster.objects.bulk_create(
        [
            Poster(
                item_kind=request.item_kind,
                item_key=request.item_key,
                title=titles[identity[0]],
                requested_by=by,
                requested_at=at,
                **dict(zip(_IDENTITY, identity, strict=True)),
            )
            for identity in wanted
            if identity not in present
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    rows = of_item.values_list("pk", *_IDENTITY).iterator()
    request.posters.add(*[pk for pk, *identity in rows if tuple(identity) in wanted])
    request.requested_at = at
    request.save(update_fields=["requested_at"])
    return send_request_to_workers(request, by=by)


def _check_texts(
    request: PosterRequest, wanted: Collection[tuple[str, str, str, str, uuid.UUID | None]], *, at: datetime
) -> dict[str, str]:
    """Return the titles of the texts by language; raise if one can't be on a poster."""
    titles: dict[str, str] = {}
    for language in dict.fromkeys(language for language in request.languages if any(w[0] == language for w in wanted)):
        item = get_published(kind=request.item_kind, key=request.item_key, language=language)
        if item is None:
            text = _("In %(language)s the text is not approved and live, so no poster was made.")
            raise PosterRequestRefused(text % {"language": get_language_entry(language).autonym})
        for organisation_key in sorted({row[4] for row in wanted if row[0] == language}, key=str):
            get_words(item, organisation_key=organisation_key)
            if reason := find_text_reason(item, organisation_key=organisation_key, at=at):
                raise PosterRequestRefused(describe_withheld(reason, language=language))
        titles[language] = item.title[:255]
    return titles
