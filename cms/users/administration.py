"""Who may change whose account: an administrator makes accounts and gives roles, and never to themselves."""

from cms.users.models import User


def may_administer(*, actor: User, person: User) -> bool:
    """Say whether the actor may change this account at all: a superuser's is a superuser's affair."""
    return actor.is_superuser or not person.is_superuser


def may_give_roles(*, actor: User, person: User | None) -> bool:
    """Say whether the actor may give roles to this person (None: a new one); nobody gives themselves any."""
    return actor.is_superuser or person is None or (person != actor and not person.is_superuser)


def may_make_superusers(*, actor: User) -> bool:
    return actor.is_superuser
