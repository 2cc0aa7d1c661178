"""Template tags and filters of the translation desk."""

import json
from datetime import date
from typing import Any

from django import template
from django.utils import timezone
from wagtail.models import Page

from cms.approvals.models import Submission
from cms.approvals.outlook import write_outlook
from cms.core.language_names import name_language
from cms.translation_desk.worklist import Task
from cms.users.models import User
from cms.users.roles import Capability, may
from translations.languages import Language, get_language_entry

register = template.Library()


@register.filter
def desk_language(language: Language | str) -> str:
    """Return the name of a language (or of a code) in the admin's language, because staff may not read its script."""
    return name_language(get_language_entry(language) if isinstance(language, str) else language)


@register.filter
def may_assign(user: User) -> bool:
    return may(user, Capability.ASSIGN_WORK)


@register.filter
def may_share(user: object) -> bool:
    """Return whether the user may show approved texts to newsrooms before their time; nobody may without a request."""
    return isinstance(user, User) and may(user, Capability.SHARE_EMBARGOED)


@register.filter
def desk_json(value: Any) -> str:
    """Return a value as JSON for a data attribute; the template escapes it."""
    return json.dumps(value)


@register.filter
def overdue(task: Task, today: date) -> bool:
    return task.is_overdue(today)


@register.filter
def sent_back(task: Task, found: dict[tuple[str, str], Submission]) -> Submission | None:
    """Return the submission in which the task's text was sent back, unless it was submitted again."""
    return found.get((str(task.row.translation_key), task.row.language))


@register.inclusion_tag("translation_desk/outlook.html")
def outlook(page: Page) -> dict[str, Any]:
    """Show what is public of the page, what will happen to it, when, and by whose decision."""
    language = page.locale.language_code
    written = write_outlook(translation_key=page.translation_key, language=language, at=timezone.now())
    return {"outlook": written, "key": page.translation_key, "language": get_language_entry(language)}
