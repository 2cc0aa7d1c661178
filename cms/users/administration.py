"""Rules of account administration: an administrator creates accounts and gives roles, but not to themselves."""

from cms.users.models import User


def may_administer(*, by: User, user: User) -> bool:
    """Say whether ``by`` may change this account; only superusers may change a superuser's."""
    return by.is_superuser or not user.is_superuser


def may_give_roles(*, by: User, user: User | None) -> bool:
    """Say whether ``by`` may change the roles of this user (None: a new one), which must not be themselves."""
    return by.is_superuser or user is None or (user != by and not user.is_superuser)


def may_make_superusers(*, by: User) -> bool:
    return by.is_superuser
