"""Loads the first campaign from the files in ``data/``. Loading again resets the rows to the files."""

import csv
import tomllib
from pathlib import Path
from typing import Any

from django.db import models, transaction

from cms.campaign.models import Campaign, EvidenceKind, KeyDate, Phase, Province, Topic

DATA = Path(__file__).parent / "data"
_TABLES: tuple[tuple[str, type[models.Model], tuple[str, ...]], ...] = (
    ("topic", Topic, ("number",)),
    ("phase", Phase, ("number",)),
    ("key_date", KeyDate, ("day", "month")),
    ("evidence_kind", EvidenceKind, ("key",)),
)


@transaction.atomic
def load_campaign(*, is_demonstration: bool = False) -> dict[str, int]:
    """Create or update all rows of the campaign; return the number of rows by kind."""
    data = tomllib.loads((DATA / "campaign.toml").read_text(encoding="utf-8"))
    row = {**data["campaign"], "is_demonstration": is_demonstration}
    Campaign.objects.update_or_create(decision=row["decision"], defaults=_columns(row))
    counts = {"campaign": 1}
    for name, model, key in _TABLES:
        for row in data[name]:
            lookup = {field: row[field] for field in key}
            model._default_manager.update_or_create(**lookup, defaults=_columns(row))
        counts[name] = len(data[name])
    counts["province"] = _load_provinces()
    return counts


def _columns(row: dict[str, Any]) -> dict[str, Any]:
    """Convert ``name = {vi = …}`` into modeltranslation's columns ``name_vi``."""
    columns: dict[str, Any] = {}
    for field, value in row.items():
        if isinstance(value, dict):
            columns |= {f"{field}_{code.replace('-', '_')}": text for code, text in value.items()}
        else:
            columns[field] = value
    return columns


def _load_provinces() -> int:
    with (DATA / "provinces.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        Province.objects.update_or_create(
            code=row["code"],
            defaults={
                "official_name": row["official_name_vi"],
                "name_vi": row["name_vi"],
                "name_en": row["name_en"],
                "is_city": row["kind"] == "city",
                "former_names": [name.strip() for name in row["merged_in_2025"].split(";") if name.strip()],
            },
        )
    return len(rows)
