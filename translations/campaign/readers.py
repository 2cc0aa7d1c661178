"""Readers of a campaign: the countries that they are offered, where each language is mostly read, links for sharing."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from translations.campaign.folder import Row

COUNTRY = re.compile(r"[A-Z]{2}")
PARTS = ("countries", "home")


def find_reader_faults(readers: Any, *, languages: Sequence[str]) -> Iterator[str]:
    """Yield a sentence for each fault in the part “readers”, which may be missing."""
    if not isinstance(readers, dict) or set(readers) - set(PARTS):
        yield f"campaign.toml, readers, may have these parts only: {', '.join(PARTS)}."
        return
    countries, home = readers.get("countries", []), readers.get("home", {})
    if not isinstance(countries, list) or not isinstance(home, dict):
        yield "campaign.toml, readers, must have a list of countries, and a country for each language in “home”."
        return
    for code in home:
        if code not in languages:
            yield f"campaign.toml, readers.home, has “{code}”, which isn't one of the campaign's languages."
    for country in (*countries, *home.values()):
        if not COUNTRY.fullmatch(str(country)):
            yield f"campaign.toml, readers: “{country}” isn't a code of two capital letters (ISO 3166)."


def find_share_faults(rows: Sequence[Row]) -> Iterator[str]:
    """Yield a sentence for each link for sharing that doesn't say where the page's address goes."""
    for row in rows:
        address = str(row.get("address", ""))
        if "{text}" not in address and "{url}" not in address:
            yield f"campaign.toml, share: “{address}” has neither {{url}} nor {{text}} where the page's address goes."


def read_home(readers: Mapping[str, Any]) -> dict[str, str]:
    return dict(readers.get("home", {}))
