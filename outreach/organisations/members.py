"""Members of organisations."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from cms.users.models import User
from outreach.organisations.models import Organisation


class NotAMember(Exception):
    """The user is not a member of this organisation, or it is no longer active."""


def organisations_of(user: User | AnonymousUser) -> QuerySet[Organisation]:
    """Return the active organisations of the user; none for an anonymous or inactive user."""
    if not user.is_authenticated or not user.is_active:
        return Organisation.objects.none()
    found: QuerySet[Organisation] = Organisation.objects.active().filter(memberships__user_id=user.pk)
    return found.order_by("pk")


def get_organisation_of(*, user: User | AnonymousUser, key: UUID) -> Organisation:
    """Return the user's organisation with this key; raise ``NotAMember`` for any other."""
    organisation = organisations_of(user).filter(key=key).first()
    if organisation is None:
        raise NotAMember("You don't belong to this organisation.")
    return organisation


def members_of(organisation: Organisation) -> QuerySet[User]:
    """Return the active members of the organisation."""
    return User.objects.filter(memberships__organisation=organisation, is_active=True).order_by("pk")


def leads_of(organisation: Organisation) -> QuerySet[User]:
    """Return the active members who lead the organisation."""
    return members_of(organisation).filter(memberships__organisation=organisation, memberships__is_lead=True)


def get_names(keys: set[UUID]) -> dict[UUID, str]:
    """Return the names of organisations in the active language; unknown keys are omitted."""
    return {organisation.key: organisation.name for organisation in Organisation.objects.filter(key__in=keys)}
