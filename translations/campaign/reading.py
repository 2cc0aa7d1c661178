"""The folder of data from which this installation runs its campaign: ``CAMPAIGN_DIR``, else ``campaigns/nho-nguon``.

It has everything that tells one campaign from another: names, languages, colours, emblem, places, topics, contacts.
It is read once, without Django, as the redirector reads it too; each of its faults is named in one sentence.
"""

import csv
import os
import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from translations.campaign.folder import BrokenCampaign, CampaignFolder, PosterColours, Row
from translations.campaign.look import (
    find_colour_faults,
    find_emblem_faults,
    find_evidence_faults,
    find_icon_faults,
    read_colours,
    read_dark_colours,
    read_drawn_evidence,
)
from translations.campaign.readers import find_reader_faults, find_share_faults, read_home
from translations.campaign.scenes import find_scene_faults, read_scenes
from translations.campaign.tables import PLACE_COLUMNS, TABLES, find_place_faults, find_table_faults
from translations.known_languages import KNOWN_BY_CODE, STAFF_LANGUAGES

VARIABLE = "CAMPAIGN_DIR"
DEFAULT = Path(__file__).resolve().parents[2] / "campaigns" / "nho-nguon"
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SETTINGS: dict[str, type] = {
    "key": str,
    "title": str,
    "languages": list,
    "source": str,
    "admin_languages": list,
    "time_zone": str,
    "country": str,
    "mail_sender": str,
    "letterhead": list,
}
POSTERS = ("paper", "screen")
NO_EVIDENCE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"/>'


@lru_cache(maxsize=1)
def get_folder() -> CampaignFolder:
    """Return this installation's campaign; raise ``BrokenCampaign`` with every fault of its folder."""
    return read_folder(Path(os.environ.get(VARIABLE) or DEFAULT))


def read_folder(path: Path) -> CampaignFolder:
    """Return the campaign in the folder; raise ``BrokenCampaign`` with every fault."""
    data = _read_toml(path)
    if faults := tuple(_find_setting_faults(data)):
        raise BrokenCampaign(faults)
    settings = {name: data[name] for name in SETTINGS}
    places, colours, emblem = _read_places(path), _read(path, "static/colours.css"), _read(path, "static/emblem.svg")
    has_evidence = (path / "static/evidence.svg").exists()
    evidence = _read(path, "static/evidence.svg") if has_evidence else NO_EVIDENCE
    tables = {name: _as_rows(data.get(name, [])) for name in TABLES}
    tables["campaign"] = ({**tables["campaign"][0], "key": data["key"]},) if tables["campaign"] else ()
    faults = (
        *find_table_faults(tables, source=data["source"], languages=data["languages"]),
        *find_place_faults(places, source=data["source"], languages=data["languages"]),
        *find_colour_faults(read_colours(colours)),
        *find_colour_faults(read_dark_colours(colours), scheme="in the dark"),
        *_find_poster_faults(data.get("poster")),
        *find_reader_faults(data.get("readers", {}), languages=data["languages"]),
        *find_share_faults(tables["share"]),
        *find_scene_faults(data.get("scenes", {})),
        *find_emblem_faults(emblem),
        *find_evidence_faults(evidence),
        *find_icon_faults(path),
    )
    if faults:
        raise BrokenCampaign(faults)
    return CampaignFolder(
        path=path,
        **{**settings, **{name: tuple(value) for name, value in settings.items() if isinstance(value, list)}},
        colours=read_colours(colours),
        dark_colours=read_dark_colours(colours),
        paper_poster=PosterColours(**data["poster"]["paper"]),
        screen_poster=PosterColours(**data["poster"]["screen"]),
        emblem=emblem.strip(),
        tables=tables,
        places=tuple(places),
        reader_countries=tuple(data.get("readers", {}).get("countries", ())),
        home_countries=read_home(data.get("readers", {})),
        drawn_evidence=read_drawn_evidence(evidence),
        scenes=read_scenes(data.get("scenes", {})),
    )


def _read(path: Path, name: str) -> str:
    try:
        return (path / name).read_text(encoding="utf-8")
    except OSError as error:
        raise BrokenCampaign((f"The campaign's folder {path} has no file {name} that can be read.",)) from error
    except UnicodeDecodeError as error:
        raise BrokenCampaign((f"{name} isn't encoded in UTF-8.",)) from error


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_read(path, "campaign.toml"))
    except tomllib.TOMLDecodeError as error:
        raise BrokenCampaign((f"campaign.toml isn't valid TOML: {error}.",)) from error


def _read_places(path: Path) -> list[dict[str, str]]:
    reader = csv.DictReader(_read(path, "places.csv").removeprefix("\ufeff").splitlines())
    columns = tuple(reader.fieldnames or ())
    if missing := [name for name in PLACE_COLUMNS if name not in columns]:
        raise BrokenCampaign((f"places.csv lacks these columns: {', '.join(missing)}.",))
    return list(reader)


def _as_rows(value: Any) -> tuple[Row, ...]:
    rows = value if isinstance(value, list) else [value]
    return tuple(row for row in rows if isinstance(row, dict))


def _find_setting_faults(data: dict[str, Any]) -> Iterator[str]:
    """Yield the faults without which nothing else can be read."""
    for name in sorted(data.keys() - SETTINGS.keys() - set(TABLES) - {"poster", "readers", "scenes"}):
        yield f"campaign.toml has “{name}”, which isn't a part of a campaign."
    for name, kind in SETTINGS.items():
        value = data.get(name)
        if not isinstance(value, kind) or (
            isinstance(value, list) and not all(isinstance(each, str) for each in value)
        ):
            shape = "a list of texts" if kind is list else "a text"
            yield f"campaign.toml must have “{name}”, {shape}."
        elif not value and name not in {"letterhead", "mail_sender"}:
            yield f"campaign.toml: “{name}” is empty."
    if all(isinstance(data.get(name), kind) for name, kind in SETTINGS.items()):
        yield from _find_language_faults(data)
        yield from _find_place_in_the_world_faults(data)


def _find_language_faults(data: dict[str, Any]) -> Iterator[str]:
    languages = data["languages"]
    for code in languages:
        if code not in KNOWN_BY_CODE:
            known = ", ".join(KNOWN_BY_CODE)
            yield f"campaign.toml: “{code}” isn't a language that can be chosen. Choose from these: {known}."
    if len(set(map(str, languages))) < len(languages):
        yield "campaign.toml: a language is in “languages” twice."
    if data["source"] not in languages:
        yield f"campaign.toml: the source language “{data['source']}” isn't one of “languages”."
    for code in data["admin_languages"]:
        if code not in STAFF_LANGUAGES or code not in languages:
            yield (
                f"campaign.toml: “{code}” can't be a language of the desk's pages. They are written in "
                f"{' and '.join(STAFF_LANGUAGES)}, and the campaign must speak the language."
            )


def _find_place_in_the_world_faults(data: dict[str, Any]) -> Iterator[str]:
    if not KEY.fullmatch(data["key"]):
        yield f"campaign.toml: the key “{data['key']}” may have small Latin letters, digits and hyphens only."
    if not re.fullmatch(r"[A-Z]{2}", data["country"]):
        yield f"campaign.toml: the country “{data['country']}” isn't a code of two capital letters (ISO 3166)."
    try:
        ZoneInfo(data["time_zone"])
    except (ValueError, OSError, KeyError):
        yield f"campaign.toml: there is no time zone “{data['time_zone']}”."


def _find_poster_faults(posters: Any) -> Iterator[str]:
    names = set(PosterColours.__dataclass_fields__)
    for kind in POSTERS:
        colours = posters.get(kind) if isinstance(posters, dict) else None
        if not isinstance(colours, dict) or set(colours) != names:
            yield f"campaign.toml, poster.{kind}, must have exactly these colours: {', '.join(sorted(names))}."
            continue
        for name, value in colours.items():
            if not re.fullmatch(r"#[0-9A-Fa-f]{6}", str(value)):
                yield f"campaign.toml, poster.{kind}: “{name}” must be a colour such as #1d3f66, not “{value}”."
