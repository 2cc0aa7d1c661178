"""``{% load facts %}``: ``{% facts text %}`` for plain text, ``{% facts_html html %}`` for rich text and linked numbers.

Both write in the active language, and mark what has no value instead of failing (previews).
"""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

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
    html = text if isinstance(text, SafeString) else escape(str(text))
    return write_facts_html(html, language=get_language() or SOURCE)


@register.filter(name="facts")
def facts_filter(text: object) -> str:
    """``{{ page.title|facts }}``: the same as the tag of this name, where a filter is handier."""
    return facts_tag(text)


@register.filter(name="facts_html")
def facts_html_filter(text: object) -> SafeString:
    """``{{ text|facts_html }}``: the same as the tag of this name."""
    return facts_html_tag(text)
