"""A second campaign, with another source language, runs from its folder alone and shows no trace of the first."""

import html
import json
import os
import re
import subprocess
import sys
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from tests.campaign.test_folder import FLOOD_ARCHIVE, ROOT
from translations.campaign.folder import CampaignFolder
from translations.campaign.reading import DEFAULT, read_folder
from translations.known_languages import KNOWN_LANGUAGES
from translations.term_tables import TargetRow, parse_table

SHORTEST = 4
"""Of a word in plain Latin letters that is looked for; in other scripts a word may be two characters long."""
WORLD_LISTS = re.compile(r'<option[^>]*value="(?:[A-Z]{2}|[A-Za-z]+/[A-Za-z_/+-]+)"[^>]*>[^<]*</option>')
"""Forms offer all countries and time zones of the world, Vietnam among them."""
SPOKEN_OF = ("liệt sĩ", "Việt Nam", "Hà Nội", "hài cốt liệt sĩ")
"""Terms of the first campaign whose renderings in all its languages no page of another may have."""


def run(tmp_path: Path, *command: str) -> str:
    """Run a command of the project in a process whose campaign is the flood archive."""
    data = tmp_path / "data"
    data.mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    environment = {
        **kept,
        "CAMPAIGN_DIR": str(FLOOD_ARCHIVE),
        "DJANGO_SETTINGS_MODULE": "cms.settings.test",
        "DATABASE_URL": f"sqlite:///{data}/walk.sqlite3",
        "DATA_DIR": str(data),
    }
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


@lru_cache(maxsize=1)
def list_traces() -> tuple[str, ...]:
    """Return what only the first campaign has: names in all its languages, places, terms, colours, emblem, zone."""
    first, other = read_folder(DEFAULT), read_folder(FLOOD_ARCHIVE)
    own = {*_list_words(first), "Nhớ Nguồn", "nho-nguon", "Ho_Chi_Minh", "Hanoi", "Vietnam", "Viet Nam", "+84"}
    return tuple(sorted({fold(each) for each in own} - {fold(each) for each in _list_words(other)}))


def _list_words(folder: CampaignFolder) -> set[str]:
    texts = {
        text
        for name, rows in folder.tables.items()
        for row in rows
        for value in row.values()
        if isinstance(value, dict) and name != "evidence_kind"
        for text in value.values()
    }
    places = {row["official_name"] for row in folder.places}
    colours = {*folder.colours.values(), *vars(folder.paper_poster).values(), *vars(folder.screen_poster).values()}
    shapes = set(re.findall(r' d="([^"]+)"', folder.emblem))
    words = texts | places | shapes | {*folder.letterhead} | {each for each in colours if each != "#FFFFFF"}
    words |= {language.name_vi for language in KNOWN_LANGUAGES if folder.source == "vi"}
    return {each for each in words | _list_renderings(folder) if len(each) >= SHORTEST or not each.isascii()}


def _list_renderings(folder: CampaignFolder) -> set[str]:
    found = set(SPOKEN_OF) if folder.source == "vi" else set()
    for path in folder.glossary.glob("*.csv") if folder.source == "vi" else ():
        if path.stem != folder.source:
            rows = parse_table(path.read_bytes(), language=path.stem, name=path.name)
            targets = [row for row in rows if isinstance(row, TargetRow)]
            found |= {row.renderings.split("|")[0].strip() for row in targets if row.term in SPOKEN_OF}
    return found


def fold(text: str) -> str:
    return unicodedata.normalize("NFC", html.unescape(text)).casefold()


def find_traces(text: str) -> list[str]:
    plain = text.replace("\\u003C", "<").replace("\\u003c", "<").replace("\\u003E", ">").replace("\\u003e", ">")
    folded = fold(WORLD_LISTS.sub("", plain.replace('\\"', '"')))
    return [trace for trace in list_traces() if trace in folded]


QUICK = """
import django, json; django.setup()
from io import BytesIO
from PIL import Image
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from cms.render.artwork import PosterWords
from cms.render.poster import make_base
call_command("check", fail_level="WARNING")
call_command("makemigrations", check=True, dry_run=True, verbosity=0)
words = PosterWords("Do you have a photograph?", (), "Scan the code.", "", "Flood Archive", "The archive's desk")
base = make_base(words=words, language="en", format_code="lift-portrait-hd", template="call")
with Image.open(BytesIO(base.content)) as image:
    corner = "#{:02X}{:02X}{:02X}".format(*image.convert("RGB").getpixel((2, 2)))
print("ANSWER" + json.dumps({
    "languages": [code for code, _name in settings.LANGUAGES], "source": settings.LANGUAGE_CODE,
    "zone": settings.TIME_ZONE, "admin": settings.WAGTAILADMIN_PERMITTED_LANGUAGES, "site": settings.WAGTAIL_SITE_NAME,
    "issuer": settings.MFA_TOTP_ISSUER, "api": settings.SPECTACULAR_SETTINGS["TITLE"],
    "ledger": settings.LEDGER_NAME, "sender": settings.DEFAULT_FROM_EMAIL, "corner": corner,
    "emblem": finders.find("campaign/emblem.svg"), "colours": finders.find("campaign/colours.css"),
}))
"""


def test_settings_and_posters_are_those_of_the_folder_and_migrations_are_the_same(tmp_path: Path) -> None:
    answer: dict[str, Any] = json.loads(run(tmp_path, "-c", QUICK).rpartition("ANSWER")[2])

    title = "Marrowmere Flood Archive"
    assert (answer["languages"], answer["source"]) == (["en", "fr", "es"], "en")
    assert answer["admin"] == [["en", "English"]] and answer["zone"] == "America/Halifax"
    assert {answer["site"], answer["issuer"], answer["api"]} == {title}
    assert answer["ledger"] == "flood-archive/ledger"
    assert answer["sender"] == f'"{title}" <flood-archive@localhost>'
    assert answer["corner"] == read_folder(FLOOD_ARCHIVE).screen_poster.ground
    assert answer["emblem"] == str(FLOOD_ARCHIVE / "static" / "emblem.svg")
    assert answer["colours"] == str(FLOOD_ARCHIVE / "static" / "colours.css")
    assert find_traces(json.dumps(answer)) == []


@pytest.mark.parametrize(
    "planted",
    ["© Nhớ Nguồn", "<b>Martyr</b>", "павший за Родину", "Chiến dịch 500 ngày đêm", "#8C1C13", "Tel. +84 1", "烈士"],
)
def test_trace_is_found(planted: str) -> None:
    assert find_traces(f"<p>{planted}</p>")
    assert not find_traces('<p>Flood Archive</p><option value="VN">Vietnam</option>')


SHOWN = ("cms/**/templates/**/*", "outreach/**/templates/**/*", "static/**/*.*", "media_templates/[dp]*/*.typ")
"""Files that pages, mails and artwork are made of; the cards are those of the demonstration's films."""


@pytest.mark.parametrize("pattern", SHOWN)
def test_no_template_or_style_has_a_trace_of_a_campaign(pattern: str) -> None:
    files = [path for path in ROOT.glob(pattern) if path.suffix in {".html", ".txt", ".xml", ".css", ".js", ".typ"}]

    traces = {str(path): found for path in files if (found := find_traces(path.read_text(encoding="utf-8")))}

    assert files and traces == {}


WALK = "import django; django.setup(); from tests.campaign.walk_in_flood_archive import main; main()"


@pytest.mark.slow(once_in=15)
def test_whole_campaign_runs_from_its_folder_without_a_trace_of_the_first(tmp_path: Path) -> None:
    seen: dict[str, Any] = json.loads(run(tmp_path, "-c", WALK))
    answers, facts = seen["answers"], seen["facts"]

    assert (facts["site"], facts["root"], facts["campaigns"]) == ("Marrowmere Flood Archive", "en", 1)
    assert facts["topics"] == ["after", "nights"] and facts["places"] == ["Eastbank", "Millgate", "Old Wharf"]
    assert facts["placeholders"] == 1
    assert facts["demonstration"].startswith("The demonstration is that of the campaign “nho-nguon”")
    assert facts["french"] == [True, "Qui a gardé une photographie ?"]
    assert facts["corner"] == read_folder(FLOOD_ARCHIVE).screen_poster.ground
    assert "/calls/photographs/" in facts["redirect"]
    assert facts["mails"] >= 2 and "<rss" in answers["player feed.mrss"]
    assert len(answers) > 150
    assert {answer[:3] for name, answer in answers.items() if name.startswith("/")} <= {
        "200",
        "400",
        "404",
        "403",
        "405",
    }
    assert '<html lang="en" dir="ltr">' in answers["/en/calls/photographs/"]
    assert "Water leaves, words stay" in answers["/en/"] and "(902) 555-0123" in answers["/en/calls/photographs/"]
    assert "please let us copy it" in answers["notice unknown en"] and "#14506b" in answers["notice unknown fr"]
    assert "the schools that show its posters" in answers["/accounts/login/"]
    traces = {name: found for name, answer in answers.items() if (found := find_traces(answer))}
    assert traces == {}
