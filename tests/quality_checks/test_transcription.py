"""Vietnamese names are found in languages with other letters, and told apart from each other and from other words."""

import tomllib
from pathlib import Path

import pytest

from cms.quality_checks import transcription
from cms.quality_checks.system_checks import check_files
from cms.quality_checks.transcription import find_transcribed
from tests.benchmarks.facts.second_owners import FORMS
from tests.benchmarks.facts.third_persons import NAMES

LANGUAGES = ("ar", "ja", "km", "ko", "lo", "ru", "th", "zh-hans")


def list_written(language: str) -> list[tuple[str, list[str]]]:
    """Return the Vietnamese names of the benchmark's tables, each with its writings in the language."""
    second = zip(FORMS["names"]["vi"].split("|"), FORMS["names"][language].split("|"), strict=True)
    third = zip(NAMES["vi"], NAMES[language], strict=True)
    return [(name, written.split("/")) for name, written in (*second, *third)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_is_found_in_each_of_its_writings(language: str) -> None:
    starts = {
        (name, each): [start for start, _end in find_transcribed(name, f"({each})", language=language)]
        for name, written in list_written(language)
        for each in written
    }

    assert starts == {key: [1] for key in starts}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_is_found_in_the_writing_of_another(language: str) -> None:
    names = list_written(language)
    confused = [
        (name, each)
        for name, _own in names
        for other, written in names
        for each in written
        if name != other and find_transcribed(name, each, language=language)
    ]

    assert confused == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_is_found_in_sentences_about_other_things(language: str) -> None:
    path = Path(__file__).with_name("newsroom_renderings.toml")
    sentences = tomllib.loads(path.read_text(encoding="utf-8"))["sentence"]
    texts = [text for sentence in sentences for text in sentence.get(language, [])]

    found = [(name, text) for name in NAMES["vi"] for text in texts if find_transcribed(name, text, language=language)]

    assert len(texts) > 20
    assert found == []


@pytest.mark.parametrize(
    ("name", "text", "language"),
    [
        ("Nguyễn Văn An", "ທ້າວ Nguyen Van An ເກີດປີ 1945", "lo"),
        ("Nguyễn Văn An", "于Nguyễn Văn An生于1945年", "zh-hans"),
        ("Hoà Bình", "和平", "zh-hans"),
        ("Hòa Bình", "和平", "zh-hans"),
        ("Võ Thanh Sơn", "о Во Тхань Шоне", "ru"),
        ("Trần Đình Phúc", "وولد تران دينه فوك", "ar"),
    ],
)
def test_name_may_keep_its_letters_or_have_an_ending(name: str, text: str, language: str) -> None:
    assert len(find_transcribed(name, text, language=language)) == 1


@pytest.mark.parametrize(
    ("name", "text", "language"),
    [
        ("Lê Hoa", "เล่าหว", "th"),
        ("Vũ Thảo", "войти", "ru"),
        ("Nguyễn Văn An", "응우옌 반 안단", "ru"),
        ("An", "안", "ko"),
        ("New York", "뉴욕", "ko"),
        ("Nguyễn Văn An", "Nguyen Van Anh", "ko"),
    ],
)
def test_what_may_be_another_word_is_no_name(name: str, text: str, language: str) -> None:
    assert find_transcribed(name, text, language=language) == []


def test_table_that_cannot_be_read_is_reported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "transcriptions.toml"
    broken.write_text('[ko]\nbetween = " "\nvowels = "ᅡ"\nfewest_together = 3\n[ko.onsets]\nb = "(ᄇ"\n[ko.codas]\n')
    monkeypatch.setattr(transcription, "PATH", broken)

    assert [message.id for message in check_files() if "transcriptions.toml" in message.msg] == ["quality_checks.E004"]
