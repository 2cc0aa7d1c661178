"""A campaign's folder is read whole or refused, with one sentence for each fault."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cms.facts.models import ChannelKind
from translations.campaign.folder import BrokenCampaign
from translations.campaign.reading import DEFAULT, get_folder, read_folder
from translations.campaign.tables import CONTACT_KINDS

ROOT = Path(__file__).resolve().parents[2]
FLOOD_ARCHIVE = ROOT / "tests" / "campaigns" / "flood-archive"
Change = Callable[[Path], None]
SVG = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the flood archive's folder, to break."""
    return Path(shutil.copytree(FLOOD_ARCHIVE, tmp_path / "campaign"))


def replace(name: str, old: str, new: str) -> Change:
    def change(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text, old
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def remove(name: str) -> Change:
    return lambda folder: (folder / name).unlink()


def insert(part: str) -> Change:
    return replace("campaign.toml", "[campaign]\n", f"{part}\n\n[campaign]\n")


def write(name: str, text: str) -> Change:
    def change(folder: Path) -> None:
        (folder / name).write_text(text, encoding="utf-8")

    return change


FAULTS = {
    remove("campaign.toml"): "has no file campaign.toml that can be read.",
    remove("static/emblem.svg"): "has no file static/emblem.svg that can be read.",
    replace("campaign.toml", "[poster.paper]", "[poster.paper"): "campaign.toml isn't valid TOML",
    replace("campaign.toml", 'source = "en"\n', ""): "campaign.toml must have “source”, a text.",
    replace("campaign.toml", '"fr", "es"]', '"fr", "xx"]'): "“xx” isn't a language that can be chosen.",
    replace("campaign.toml", 'source = "en"', 'source = "de"'): "the source language “de” isn't one of “languages”.",
    replace("campaign.toml", 'admin_languages = ["en"]', 'admin_languages = ["fr"]'): "“fr” can't be a language of the",
    replace("campaign.toml", "America/Halifax", "Atlantis/Harbour"): "there is no time zone “Atlantis/Harbour”.",
    replace("campaign.toml", 'country = "CA"', 'country = "Canada"'): "the country “Canada” isn't a code of two",
    replace("campaign.toml", 'key = "flood-archive"', 'key = "Flood Archive"'): "the key “Flood Archive” may",
    replace("campaign.toml", "title =", 'colour = "blue"\ntitle ='): "campaign.toml has “colour”, which isn't a part",
    replace("campaign.toml", 'en = "Afterwards"\n', ""): "topic 2: “name” has no text in the source language (en).",
    replace("campaign.toml", 'fr = "Après"', 'de = "Danach"'): "topic 2: “name” has a text in “de”, which isn't one of",
    replace("campaign.toml", "number = 2", "number = 1"): "two rows of “topic” have the same number, 1.",
    replace("campaign.toml", "starts_on = 2026-10-01", "starts_on = 2029-10-01"): "phase 1: it ends on 2028-04-30,",
    replace("campaign.toml", "month = 4", "month = 13"): "key_date 1: there is no day 9 in the month 13.",
    replace("campaign.toml", 'kind = "hotline"', 'kind = "pigeon"'): "contact 1: “pigeon” isn't a kind of contact.",
    replace("campaign.toml", 'act = "#F4FBFF"', 'act = "white"'): "poster.paper: “act” must be a colour such as",
    replace("campaign.toml", 'edge = "#7FB3C4"', 'rim = "#7FB3C4"'): "poster.paper, must have exactly these colours",
    replace("places.csv", "MG,", "OW,"): "places.csv: the code OW is there twice.",
    replace("places.csv", "Millgate,Porte", "Millgate,,Porte"): "places.csv, line 3: there is a comma too many",
    replace("places.csv", "name_fr", "name_de"): "places.csv has unknown columns: name_de.",
    replace("static/colours.css", "--gold: #b5dcea;", ""): "static/colours.css lacks these colours: gold.",
    replace("static/colours.css", "--gold: #a5d2e3;", ""): "static/colours.css, in the dark, lacks these",
    replace("static/colours.css", "--lacquer-deep: #0c3547", "--lacquer-deep: #7a98a6"): "“lacquer-deep” on “paper”",
    replace("static/colours.css", "--act: #15556f", "--act: #5f9fb9"): "in the dark: “on-act” on “act” has",
    remove("static/icon-192.png"): "static lacks these icons: icon-192.png. Run: make drawings",
    replace("static/emblem.svg", "<rect", "<script/><rect"): "static/emblem.svg has the element “script”.",
    replace("static/emblem.svg", "<rect", '<rect onload="a"'): "the attribute “onload”, which could load",
    insert('[readers]\ncountries = ["Canada"]'): "campaign.toml, readers: “Canada” isn't a code of two capital letters",
    insert("[readers]\ncountries = 3"): "campaign.toml, readers, must have a list of countries",
    insert('[readers.home]\nde = "DE"'): "readers.home, has “de”, which isn't one of the campaign's languages.",
    insert("[readers]\nhome = 3"): "campaign.toml, readers, must have a list of countries, and a country for each",
    insert("[readers]\nplanet = 3"): "campaign.toml, readers, may have these parts only: countries, home.",
    insert('[[share]]\nname = "A"\naddress = "https://a"'): "campaign.toml, share: “https://a” has neither {url} nor",
    write("static/evidence.svg", f"<svg {SVG}><script/></svg>"): "static/evidence.svg has the element “script”.",
}  # fmt: skip


@pytest.mark.parametrize("change", FAULTS, ids=FAULTS.values())
def test_fault_is_named_in_a_sentence(folder: Path, change: Change) -> None:
    change(folder)

    with pytest.raises(BrokenCampaign) as refusal:
        read_folder(folder)

    (fault,) = refusal.value.faults
    assert FAULTS[change] in fault and fault.endswith(".")


def test_faults_are_found_all_at_once(folder: Path) -> None:
    for change in (replace("campaign.toml", "month = 4", "month = 13"), replace("places.csv", "MG,", "OW,")):
        change(folder)

    with pytest.raises(BrokenCampaign) as refusal:
        read_folder(folder)

    assert len(refusal.value.faults) == 2


def test_start_with_a_broken_folder_is_refused_with_its_faults_and_nothing_else(folder: Path) -> None:
    replace("campaign.toml", "America/Halifax", "Atlantis/Harbour")(folder)

    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT, env={"CAMPAIGN_DIR": str(folder)}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "there is no time zone “Atlantis/Harbour”." in done.stderr


def test_default_is_the_first_campaign() -> None:
    assert get_folder() == read_folder(DEFAULT)
    assert (get_folder().key, get_folder().source, len(get_folder().languages)) == ("nho-nguon", "vi", 12)


def test_kinds_of_contacts_are_those_of_the_register() -> None:
    assert set(CONTACT_KINDS) == set(ChannelKind.values)
