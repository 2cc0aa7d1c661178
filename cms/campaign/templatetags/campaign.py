"""Names and look of the campaign: names are its row's, colours and emblem are its folder's."""

from typing import Any

from django import template
from django.db.models import Exists
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from cms.campaign.days import count_days_left
from cms.campaign.models import Campaign, Subject
from cms.campaign.related import find_related
from cms.campaign.structured_data import describe_article
from cms.core import page_cache
from cms.core.models import BasePage
from cms.core.search_tables import SearchEntry
from translations.campaign.reading import get_folder

register = template.Library()
_LACKED_FONTS = (
    ("khmer", ('local("Khmer Sangam MN"), local("Leelawadee UI")', "U+1780-17FF, U+19E0-19FF")),
    ("lao", ('local("Lao Sangam MN"), local("Leelawadee UI")', "U+0E80-0EFF")),
)
"""Names of scripts with the fonts that devices may have for them, and their characters."""
_FONT_FACE = (
    '@font-face { font-family: "Noto Sans %(name)s Web"; src: local("Noto Sans %(name)s"), %(local)s, '
    'url("%(address)s") format("woff2"); font-display: swap; unicode-range: %(range)s; }'
)


@register.simple_tag(takes_context=True)
def get_campaign(context: template.Context) -> Campaign | None:
    """Return the campaign, cached with the pages' version; ``has_subjects`` says whether it has units or battles."""
    version = getattr(context.get("request"), "public_version", None)
    if version is None:
        return _read_campaign()
    found: Campaign | None = page_cache.remember("campaign", _read_campaign, version=version)
    return found


def _read_campaign() -> Campaign | None:
    return Campaign.objects.annotate(has_subjects=Exists(Subject.objects.all())).first()


@register.inclusion_tag("campaign/subjects.html", takes_context=True)
def page_subjects(context: template.Context, page: Any) -> dict[str, Any]:
    """Show the units and battles that a page is about, each with a search for everything about it.

    A page of a campaign that has none doesn't ask which are its own.
    """
    has_any = getattr(context.get("campaign"), "has_subjects", False)
    found = sorted(page.subjects.all(), key=lambda subject: (subject.kind, subject.name)) if has_any else []
    return {"subjects": found, "search_path": f"/{get_language()}/search/"}


@register.filter
def days_left(campaign: Campaign | None) -> int | None:
    """Return the days until the campaign's last one, as of today on its clock; None if it has no end."""
    return count_days_left(campaign.ends_on, today=timezone.localdate()) if campaign else None


@register.simple_tag(takes_context=True)
def article_data(
    context: template.Context, page: BasePage, *, headline: str, description: str, picture: str = ""
) -> dict[str, Any]:
    """Return the structured data of an article; ``picture`` is the address of its picture."""
    campaign = get_campaign(context)
    return describe_article(page, campaign=campaign, headline=headline, description=description, picture=picture)


@register.simple_tag
def campaign_title() -> str:
    """Return the installation's name, for places without a language."""
    return get_folder().title


@register.simple_tag
def campaign_appeal() -> str:
    """Return what the campaign asks of its readers, in the active language; empty if it asks for nothing."""
    campaign = Campaign.objects.first()
    return campaign.appeal if campaign else ""


@register.simple_tag
def campaign_colour(name: str, *, is_dark: bool = False) -> str:
    """Return one of the campaign's colours, for places that no stylesheet reaches."""
    folder = get_folder()
    return (folder.dark_colours if is_dark else folder.colours)[name]


@register.simple_tag
def campaign_colours(*, with_dark: bool = False) -> SafeString:
    """Return the colours as custom properties, for pages that load no other file; those of the dark too, if asked."""
    folder = get_folder()
    light, dark = (
        format_html(":root {{ {}; }}", "; ".join(f"--{name}: {value}" for name, value in colours.items()))
        for colours in (folder.colours, folder.dark_colours)
    )
    if not with_dark:
        return light
    return format_html(
        ":root {{ color-scheme: light dark; }} {} @media (prefers-color-scheme: dark) {{ {} }}", light, dark
    )


@register.simple_tag
def served_fonts() -> SafeString:
    """Return the fonts of scripts that some devices lack, for pages with their styles inside; empty without the files.

    A browser fetches one only if the page has such letters, and the device no font for them.
    """
    try:
        addresses = [static(f"fonts/noto-sans-{name}-regular.woff2") for name, _rest in _LACKED_FONTS]
    except ValueError:  # the files weren't collected
        return SafeString("")
    rules = (
        _FONT_FACE % {"name": name.title(), "local": local, "address": address, "range": characters}
        for address, (name, (local, characters)) in zip(addresses, _LACKED_FONTS, strict=True)
    )
    return mark_safe(" ".join(rules))  # noqa: S308  (our own names and addresses)


@register.simple_tag
def campaign_emblem() -> SafeString:
    """Return the emblem as SVG, for pages that load no other file."""
    return mark_safe(get_folder().emblem.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S308  (shapes only)


@register.simple_tag
def related_items(page: BasePage) -> list[SearchEntry]:
    """Return what else the page's language has on its places and topics."""
    return find_related(page)
