"""BagIt archives: the same bytes for the same files, and valid manifests."""

import hashlib
import zipfile
from contextlib import contextmanager
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.kits.bag import PayloadFile, PayloadFileChanged, pack

names = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)
payloads = st.dictionaries(names, st.binary(max_size=200), min_size=1, max_size=6)


def make_file(path: str, content: bytes, size: int | None = None) -> PayloadFile:
    @contextmanager
    def open_it():
        yield BytesIO(content)

    return PayloadFile(path, len(content) if size is None else size, open_it)


def make_bag(payload: dict[str, bytes]) -> tuple[bytes, list]:
    target = BytesIO()
    packed = pack(
        target,
        files=[make_file(path, content) for path, content in payload.items()],
        info={"Bagging-Date": "2026-11-24"},
        write_tags=lambda files: {"index.html": b"<p>start</p>"},
    )
    return target.getvalue(), packed


@given(payloads)
def test_the_same_payload_gives_the_same_bytes_in_any_order(payload: dict[str, bytes]) -> None:
    assert make_bag(payload)[0] == make_bag(dict(reversed(payload.items())))[0]


@given(payloads)
def test_every_file_is_listed_with_its_hash_and_is_at_its_offset(payload: dict[str, bytes]) -> None:
    archive, packed = make_bag(payload)

    with zipfile.ZipFile(BytesIO(archive)) as bag:
        assert bag.testzip() is None
        lines = bag.read("manifest-sha256.txt").decode().splitlines()
        tags = bag.read("tagmanifest-sha256.txt").decode().splitlines()
        for line in [*lines, *tags]:
            sha256, _, path = line.partition("  ")
            assert hashlib.sha256(bag.read(path)).hexdigest() == sha256
        assert bag.read("bagit.txt").startswith(b"BagIt-Version: 1.0\n")
        oxum = f"Payload-Oxum: {sum(map(len, payload.values()))}.{len(payload)}"
        assert oxum in bag.read("bag-info.txt").decode()
    assert len(lines) == len(payload)
    for file in packed:
        assert archive[file.offset : file.offset + file.size] == payload[file.path.removeprefix("data/")]


def test_a_file_longer_than_announced_makes_no_bag() -> None:
    with pytest.raises(PayloadFileChanged, match=r"a\.txt has 3 bytes instead of 2"):
        pack(BytesIO(), files=[make_file("a.txt", b"abc", 2)], info={}, write_tags=lambda files: {})
