"""Requests for rights: an organisation asks, the desk answers, and both are in the ledger."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.rights import Medium
from cms.published import ItemRef, LicensedFilm, list_licensed_films
from cms.users.models import User
from outreach.acquisition.models import RightsRequest, RightsRequestState
from outreach.acquisition.offers import Wish, allows, get_medium
from outreach.acquisition.replay import get_digest
from outreach.ledger.actions import Action
from outreach.ledger.ledger import record
from outreach.organisations.models import Organisation
from translations.languages import SOURCE


class AnswerRefused(Exception):
    """Nothing was recorded; the text says why and what to do."""


@transaction.atomic
def request_rights(
    *, organisation: Organisation, film: LicensedFilm, wish: Wish, note: str, by: User, at: datetime
) -> RightsRequest:
    """Record the request and return it; one that is open and asks for the same is that one."""
    asked = {
        "organisation": organisation,
        "film_key": film.ref.key,
        "territories": sorted(wish.territories),
        "medium": get_medium(organisation),
        "starts_on": wish.starts_on,
        "ends_on": wish.ends_on,
    }
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    earlier = RightsRequest.objects.filter(**asked, state=RightsRequestState.OPEN).first()
    if earlier is not None:
        return earlier
    request = RightsRequest(
        **asked,
        film_title=film.title,
        film_language=film.ref.language,
        note=note.strip(),
        requested_by=by,
        requested_at=at,
    )
    request.full_clean()
    request.save()
    _record(request, action=Action.RIGHTS_REQUESTED, by=by, at=at)
    return request


@transaction.atomic
def answer_request(*, request: RightsRequest, is_granted: bool, answer: str, by: User, at: datetime) -> RightsRequest:
    """Record the desk's answer; raise ``AnswerRefused`` if there is one, or if no right allows what would be granted.

    Rights are entered with the film, by two people; an answer only says that they are there.
    """
    request = RightsRequest.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=request.pk)
    if request.state != RightsRequestState.OPEN:
        raise AnswerRefused(_("This request was answered before. Nothing was changed."))
    if is_granted and not is_allowed(request):
        raise AnswerRefused(
            _(
                "No right that is recorded allows this in all of these countries on all of these days. Have it entered "
                "with the film's rights and approved first. Nothing was recorded."
            )
        )
    request.state = RightsRequestState.GRANTED if is_granted else RightsRequestState.DECLINED
    request.answer, request.answered_by, request.answered_at = answer.strip(), by, at
    request.full_clean()
    request.save()
    _record(request, action=Action.RIGHTS_ANSWERED, by=by, at=at)
    return request


def name_medium(request: RightsRequest) -> str:
    return str(Medium(request.medium).label)


def is_allowed(request: RightsRequest) -> bool:
    """Return whether the rights that are recorded now allow what is asked for, in any version of the film."""
    films = [film for film in list_licensed_films(language=SOURCE) if film.ref.key == request.film_key]
    wish = Wish(tuple(request.territories), request.starts_on, request.ends_on)
    return any(allows(each.rights, wish=wish, medium=request.medium) for film in films for each in film.versions)


def _record(request: RightsRequest, *, action: Action, by: User, at: datetime) -> None:
    record(
        action=action,
        at=at,
        by_key=by.key,
        organisation_key=request.organisation.key,
        item=ItemRef("film", request.film_key, request.film_language, "", ""),
        data={"request": str(request.key), "state": request.state, "request_sha256": get_digest(request)},
    )
