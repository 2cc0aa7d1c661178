from dataclasses import dataclass


@dataclass(frozen=True)
class Head:
    """What stands above the numbers: who reports, on which campaign, the title and the days, all written out."""

    desk: str
    campaign: str
    title: str
    days: str
    made_on: str
