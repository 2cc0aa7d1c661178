"""Hostile uploads by every entrance: each is refused with a sentence, or accepted with nothing but its content left.

The files are made in ``corpus``, and what was accepted is searched by parsers of its own.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile, File

from cms.files.images import clean_image
from cms.files.refusal import UploadRefused
from cms.files.uploads import clean_document, clean_film
from tests.files.corpus import HostileFile
from tests.files.corpus.films import list_films, list_recordings
from tests.files.corpus.images import draw, list_images
from tests.files.corpus.office import list_office
from tests.files.corpus.pdfs import list_pdfs
from tests.files.corpus.traces import find_traces
from tests.files.corpus.tracks import list_others, list_tracks

Entrance = Callable[[File], Any]


def take_film(file: File) -> File:
    return clean_film(file).file


ENTRANCES: dict[str, tuple[Entrance, list[HostileFile]]] = {
    "image": (clean_image, list(list_images())),
    "document": (
        clean_document,
        [*list_pdfs(), *list_office(), *list_recordings(), *list_tracks(), *list_others()],
    ),
    "film as document": (clean_document, [each for each in list_films() if each.name.endswith(".mp4")]),
    "film": (take_film, list(list_films())),
}


def list_cases() -> list[Any]:
    return [
        pytest.param(entrance, each, id=f"{name}: {each.label}")
        for name, (entrance, files) in ENTRANCES.items()
        for each in files
    ]


@pytest.mark.parametrize(("entrance", "hostile"), list_cases())
def test_hostile_upload_is_refused_or_accepted_clean(entrance: Entrance, hostile: HostileFile) -> None:
    accepted, reason = pass_through(entrance, hostile)

    assert (accepted is None) is bool(reason)
    assert reason == "" or (reason.endswith(".") and len(reason) > 15)
    assert not (accepted and hostile.is_refused)
    assert accepted is None or find_traces(accepted.name, accepted.read()) == []


def pass_through(entrance: Entrance, hostile: HostileFile) -> tuple[File | None, str]:
    """Return the accepted file, or the reason why it is refused."""
    try:
        accepted: File = entrance(ContentFile(hostile.content, name=hostile.name))
    except UploadRefused as refused:
        return None, str(refused)
    accepted.seek(0)
    return accepted, ""


def test_corpus_has_at_least_150_different_files() -> None:
    contents = {hostile.content for _entrance, files in ENTRANCES.values() for hostile in files}

    assert len(contents) >= 150


def test_image_that_is_small_on_disk_and_huge_in_memory_is_refused() -> None:
    bomb = draw(size=(11_000, 11_000))
    assert len(bomb) < 1024 * 1024

    with pytest.raises(UploadRefused, match="11000 × 11000"):
        clean_image(ContentFile(bomb, name="photo.png"))


def test_search_finds_the_traces_in_most_files_as_they_came() -> None:
    """Proves that the corpus is hostile, and that the search can find what must not be left."""
    files = [each for _entrance, files in ENTRANCES.values() for each in files if not each.is_refused]

    missed = [each.label for each in files if not is_traced(each)]

    assert missed == []


def is_traced(hostile: HostileFile) -> bool:
    try:
        return bool(find_traces(hostile.name, hostile.content))
    except Exception:  # noqa: BLE001  (parsers give up on hostile files in many ways)
        return True
