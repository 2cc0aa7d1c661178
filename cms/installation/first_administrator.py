"""The first administrator, who creates all other accounts, and the link with which they choose their password.

The link works once and for a day (``PASSWORD_RESET_TIMEOUT``). It is shown when it is made and kept nowhere.
"""

import itertools

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from cms.users.models import User
from cms.users.roles import Role, group_name

USERNAME = "administrator"


class AdministratorExists(Exception):
    """An administrator has chosen a password, so nobody gets one by a link of this command."""


def find_administrators() -> QuerySet[User]:
    """Return the active accounts that may create accounts."""
    has_role = Q(groups__name=group_name(Role.ADMINISTRATOR))
    return User.objects.filter(Q(is_superuser=True) | has_role, is_active=True).distinct().order_by("pk")


def find_waiting() -> User | None:
    """Return the first administrator if no administrator has chosen a password yet."""
    administrators = list(find_administrators())
    return None if any(user.has_usable_password() for user in administrators) else next(iter(administrators), None)


@transaction.atomic
def make_first_administrator(*, email: str = "") -> User | None:
    """Create the account, without a password; None if there is an administrator."""
    if find_administrators().exists():
        return None
    user = User.objects.create_user(_find_free_name(), email)
    user.groups.add(Group.objects.get(name=group_name(Role.ADMINISTRATOR)))
    return user


def _find_free_name() -> str:
    """Return a name that no account has: a dismissed administrator's must not come back to life."""
    names = itertools.chain([USERNAME], (f"{USERNAME}-{number}" for number in itertools.count(2)))
    return next(name for name in names if not User.objects.filter(username=name).exists())


@transaction.atomic
def make_link() -> tuple[User, str]:
    """Return the waiting administrator with a new link, which ends every earlier one.

    Raise ``AdministratorExists`` once an administrator has a password.
    """
    user = find_waiting()
    if user is None:
        raise AdministratorExists(
            "An administrator has already chosen a password. Who forgot theirs asks for a new one at the sign-in page; "
            "administrators create and unlock all other accounts."
        )
    user.set_unusable_password()  # random, and a part of what the link's key is made from
    user.save(update_fields=["password"])
    key = PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
    return user, f"{settings.SITE_ADDRESS}{path}"
