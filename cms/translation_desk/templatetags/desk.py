import json
from datetime import date
from typing import Any

from django import template

from cms.approvals.models import Submission
from cms.core.language_names import name_language
from cms.translation_desk.worklist import Task
from cms.users.models import User
from cms.users.roles import Capability, may
from translations.languages import Language, get_language_entry

register = template.Library()


@register.filter
def desk_language(language: Language | str) -> str:
    """Name a language, or the one of a code, in the words of who reads: the desk's staff need not read its script."""
    return name_language(get_language_entry(language) if isinstance(language, str) else language)


@register.filter
def may_assign(user: User) -> bool:
    return may(user, Capability.ASSIGN_WORK)


@register.filter
def desk_json(value: Any) -> str:
    """Write a value for a script to read from a data attribute; the template escapes it."""
    return json.dumps(value)


@register.filter
def overdue(task: Task, today: date) -> bool:
    return task.is_overdue(today)


@register.filter
def sent_back(task: Task, found: dict[tuple[str, str], Submission]) -> Submission | None:
    """Return the review that sent the task's text back, if it stands."""
    return found.get((str(task.row.translation_key), task.row.language))
