"""Requests for posters: one row a language and format, made by a job."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cms.jobs.models import Job
from cms.jobs.queue import enqueue
from cms.published import PublishedItem, get_published
from cms.users.models import User
from outreach.availability.rule import OutgoingFile
from outreach.availability.surroundings import find_reasons, find_recipient
from outreach.posters.models import IN_FORCE, Poster
from outreach.posters.words import get_words
from outreach.recalls.coverage import FileOrigin
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
    by: User,
    at: datetime,
) -> Job:
    """Request one poster in each language and format, and return the job that makes them.

    A requested or released poster of the same placement is not made again. Raise ``PosterRequestRefused`` for a
    language in which the item isn't published or was recalled, ``NoPosterWording`` for one without a poster headline.
    """
    wanted: list[Poster] = []
    for language in languages:
        item = get_published(kind=kind, key=key, language=language)
        if item is None:
            name = get_language_entry(language).autonym
            text = _("In %(language)s the text is not approved and live, so no poster was made.")
            raise PosterRequestRefused(text % {"language": name})
        get_words(item)
        _require_available(item, organisation_key=organisation_key, at=at)
        for code in format_codes:
            poster, _created = Poster.objects.get_or_create(
                item_kind=kind,
                item_key=key,
                language=language,
                format_code=code,
                organisation_key=organisation_key,
                placement=placement,
                state__in=IN_FORCE,
                defaults={"title": item.title[:255], "requested_by": by, "requested_at": at},
            )
            wanted.append(poster)
    keys = sorted(str(poster.key) for poster in wanted)
    return enqueue(kind="posters.make", key=keys[0], params={"posters": keys}, by=by)


def _require_available(item: PublishedItem, *, organisation_key: uuid.UUID | None, at: datetime) -> None:
    """Raise ``PosterRequestRefused`` if a poster of this text could not leave to the organisation."""
    text = OutgoingFile(FileOrigin(item.ref, as_of=item.approved_at, facts=item.facts))
    (reason,) = find_reasons([text], recipient=find_recipient(organisation_key), at=at)
    if reason is not None:
        words = {"language": get_language_entry(item.ref.language).autonym, "reason": reason.label}
        raise PosterRequestRefused(_("No poster was made in %(language)s. Reason: %(reason)s") % words)
