"""Wagtail's admin speaks the language that the user chose."""

from typing import Any

from wagtail.users.models import UserProfile

from cms.users.models import User

ADMIN_LANGUAGES = ("vi", "en")


def set_admin_language(
    sender: type[User],
    instance: User,
    raw: bool = False,
    update_fields: frozenset[str] | None = None,
    **kwargs: Any,
) -> None:
    """Set the admin's language to the user's own, or to English if the admin isn't translated into it."""
    if raw or (update_fields is not None and "interface_language" not in update_fields):
        return
    language = instance.interface_language if instance.interface_language in ADMIN_LANGUAGES else "en"
    UserProfile.objects.update_or_create(user=instance, defaults={"preferred_language": language})
