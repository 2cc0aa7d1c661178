"""Any number of Vietnamese texts, varied from the sentences of the demonstration and of the glossary."""

from __future__ import annotations

import csv
import random
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SENTENCE = re.compile(r"[^.!?]+[.!?]?")
NUMBER = re.compile(r"\d+")
TAG = re.compile(r"<[^>]*>")
# Sentences with fewer words are not varied.
MIN_WORDS = 4


class Texts:
    """A generator that makes the same texts from the same seed."""

    def __init__(self, *, seed: int) -> None:
        self.random = random.Random(seed)
        self.terms = [row["term"] for row in read_table(ROOT / "campaigns/nho-nguon/glossary/vi.csv")]
        self.places = [row["name_vi"] for row in read_table(ROOT / "campaigns/nho-nguon/places.csv")]
        self.sentences = read_sentences()
        self.words = sorted({word for sentence in self.sentences for word in sentence.split()})

    def make(self, count: int) -> list[str]:
        """Return this number of distinct texts."""
        made: dict[str, None] = {}
        while len(made) < count:
            made[self.make_one()] = None
        return list(made)

    def make_one(self) -> str:
        """Return one or two sentences with other terms, numbers and places, and up to three words changed."""
        text = " ".join(self.random.sample(self.sentences, k=self.random.choice((1, 1, 1, 2))))
        for term in self.terms:
            if term in text and self.random.random() < 0.5:
                text = text.replace(term, self.random.choice(self.terms))
        text = NUMBER.sub(lambda _match: str(self.random.randint(1, 2100)), text)
        if self.random.random() < 0.4:
            text = f"{text.rstrip('.')} ở {self.random.choice(self.places)}."
        return self.change(text, words=self.random.randint(0, 3))

    def change(self, text: str, *, words: int) -> str:
        """Return the text with some words replaced, removed or inserted."""
        parts = text.split()
        for _ in range(words):
            place = self.random.randrange(len(parts))
            new = self.random.choice(
                ([], [self.random.choice(self.words)], [parts[place], self.random.choice(self.words)])
            )
            parts[place : place + 1] = new if len(parts) > 1 or new else [parts[place]]
        return " ".join(parts)


def read_table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_sentences() -> list[str]:
    texts = [row["note"] for row in read_table(ROOT / "campaigns/nho-nguon/glossary/vi.csv")]
    for path in sorted((ROOT / "demo/content").glob("*/vi.toml")):
        texts += _find_strings(tomllib.loads(path.read_text(encoding="utf-8")))
    found = (sentence.strip() for text in texts for sentence in SENTENCE.findall(TAG.sub(" ", text)))
    return sorted({sentence for sentence in found if len(sentence.split()) >= MIN_WORDS})


def _find_strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _find_strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _find_strings(inner)
