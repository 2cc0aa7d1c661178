"""The admin's language as the user chose it, and the history of sign-ins and second factors."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from wagtail.users.models import UserProfile

from cms.users.models import User
from cms.users.sign_ins import record_failure, record_second_factor, record_sign_in, record_wrong_code
from translations.campaign.reading import get_folder

ADMIN_LANGUAGES = get_folder().admin_languages


def set_admin_language(
    sender: type[User],
    instance: User,
    raw: bool = False,
    update_fields: frozenset[str] | None = None,
    **kwargs: Any,
) -> None:
    """Set the admin's language to the user's own, or to the first of the desk's languages if it isn't one of them."""
    if raw or (update_fields is not None and "interface_language" not in update_fields):
        return
    language = instance.interface_language if instance.interface_language in ADMIN_LANGUAGES else _get_other_language()
    UserProfile.objects.update_or_create(user=instance, defaults={"preferred_language": language})


def _get_other_language() -> str:
    return "en" if "en" in ADMIN_LANGUAGES else ADMIN_LANGUAGES[0]


def on_signed_in(*, user: User, **kwargs: Any) -> None:
    record_sign_in(user=user)


def on_sign_in_failed(*, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Record the failure, but none of those that axes refuses unread."""
    if not getattr(request, "axes_locked_out", False):
        record_failure(username=str(credentials.get("username", "")))


def on_authenticator_added(*, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        record_second_factor(user=user, is_added=True)


def on_authenticator_removed(*, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        record_second_factor(user=user, is_added=False)


def on_wrong_code(*, user: User, **kwargs: Any) -> None:
    record_wrong_code(user=user)
