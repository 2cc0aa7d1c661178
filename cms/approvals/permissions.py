"""``require`` refuses who lacks a capability in a language; the capabilities for writing and approving there."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from cms.users.models import User
from cms.users.roles import Capability, may
from translations.languages import SOURCE


def require(by: User, capability: Capability, *, language: str | None = None) -> None:
    """Raise ``PermissionDenied`` unless the user has the capability in this language."""
    if by is None or not may(by, capability, language=language):
        raise PermissionDenied(_("Your role doesn't let you do this in this language."))


def get_writing_capability(language: str) -> Capability:
    return Capability.WRITE_SOURCE if language == SOURCE else Capability.TRANSLATE


def get_approving_capability(language: str) -> Capability:
    return Capability.PUBLISH_SOURCE if language == SOURCE else Capability.REVIEW
