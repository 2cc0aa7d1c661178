"""Readers of finished files that use none of the project's code: posters are decoded and bags checked."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import unquote, urlsplit

import numpy as np
import pypdfium2
import zxingcpp
from bs4 import BeautifulSoup
from PIL import Image

from tests.journeys.person import squeeze


def read_code(content: bytes) -> str:
    """Return the text of the only code in a PNG or PDF."""
    found = zxingcpp.read_barcodes(_rasterise(content))
    assert len(found) == 1, f"{len(found)} codes in the file"
    return str(found[0].text)


def _rasterise(content: bytes) -> Any:
    if content.startswith(b"%PDF"):
        document = pypdfium2.PdfDocument(content)
        try:
            return document[0].render(scale=2, grayscale=True).to_numpy().copy()
        finally:
            document.close()
    assert content.startswith(b"\x89PNG"), content[:20]
    with Image.open(BytesIO(content)) as image:
        return np.array(image.convert("L"))


def get_path(address: str) -> str:
    """Return the path of a decoded address, in capitals as decoded."""
    return urlsplit(address).path


@dataclass(frozen=True)
class Bag:
    """A kit as its recipient receives it. Reading it verifies every hash."""

    files: dict[str, bytes]

    @classmethod
    def read(cls, content: bytes) -> Bag:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            assert archive.testzip() is None
            bag = cls({name: archive.read(name) for name in archive.namelist()})
        bag.check()
        return bag

    def check(self) -> None:
        """Check the declaration, and that both manifests are correct and complete (RFC 8493)."""
        assert self.files["bagit.txt"].startswith(b"BagIt-Version: 1.0\n")
        payload = self._check_manifest("manifest-sha256.txt")
        assert payload == {name for name in self.files if name.startswith("data/")}
        tags = self._check_manifest("tagmanifest-sha256.txt")
        assert tags == self.files.keys() - payload - {"tagmanifest-sha256.txt"}
        packed = [file for file in self.manifest["files"] if not file["fetched_apart"]]
        for file in packed:
            assert hashlib.sha256(self.files[file["path"]]).hexdigest() == file["sha256"]
        assert {file["path"] for file in packed} == payload

    def _check_manifest(self, name: str) -> set[str]:
        listed = set()
        for line in self.files[name].decode().splitlines():
            sha256, _, written = line.partition("  ")
            path = unquote(written)
            assert hashlib.sha256(self.files[path]).hexdigest() == sha256, path
            listed.add(path)
        return listed

    @property
    def manifest(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.files["manifest.json"])
        return document

    @property
    def start_page(self) -> str:
        return self.files["index.html"].decode()

    @property
    def start_text(self) -> str:
        """The text of the start page, in one line."""
        return squeeze(BeautifulSoup(self.start_page, "lxml").get_text())

    def get_files(self, *, role: str, language: str) -> list[bytes]:
        return [
            self.files[file["path"]]
            for file in self.manifest["files"]
            if file["role"] == role and file["language"] == language and not file["fetched_apart"]
        ]

    def read_texts(self, language: str) -> str:
        """The texts in the language that a person reads as they are, without PDF and DOCX."""
        texts = self.get_files(role="text", language=language)
        return b"".join(text for text in texts if not text.startswith((b"%PDF", b"PK"))).decode()

    @property
    def exclusions(self) -> set[tuple[str, str, str, str]]:
        return {(part["kind"], part["language"], part["part"], part["reason"]) for part in self.manifest["exclusions"]}
