"""Template tags and filters that write facts: ``facts`` into plain text, ``facts_html`` into HTML with links.

Both write in the active language, and mark tokens without a value instead of failing, for previews.
"""

from typing import cast

from django import template
from django.utils.html import conditional_escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from cms.facts.contacts import Contact, get_hotline
from cms.facts.rendering import write_facts, write_facts_html
from translations.languages import SOURCE

register = template.Library()


@register.simple_tag(name="facts")
def facts_tag(text: object) -> str:
    """Write the facts into plain text: for titles, attributes, descriptions."""
    return write_facts(str(text), language=get_language() or SOURCE, keep_unknown=True)


@register.simple_tag(name="facts_html")
def facts_html_tag(text: object) -> SafeString:
    """Write the facts, linked, into HTML; text that isn't marked safe is escaped first."""
    html = conditional_escape(cast("str", text))  # rich text has ``__html__``
    return write_facts_html(html, language=get_language() or SOURCE)


@register.filter(name="facts")
def facts_filter(text: object) -> str:
    """Do as the tag of this name: ``{{ page.title|facts }}``."""
    return facts_tag(text)


@register.filter(name="facts_html")
def facts_html_filter(text: object) -> SafeString:
    """Do as the tag of this name: ``{{ text|facts_html }}``."""
    return facts_html_tag(text)


@register.filter
def facts_unlinked(html: SafeString) -> SafeString:
    """Write the facts into HTML that is part of a link already."""
    return write_facts_html(conditional_escape(html), language=get_language() or SOURCE, link=False)


@register.filter
def facts_paragraphs(text: str) -> SafeString:
    """Write a plain text of several paragraphs as HTML, with the facts in it."""
    html = linebreaks(str(text), autoescape=True)
    return write_facts_html(mark_safe(html), language=get_language() or SOURCE)  # noqa: S308  # linebreaks escaped it


@register.simple_tag
def hotline() -> Contact | None:
    """Return the verified hotline for readers of the active language."""
    return get_hotline(language=get_language() or SOURCE)
