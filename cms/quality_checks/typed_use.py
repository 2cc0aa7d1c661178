"""Live pages on which a registered contact is typed in instead of inserted, approved before the checks refused that.

What is typed isn't changed by the register, so whoever replaces a value has to know of these pages. When it is revoked,
they are taken down with it.
"""

from dataclasses import replace

from django.utils.translation import gettext as _

from cms.core.hooks import Impact
from cms.core.models import BasePage
from cms.facts.affected import describe_page
from cms.facts.live import FactValues, get_live_values
from cms.facts.usage import list_live_pages
from cms.quality_checks.typed_contacts import find_key, find_typed_contacts
from cms.segments.page_segments import extract


def find_typed_use(fact_key: str) -> list[Impact]:
    """Return the live pages on which the live value of this fact is typed."""
    values = get_live_values()
    if fact_key not in values:
        return []
    return [_describe(page) for page in list_live_pages() if _has_typed(page, fact_key, values)]


def has_typed(page: BasePage, values: FactValues) -> bool:
    """Return True if one of these values is typed on the page."""
    typed = find_typed_contacts(extract(page), language=page.locale.language_code, values=values)
    return any(find_key(contact, values) for contact in typed)


def _describe(page: BasePage) -> Impact:
    impact = describe_page(page)
    label = _("%(page)s, where it is typed: taken down if it is revoked") % {"page": impact.label}
    return replace(impact, label=label)


def _has_typed(page: BasePage, fact_key: str, values: FactValues) -> bool:
    # With every value, not only this fact's: what is found is cached by the text and the whole register.
    typed = find_typed_contacts(extract(page), language=page.locale.language_code, values=values)
    return any(find_key(contact, {fact_key: values[fact_key]}) for contact in typed)
