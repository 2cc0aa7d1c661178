"""A clean new edition in place of one of which parts may not leave any more."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from cms.jobs.models import UNFINISHED
from cms.users.models import User
from outreach.availability.reasons import Reason
from outreach.kits.editions import EditionRefused, request_edition
from outreach.kits.models import EditionState, KitEdition
from outreach.kits.outgoing import find_withheld
from outreach.organisations.members import get_organisation_of


def list_newer(edition: KitEdition) -> list[KitEdition]:
    """Return the newer editions that are finished or being built, the newest first; none whose job failed."""
    later = edition.kit.editions.filter(organisation=edition.organisation, number__gt=edition.number)
    in_force = Q(state=EditionState.FINISHED) | Q(job__state__in=UNFINISHED)
    return list(later.filter(in_force).order_by("-number"))


def renew_edition(*, edition: KitEdition, by: User, at: datetime) -> KitEdition:
    """Request the next edition for a member of the edition's organisation, and return it.

    Raise ``NotAMember`` for any other user, ``EditionRefused`` if every file of this one may be used, or there is a
    newer one. One that is being built counts, so that a second press builds nothing.
    """
    get_organisation_of(user=by, key=edition.organisation.key)
    if list_newer(edition):
        raise EditionRefused(_("A newer edition is there already, or is being built."))
    withheld = find_withheld([edition], at=at)[edition.pk]
    if any(entry.reason is Reason.EMERGENCY for entry in withheld):
        raise EditionRefused(_("All material of the campaign is withdrawn for now."))
    if not withheld:
        raise EditionRefused(_("Everything in this edition may be used, so there is no need for a new one."))
    return request_edition(kit=edition.kit, organisation=edition.organisation, by=by, at=at)
