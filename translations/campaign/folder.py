"""Content of a campaign's folder, as values; ``docs/another-campaign.md`` describes the folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
Texts = Mapping[str, str]


@dataclass(frozen=True)
class PosterColours:
    """Colours of a poster's parts; the names are those of ``media_templates/posters``."""

    ground: str
    relief: str
    head: str
    ink: str
    mark: str
    panel: str
    act: str
    edge: str


@dataclass(frozen=True)
class CampaignFolder:
    """A valid folder. ``tables`` has the rows that ``cms/campaign/loading.py`` brings into the database."""

    path: Path
    key: str
    """In names of files and of the ledger: small Latin letters, digits and hyphens."""
    title: str
    """The name of the installation, where no language is known: authenticator apps, the API, exchange files."""
    languages: tuple[str, ...]
    source: str
    admin_languages: tuple[str, ...]
    time_zone: str
    country: str
    """The country whose telephone numbers are written in their national form (ISO 3166)."""
    mail_sender: str
    letterhead: tuple[str, ...]
    """The lines at the head of reports, in the source language whatever the language of the rest."""
    colours: Mapping[str, str]
    """Colours of the site by the names in ``static/colours.css``, without the hyphens before them."""
    dark_colours: Mapping[str, str]
    """The same for readers who prefer the dark."""
    paper_poster: PosterColours
    screen_poster: PosterColours
    emblem: str
    """The emblem as SVG, to put into pages that load no other file."""
    tables: Mapping[str, tuple[Row, ...]]
    places: tuple[Row, ...]
    reader_countries: tuple[str, ...]
    """The countries that readers are offered when they say where they are (ISO 3166)."""
    home_countries: Mapping[str, str]
    """The country in which most readers of a language live, by language; not every language has one."""
    drawn_evidence: frozenset[str]
    """The kinds of evidence of which ``static/evidence.svg`` has a drawing, by their keys."""
    scenes: Mapping[str, tuple[str, ...]]
    """Files of ``static/drawings`` for each kind of page, for those without a picture of their own."""

    @property
    def static(self) -> Path:
        """The folder of the files that readers load: ``campaign/…`` among the static files."""
        return self.path / "static"

    @property
    def glossary(self) -> Path:
        return self.path / "glossary"

    @property
    def names(self) -> Path:
        """The file of what is special about this campaign's names; it may be missing."""
        return self.path / "names.toml"


class BrokenCampaign(ValueError):
    """The folder can't be used; ``faults`` has a sentence for each reason."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))
