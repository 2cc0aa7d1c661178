"""Letterhead of a report."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Letterhead:
    """Texts above the figures, ready to print: the authority's lines, desk, campaign, title, days and date of issue."""

    heading: tuple[str, ...]
    desk: str
    campaign: str
    title: str
    days: str
    issued_on: str
