"""P19: a track of 2,000 subtitles at the desk, opened, saved cue by cue, and imported, compared with one of 200."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cms.films.models import FilmPage
from cms.subtitles.cues import Cue, write_time
from cms.subtitles.webvtt import write_webvtt
from cms.translation_desk.forms import name_field
from tests.approvals.factories import Desk, accept, hand_in, make_desk, make_source, make_translation
from tests.benchmarks.rows import Row, measure

CUES, FEWER = 2_000, 200
REPEATS = {"small": 3, "full": 9}
TARGETS = {"opened": 2.0, "one cue saved": 0.3, "imported": 3.0}
GROWTH = 1.2
SOURCE_TEXT = "Người còn sống nhớ {number} người đã ngã xuống\nở một nơi không có tên trên bản đồ."


@dataclass(frozen=True)
class Track:
    """A film with a Korean translation, and a client of its translator."""

    client: Client
    page: FilmPage
    cues: int

    @property
    def address(self) -> str:
        return reverse("desk_subtitles", args=[self.page.translation_key, "ko"])


def rows(scale: str) -> Iterator[Row]:
    desk = make_desk()
    many, few = make_track(desk, cues=CUES), make_track(desk, cues=FEWER)
    turns = count(1)
    actions: dict[str, Callable[[Track], object]] = {
        "opened": open_page,
        "one cue saved": lambda track: save_cue(track, next(turns)),
        "imported": lambda track: import_file(track, next(turns)),
    }
    for what, action in actions.items():
        ours, peer = (measure(partial(action, track), repeats=REPEATS[scale]) for track in (many, few))
        growth = ours / peer / (CUES / FEWER)
        yield Row(
            id="P19",
            what=f"a track of {CUES:,} subtitles at the desk: {what}",
            ours=f"{ours * 1000:.0f} ms",
            peer=f"{peer * 1000:.0f} ms ({FEWER} subtitles)",
            ratio=growth,
            target=f"≤ {TARGETS[what]} s; growth ≤ {GROWTH}× linear",
            met=ours <= TARGETS[what] and growth <= GROWTH,
        )


def make_track(desk: Desk, *, cues: int) -> Track:
    film = make_source(desk.editor, FilmPage, title=f"Phim {cues}", subtitles=write_track(cues, SOURCE_TEXT))
    accept(hand_in(film, desk.editor), desk.publisher)
    page = make_translation(
        film,
        "ko",
        desk.translator,
        title=f"영화 {cues}",
        subtitles=write_track(cues, "남은 사람들은 {number}명을 기억합니다."),
    )
    client = Client(raise_request_exception=True)
    client.force_login(desk.translator)
    return Track(client, page, cues)


def write_track(cues: int, text: str) -> str:
    return write_webvtt(Cue(n * 4000, n * 4000 + 3500, text.format(number=n)) for n in range(cues))


def open_page(track: Track) -> None:
    _require(track.client.get(track.address).status_code, 200)


def save_cue(track: Track, turn: int) -> None:
    """Save one cue in the middle, as the page's script does."""
    place = track.cues // 2
    path = f"subtitles.{write_time(place * 4000)}".replace(".", ",").replace("subtitles,", "subtitles.")
    data = {"base_revision_id": _get_base(track), name_field(path): f"남은 사람들은 {place}명을 기억합니다. {turn}"}
    _require(track.client.post(track.address, data, headers={"Accept": "application/json"}).status_code, 200)


def import_file(track: Track, turn: int) -> None:
    """Import a file in which every text is new."""
    content = write_track(track.cues, f"남은 사람들은 {{number}}명을 기억합니다. {turn}").encode()
    data = {"base_revision_id": _get_base(track), "file": SimpleUploadedFile("a.vtt", content)}
    _require(track.client.post(track.address, data).status_code, 302)


def _get_base(track: Track) -> int:
    return FilmPage.objects.values_list("latest_revision_id", flat=True).get(pk=track.page.pk)


def _require(status: int, expected: int) -> None:
    if status != expected:
        raise RuntimeError(f"The desk answered {status} instead of {expected}.")
