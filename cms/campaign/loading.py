"""Loads the campaign's folder into the database. Loading again resets the rows to the folder.

Apps above this one load what the folder has for them: they register a loader in ``ready()``.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from cms.campaign.models import Campaign, EvidenceKind, Indicator, KeyDate, Phase, Place, Topic
from translations.campaign.folder import CampaignFolder, Row
from translations.campaign.reading import get_folder
from translations.languages import CODES, get_column

Loader = Callable[[Sequence[Row]], int]
"""Brings the rows of a table of the folder into the database and returns how many there are."""

_TABLES: tuple[tuple[str, type[models.Model], tuple[str, ...]], ...] = (
    ("topic", Topic, ("number",)),
    ("phase", Phase, ("number",)),
    ("key_date", KeyDate, ("day", "month")),
    ("evidence_kind", EvidenceKind, ("key",)),
    ("indicator", Indicator, ("code",)),
)
_loaders: dict[str, Loader] = {}


class AnotherCampaign(ValueError):
    """The database holds another campaign than the folder; the text says which."""


def register_loader(table: str, loader: Loader) -> None:
    """Have the rows of a table of the folder loaded by an app above this one."""
    _loaders[table] = loader


@transaction.atomic
def load_campaign(*, is_demonstration: bool = False, folder: CampaignFolder | None = None) -> dict[str, int]:
    """Create or update all rows of the campaign; return the number of rows by kind.

    Raise ``AnotherCampaign`` if the database holds one with another key.
    """
    folder = folder or get_folder()
    refuse_another(folder)
    names = {**folder.tables["campaign"][0], "is_demonstration": is_demonstration}
    Campaign.objects.update_or_create(pk=1, defaults=make_columns(names))
    counts = {"campaign": 1}
    for name, model, key in _TABLES:
        for row in folder.tables[name]:
            lookup = {field: row[field] for field in key}
            model._default_manager.update_or_create(**lookup, defaults=make_columns(row))
        counts[name] = len(folder.tables[name])
    counts["place"] = _load_places(folder.places)
    for name, loader in _loaders.items():
        counts[name] = loader(folder.tables[name])
    return counts


def make_columns(row: Row) -> dict[str, Any]:
    """Convert ``name = {vi = …}`` into modeltranslation's columns ``name_vi``."""
    columns: dict[str, Any] = {}
    for field, value in row.items():
        if isinstance(value, dict):
            columns |= {get_column(field, code): text for code, text in value.items()}
        else:
            columns[field] = value
    return columns


def refuse_another(folder: CampaignFolder) -> None:
    """Raise ``AnotherCampaign`` if the database holds another campaign than the folder."""
    present = Campaign.objects.first()
    if present is not None and present.key != folder.key:
        raise AnotherCampaign(
            _(
                "This database holds the campaign “%(present)s”, and the folder %(path)s is that of “%(key)s”. "
                "Nothing was changed. Set CAMPAIGN_DIR to the folder of “%(present)s”, or use another database."
            )
            % {"present": present.key, "path": folder.path, "key": folder.key}
        )


def _load_places(rows: Sequence[Row]) -> int:
    for row in rows:
        Place.objects.update_or_create(
            code=row["code"],
            defaults={
                "official_name": row["official_name"],
                **{get_column("name", code): row[f"name_{code}"] for code in CODES if row.get(f"name_{code}")},
                "former_names": [name.strip() for name in row["former_names"].split(";") if name.strip()],
            },
        )
    return len(rows)
