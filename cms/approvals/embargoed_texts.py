"""Texts under embargo, at the desk: seen by those who work on them, and by nobody else.

Who that is, the permission table says. A source under embargo holds its translations back too, so the whole item is
under embargo while one of its pages is.
"""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from wagtail.models import Page
from wagtail.query import PageQuerySet

from cms.approvals.status import get_kinds
from cms.users.models import User
from cms.users.roles import Capability, may
from translations.languages import CODES, SOURCE


def find_embargoed(*, at: datetime) -> frozenset[UUID]:
    """Return the items under embargo at that moment. An embargo is in the page's row: live pages have none."""
    return frozenset(
        key
        for model in get_kinds().values()
        for key in model.objects.filter(embargo_until__gt=at).values_list("translation_key", flat=True)
    )


def may_see_embargoed(user: User, *, language: str) -> bool:
    """Return whether the user works on texts in this language. Everybody who translates works on the source."""
    return may(user, Capability.SEE_EMBARGOED, language=None if language == SOURCE else language)


def require_visible(*, translation_key: UUID, language: str, user: User, at: datetime) -> None:
    """Raise ``PermissionDenied`` if the text is under embargo and the user doesn't work on it."""
    if not may_see_embargoed(user, language=language) and translation_key in find_embargoed(at=at):
        raise PermissionDenied


def sees_all(user: User) -> bool:
    """Return whether the user works on texts in every language: no embargo hides a text from them."""
    return all(may_see_embargoed(user, language=code) for code in CODES)


def find_hidden_pages(*, user: User, at: datetime) -> PageQuerySet:
    """Return the pages that are under embargo at that moment and that the user doesn't work on."""
    seen = [code for code in CODES if may_see_embargoed(user, language=code)]
    hidden = Page.objects.filter(translation_key__in=find_embargoed(at=at))
    return hidden.exclude(locale__language_code__in=seen)
