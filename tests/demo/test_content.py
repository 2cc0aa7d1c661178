"""Texts of the demonstration campaign: the same structure and facts, and the right script, in every language."""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demo.files import APPROVED, OUT_OF_DATE, Item, read_items
from translations.languages import CODES, SOURCE

CONTENT = Path(__file__).resolve().parents[2] / "demo" / "content"
ITEMS = sorted(path.parent.name for path in CONTENT.glob("*/item.toml"))
IN_ALL_LANGUAGES = {
    "home",
    "about",
    "how-to-give",
    "privacy",
    "accessibility",
    "call-witnesses",
    "call-mementos",
    "call-overseas",
    "story-map-from-memory",
    "story-notebook",
    "film-while-memory-speaks",
}
CAMPAIGN = {"story": 6, "film": 2, "call": 3, "rebuttal": 2, "event": 1}
"""How many items of each kind the demonstration has, beside the home page and the standard pages."""
LANGUAGES_OF_REBUTTALS = {"vi", "en", "ko", "fr", "ja", "zh-hans"}
TEXTS = [(item, path.stem) for item in ITEMS for path in sorted((CONTENT / item).glob("*.toml")) if path.stem in CODES]
TRANSLATIONS = [(item, language) for item, language in TEXTS if language != SOURCE]
SUBTITLES = sorted(CONTENT.glob("*/subtitles/*.vtt"))

TOKEN = re.compile(r"\[\[([a-z0-9-]+)\]\]")
TAG = re.compile(r"<(/?)(\w+)[^>]*>")
ALLOWED_TAGS = {"p", "b", "i", "a", "ul", "ol", "li"}
EXCLAMATION_MARKS = "!\uff01\u00a1\u203c\u2757"
SCRIPTS = {
    "ko": "HANGUL",
    "ja": "HIRAGANA|KATAKANA|CJK|IDEOGRAPHIC",
    "th": "THAI",
    "lo": "LAO",
    "km": "KHMER",
    "zh-hans": "CJK",
    "ru": "CYRILLIC",
    "ar": "ARABIC",
}
VIETNAMESE_ONLY = re.compile(r"[ăắằẳẵặấầẩẫậđếềểễệốồổỗộơớờởỡợưứừửữựạảẹẻẽịỉĩọỏụủũỵỷỹ]", re.IGNORECASE)
PROPER_NAMES = ("Nhớ Nguồn",)
LONGEST_HEADLINE = 60
"""The most characters in a poster's headline; the poster tests check whether it fits a format."""


def read(item: str, language: str) -> dict[str, Any]:
    return tomllib.loads((CONTENT / item / f"{language}.toml").read_text(encoding="utf-8"))


def strings(value: Any) -> Iterator[str]:
    """Yield every text of the value, depth first, without the types of blocks."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            if key != "type":
                yield from strings(part)


def shape(text: dict[str, Any]) -> dict[str, Any]:
    """Return what must be the same in every language: fields, blocks, list lengths, days, and facts by field."""
    fields = {key: len(value) if isinstance(value, list) else "text" for key, value in text.items() if key != "body"}
    blocks = [
        (
            block["type"],
            len(block.get("items", [])),
            [entry.get("day") for entry in block.get("entries", [])],
            TAG.sub(r"<\1\2>", block.get("html", "")).count("<li>"),
        )
        for block in text.get("body", [])
    ]
    facts = [sorted(TOKEN.findall(" ".join(strings(block)))) for block in text.get("body", [])]
    other = {key: sorted(TOKEN.findall(" ".join(strings(value)))) for key, value in text.items() if key != "body"}
    return {"fields": fields, "blocks": blocks, "facts": facts, "facts of fields": other}


def letters_outside(text: str, *, script: str) -> list[str]:
    """Return the letters that aren't in the language's script, except Latin ones, which names use."""
    plain = TAG.sub("", TOKEN.sub("", text))
    allowed = re.compile(f"LATIN|{script}|MODIFIER LETTER")
    return [char for char in plain if char.isalpha() and not allowed.match(unicodedata.name(char, ""))]


def share_of_script(text: str, *, script: str) -> float:
    """Return the share of the letters; of a text without any, such as a fact alone, all of them."""
    letters = [char for char in TAG.sub("", TOKEN.sub("", text)) if char.isalpha()]
    return sum(bool(re.match(script, unicodedata.name(char, ""))) for char in letters) / len(letters) if letters else 1


def test_every_item_has_its_vietnamese_source() -> None:
    missing = [item for item in ITEMS if not (CONTENT / item / f"{SOURCE}.toml").exists()]

    assert not missing
    assert len(ITEMS) >= 12


def list_live_languages(item: Item) -> set[str]:
    return {SOURCE} | {code for code in item.targets if item.status_of(code) in (APPROVED, OUT_OF_DATE)}


def test_campaign_has_its_stories_films_calls_rebuttals_and_an_event() -> None:
    kinds = Counter(item.kind for item in read_items())

    assert {kind: kinds[kind] for kind in CAMPAIGN} == CAMPAIGN


def test_readers_find_stories_in_five_languages_and_rebuttals_in_six() -> None:
    live = {item.name: list_live_languages(item) for item in read_items()}

    for name, languages in live.items():
        if name.startswith("story-"):
            assert languages >= {"vi", "en", "ko"}, name
            assert len(languages) >= 5, name
        if name.startswith("rebuttal-"):
            assert languages >= LANGUAGES_OF_REBUTTALS, name
    assert all(live[name] == set(CODES) for name in IN_ALL_LANGUAGES)


@pytest.mark.parametrize("item", sorted(IN_ALL_LANGUAGES))
def test_item_is_written_in_all_twelve_languages(item: str) -> None:
    written = {language for name, language in TEXTS if name == item}

    assert written == set(CODES)


@pytest.mark.parametrize(("item", "language"), TRANSLATIONS)
def test_translation_has_the_blocks_and_facts_of_its_source(item: str, language: str) -> None:
    assert shape(read(item, language)) == shape(read(item, SOURCE))


@pytest.mark.parametrize(("item", "language"), TEXTS)
def test_text_uses_only_facts_of_the_register(item: str, language: str) -> None:
    register = tomllib.loads((CONTENT / "facts.toml").read_text(encoding="utf-8"))
    known = {fact["key"] for fact in register["fact"]}

    used = set(TOKEN.findall(" ".join(strings(read(item, language)))))

    assert used <= known


@pytest.mark.parametrize(("item", "language"), TEXTS)
def test_text_keeps_within_its_lengths(item: str, language: str) -> None:
    text = read(item, language)

    assert item == "home" or 0 < len(text["title"]) <= 90
    assert len(text.get("summary", "")) <= 200
    assert len(text["search_description"]) <= 200
    assert len(text.get("introduction", "")) <= 600
    assert len(text.get("poster_headline", "")) <= LONGEST_HEADLINE
    assert len(text.get("poster_text", [])) <= 3
    assert all(len(line) <= 60 for line in text.get("poster_text", []))


@pytest.mark.parametrize(("item", "language"), TEXTS)
def test_text_is_normalised_and_calm(item: str, language: str) -> None:
    for text in strings(read(item, language)):
        assert unicodedata.is_normalized("NFC", text)
        assert not set(text) & set(EXCLAMATION_MARKS), text
        assert text == text.strip()
        assert {tag for _, tag in TAG.findall(text)} <= ALLOWED_TAGS


@pytest.mark.parametrize(("item", "language"), [pair for pair in TRANSLATIONS if pair[1] in SCRIPTS])
def test_translation_is_in_its_script(item: str, language: str) -> None:
    text = read(item, language)

    assert letters_outside(" ".join(strings(text)), script=SCRIPTS[language]) == []
    for part in strings(text):
        if part not in PROPER_NAMES:
            assert share_of_script(part, script=SCRIPTS[language]) >= 0.5, part


@pytest.mark.parametrize(("item", "language"), TRANSLATIONS)
def test_translation_has_no_vietnamese_left_in_it(item: str, language: str) -> None:
    for text in strings(read(item, language)):
        assert not VIETNAMESE_ONLY.search(re.sub("|".join(PROPER_NAMES), "", text)), text


@pytest.mark.parametrize("path", SUBTITLES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_subtitles_keep_the_reading_limits(path: Path) -> None:
    """Allow two lines, with 42 characters a line and 17 a second (Korean: 16 and 12)."""
    line_limit, second_limit = (16, 12) if path.stem == "ko" else (42, 17)
    header, *cues = path.read_text(encoding="utf-8").strip().split("\n\n")

    assert header == "WEBVTT"
    previous_end = 0.0
    for cue in cues:
        _, timing, *lines = cue.split("\n")
        start, end = (seconds(mark) for mark in timing.split(" --> "))
        assert previous_end <= start < end
        assert len(lines) <= 2
        assert max(len(line) for line in lines) <= line_limit, lines
        assert sum(len(line) for line in lines) / (end - start) <= second_limit, lines
        previous_end = end


def seconds(mark: str) -> float:
    hours, minutes, rest = mark.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def test_films_have_subtitles_in_each_of_their_languages() -> None:
    films = [item for item in ITEMS if item.startswith("film-")]

    for film in films:
        assert {path.stem for path in (CONTENT / film / "subtitles").iterdir()} == {
            language for name, language in TEXTS if name == film
        }


def test_checks_find_planted_faults() -> None:
    source = read("call-witnesses", SOURCE)
    changed = read("call-witnesses", "ko")
    changed["body"][1]["text"] = "기억나는 대로 알려 주십시오."

    assert shape(changed) != shape(source)
    assert letters_outside("แผนที่ map и", script=SCRIPTS["th"]) == ["и"]
    assert VIETNAMESE_ONLY.search("the tìm kiếm work")
    assert not VIETNAMESE_ONLY.search("à côté des familles")
