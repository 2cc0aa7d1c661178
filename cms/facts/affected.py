"""Everything that shows a fact in public: pages, films, posters, screens and kits, with their holders."""

from collections.abc import Iterable
from dataclasses import asdict

from django.utils.translation import gettext as _

from cms.core.hooks import Impact, fact_impact
from cms.core.models import BasePage
from cms.facts.contacts import get_hotline_channel
from cms.facts.models import ChannelKind, ContactChannel
from cms.facts.usage import find_page_fact_keys, list_live_pages
from translations.languages import CODES


def find_affected(keys: Iterable[str]) -> list[Impact]:
    """Return what shows one of these facts now, each once."""
    wanted = set(keys)
    found = [describe_page(page) for page in list_live_pages() if wanted & find_page_fact_keys(page)]
    if wanted & _find_hotline_keys():
        found.insert(0, Impact(kind="site", label=_("The hotline on every public page, error page and code")))
    for key in sorted(wanted):
        found += fact_impact.collect(key)
    return list(dict.fromkeys(found))


def find_affected_by(channel: ContactChannel) -> list[Impact]:
    """Return what shows one of the contact's numbers and addresses now."""
    found = find_affected(fact.key for fact in channel.facts.all())
    if channel.kind == ChannelKind.MISSION:
        label = _("The list of embassies and consulates, and every call for readers in its countries")
        found.insert(0, Impact(kind="site", label=label))
    return found


def to_rows(impacts: Iterable[Impact]) -> list[dict[str, object]]:
    """Return the impacts as JSON data, to be kept with a revocation."""
    lists = ("holders", "holder_keys")
    return [{**asdict(impact), **{name: list(getattr(impact, name)) for name in lists}} for impact in impacts]


def describe_page(page: BasePage) -> Impact:
    """Return a live page as something that a change of the register concerns."""
    label = f"{page._meta.verbose_name}: {page.title}"
    return Impact(kind="page", label=label, url=page.url_path, language=page.locale.language_code)


def _find_hotline_keys() -> set[str]:
    channels = [get_hotline_channel(language=code) for code in CODES]
    return {fact.key for channel in channels if channel for fact in channel.facts.all()}
