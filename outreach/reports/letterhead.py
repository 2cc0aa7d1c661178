"""Letterhead of a report."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Letterhead:
    """Texts above the figures, ready to print: desk, campaign, title, days of the period and date of issue."""

    desk: str
    campaign: str
    title: str
    days: str
    issued_on: str
