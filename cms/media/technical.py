"""Technical facts of a film's file: container, codecs, tracks, and the loudness of its sound by EBU R 128."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, BinaryIO

from django.core.files.base import File
from django.utils.translation import gettext as _

SILENT = -69.9
"""In LUFS. The measurement begins at -70, so that what isn't louder was never heard."""
REPORT_EVERY = 2_000
_LOUDNESS = "lavfi.r128.I"
_RANGE = "lavfi.r128.LRA"


@dataclass(frozen=True)
class PictureTrack:
    codec: str
    width: int
    height: int
    frames_per_second: float
    pixels: str


@dataclass(frozen=True)
class SoundTrack:
    """A track of sound; ``loudness`` in LUFS over its whole length and its range in LU, None if it is silent."""

    codec: str
    channels: str
    rate: int
    language: str
    loudness: float | None
    loudness_range: float | None


@dataclass(frozen=True)
class TechnicalFacts:
    """The facts of a file; ``bit_rate`` in bits a second, 0 if the file doesn't say."""

    container: str
    bit_rate: int
    seconds: float
    pictures: tuple[PictureTrack, ...]
    sounds: tuple[SoundTrack, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def read_technical(
    file: File | BinaryIO, *, container: str, report: Callable[[int], None] | None = None
) -> TechnicalFacts:
    """Return the facts, after all sound was decoded once; raise ``ValueError`` for what can't be read.

    ``report`` is called regularly with the seconds processed so far.
    """
    import av

    try:
        with av.open(file, mode="r", format=container) as film:
            meters = {stream.index: _Meter(stream) for stream in film.streams.audio}
            if meters:
                _measure(film, meters, report)
            return TechnicalFacts(
                container=film.format.name,
                bit_rate=int(film.bit_rate or 0),
                seconds=round(float(film.duration or 0) / av.time_base, 3),
                pictures=tuple(map(_describe_picture, film.streams.video)),
                sounds=tuple(_describe_sound(stream, meters[stream.index]) for stream in film.streams.audio),
            )
    except (av.error.FFmpegError, IndexError) as error:
        raise ValueError(_("The film's sound does not decode.")) from error


class _Meter:
    """FFmpeg's filter ``ebur128`` for one track; ``found`` has what it said last."""

    def __init__(self, stream: Any) -> None:
        from av.filter import Graph

        self.found: dict[str, str] = {}
        self._graph = Graph()
        source = self._graph.add_abuffer(template=stream, time_base=Fraction(1, stream.rate))
        meter, sink = self._graph.add("ebur128", "metadata=1"), self._graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        self._graph.configure()

    def add(self, frame: Any) -> None:
        import av

        self._graph.push(frame)
        while True:
            try:
                self.found = self._graph.pull().metadata or self.found
            except (av.error.BlockingIOError, av.error.EOFError):
                return


def _measure(film: Any, meters: dict[int, _Meter], report: Callable[[int], None] | None) -> None:
    for number, packet in enumerate(film.demux(*film.streams.audio)):
        for frame in packet.decode():
            meters[packet.stream.index].add(frame)
        if report is not None and number % REPORT_EVERY == 0 and packet.pts is not None:
            report(int(packet.pts * packet.time_base))


def _describe_picture(stream: Any) -> PictureTrack:
    rate = round(float(stream.average_rate or 0), 3)
    return PictureTrack(stream.codec_context.name, stream.width, stream.height, rate, stream.pix_fmt or "")


def _describe_sound(stream: Any, meter: _Meter) -> SoundTrack:
    loudness = float(meter.found.get(_LOUDNESS, SILENT))
    is_heard = loudness > SILENT
    return SoundTrack(
        codec=stream.codec_context.name,
        channels=stream.layout.name,
        rate=stream.rate,
        language=stream.language or "",
        loudness=round(loudness, 1) if is_heard else None,
        loudness_range=round(float(meter.found.get(_RANGE, 0)), 1) if is_heard else None,
    )
