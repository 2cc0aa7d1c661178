"""Breadcrumbs: where an item's page is, as readers see it above the heading and search engines read it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.core.addresses import absolute
from cms.core.page_layout import SECTIONS


@dataclass(frozen=True)
class Crumb:
    label: str
    path: str


def list_crumbs(path: str, *, language: str) -> list[Crumb]:
    """Return the pages above the page at this path: the home page, and its section if it is in one."""
    section = (path.strip("/").split("/", 2)[1:] or [""])[0]
    with override(language):
        crumbs = [Crumb(_("Home page"), f"/{language}/")]
        if section in SECTIONS and path.rstrip("/").count("/") > 2:
            crumbs.append(Crumb(str(SECTIONS[section]), f"/{language}/{section}/"))
    return crumbs


def describe_crumbs(crumbs: list[Crumb], *, title: str) -> dict[str, Any]:
    """Return schema.org's BreadcrumbList; the last entry is the page itself, which needs no address."""
    entries: list[dict[str, Any]] = [{"name": crumb.label, "item": absolute(crumb.path)} for crumb in crumbs]
    entries.append({"name": title})
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, **entry} for number, entry in enumerate(entries, start=1)
        ],
    }
