"""The claim of a rebuttal as its page has it: the verdict, and where the claim appeared."""

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.core.models import BasePage
from cms.rebuttals.appearance_kinds import AppearanceKind
from cms.rebuttals.models import RebuttalPage
from translations.dates import write_day
from translations.languages import SOURCE

Words = tuple[str, str]
"""The same as plain text and as HTML."""


def describe_verdict(page: BasePage) -> Words:
    """Return the verdict in the active language; nothing for other pages."""
    if not isinstance(page, RebuttalPage):
        return "", ""
    label, verdict = _("Verdict:"), str(page.get_verdict_display())
    return f"{label} {verdict}", format_html("<p>{} <strong>{}</strong></p>", label, verdict)


def describe_appearances(page: BasePage) -> Words:
    """Return the places in which the claim appeared, in the active language; nothing for other pages."""
    if not isinstance(page, RebuttalPage) or not page.appearances:
        return "", ""
    heading = _("Where the claim appeared")
    lines = [_describe(child.value) for child in page.appearances]
    listed = format_html_join("", "<li>{}</li>", [(line,) for line in lines])
    return "\n".join([heading, *lines]), format_html("<h2>{}</h2><ul>{}</ul>", heading, listed)


def _describe(value: Any) -> str:
    kind = str(AppearanceKind(value["kind"]).label) if value["kind"] in AppearanceKind.values else ""
    day = write_day(value["day"], language=get_language() or SOURCE) if value["day"] else ""
    return " · ".join(part for part in (kind, value["medium"], day, value["url"]) if part)
