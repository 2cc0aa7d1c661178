"""Requests for posters: one row a language and format, made by a job."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cms.jobs.models import Job
from cms.published import get_published
from cms.render.designs import Design, list_designs
from cms.users.models import User
from outreach.posters.models import IN_FORCE, Poster
from outreach.posters.outgoing import describe_withheld, find_text_reason
from outreach.posters.waiting import send_to_workers
from outreach.posters.words import get_words
from translations.languages import get_language_entry


class PosterRequestRefused(ValueError):
    """The posters can't be made as requested; the text says why. Nothing was written."""


@transaction.atomic
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
    """Request one poster in each language and format, and return the job that makes them.

    Without a template, it is the first design for items of the kind.

    A requested or released poster of the same placement is not made again. Raise ``PosterRequestRefused`` for a
    language in which the item isn't published or was recalled, ``NoPosterWording`` for one without a poster headline.
    """
    design = _get_design(template, kind=kind, organisation_key=organisation_key)
    wanted: list[Poster] = []
    for language in languages:
        item = get_published(kind=kind, key=key, language=language)
        if item is None:
            name = get_language_entry(language).autonym
            text = _("In %(language)s the text is not approved and live, so no poster was made.")
            raise PosterRequestRefused(text % {"language": name})
        get_words(item, organisation_key=organisation_key)
        if reason := find_text_reason(item, organisation_key=organisation_key, at=at):
            raise PosterRequestRefused(describe_withheld(reason, language=language))
        for code in format_codes:
            poster, _created = Poster.objects.get_or_create(
                item_kind=kind,
                item_key=key,
                language=language,
                template=design.code,
                format_code=code,
                organisation_key=organisation_key,
                placement=placement,
                state__in=IN_FORCE,
                defaults={"title": item.title[:255], "requested_by": by, "requested_at": at},
            )
            wanted.append(poster)
    return send_to_workers(wanted, by=by)


def _get_design(template: str, *, kind: str, organisation_key: uuid.UUID | None) -> Design:
    """Return the design, or the first for the kind; raise ``PosterRequestRefused`` if it can't be used."""
    design = next((each for each in list_designs(kind=kind) if template in {"", each.code}), None)
    if design is None:
        raise PosterRequestRefused(_("There is no such design for this kind of item."))
    if design.needs_organisation and organisation_key is None:
        raise PosterRequestRefused(_("This design shows an organisation's own contact. Choose an organisation."))
    return design
