"""Authentication backends: allauth's, and one that opens Wagtail's admin by the permission table."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.http import HttpRequest

from cms.users.models import User
from cms.users.roles import Capability, get_capabilities

ADMIN_PERMISSION = "wagtailadmin.access_admin"


class AdminAccessBackend:
    """Grants Wagtail's permission to open the admin, which is checked at each request, without loading all others.

    It signs no one in and loads no user, so it isn't derived from Django's ``BaseBackend``.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        return None

    def has_perm(self, user_obj: User | AnonymousUser, perm: str, obj: Model | None = None) -> bool:
        return perm == ADMIN_PERMISSION and Capability.USE_ADMIN in get_capabilities(user_obj)


class UserBackend(AuthenticationBackend):
    """Signs in as allauth does, and reads the user with the profile that Wagtail needs on every page."""

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.select_related("wagtail_userprofile").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
