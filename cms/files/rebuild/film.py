"""Films and sound copied into a new file: one picture and one sound, frame by frame, and nothing else.

Left out are the properties, positions, authors and comments of file and tracks, tracks of telemetry and timecode,
chapters, attached pictures, references to other files, and messages inside of the compressed picture (SEI).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import av.bitstream
from av.error import FFmpegError

from cms.files.rebuild.faults import RebuildFault, RebuildRefused

SMALLEST_SIDE, LARGEST_SIDE = 32, 8_192
LONGEST_SECONDS = 24 * 60 * 60
MISSING_SECONDS = 2.0
"""The most that the last frame may come before the end that the file declares."""
_MP4_PICTURES = frozenset({"h264", "hevc", "av1", "mpeg4", "vp9"})
_WEBM_PICTURES = frozenset({"vp8", "vp9", "av1"})
_MP4_SOUNDS = frozenset({"aac", "mp3", "ac3", "eac3", "opus", "flac", "alac"})
_WEBM_SOUNDS = frozenset({"opus", "vorbis"})
_RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
"""Kilobits a second of layer III, by their number in a frame's header: MPEG 1, and MPEG 2 and 2.5."""
_HEVC_MESSAGES = {39, 40}
_WITHOUT_MESSAGES = {
    "h264": "filter_units=remove_types=6",
    "hevc": "filter_units=remove_types=39|40",
    "av1": "filter_units=remove_types=5",
}
"""Filters that remove units with data of the camera or the encoder, where some write the position."""


@dataclass(frozen=True)
class _Container:
    demuxer: str
    muxer: str
    media_type: str
    pictures: frozenset[str]
    sounds: frozenset[str]
    options: Mapping[str, str]


_MP4 = _Container(
    "mp4", "mp4", "video/mp4", _MP4_PICTURES, _MP4_SOUNDS, {"movflags": "+faststart", "fflags": "+bitexact"}
)
_WEBM = _Container("matroska", "webm", "video/webm", _WEBM_PICTURES, _WEBM_SOUNDS, {"fflags": "+bitexact"})


def rebuild_mp4(source: Path, target: Path) -> Mapping[str, object]:
    """Write the MP4 anew and return its properties; raise ``RebuildRefused``."""
    _require_whole_boxes(source)
    return _rebuild_film(source, target, _MP4)


def rebuild_webm(source: Path, target: Path) -> Mapping[str, object]:
    """Write the WebM anew and return its properties; raise ``RebuildRefused``."""
    return _rebuild_film(source, target, _WEBM)


def rebuild_mp3(source: Path, target: Path) -> Mapping[str, object]:
    """Write the MP3's frames without tags and pictures; raise ``RebuildRefused``."""
    try:
        with av.open(str(source), mode="r", format="mp3") as sound:
            if not sound.streams.audio or sound.streams.audio[0].codec_context.name not in {"mp3", "mp3float"}:
                raise RebuildRefused(RebuildFault.NOT_SOUND)
            next(sound.decode(audio=0))
            sound.seek(0)
            options = {"id3v2_version": "0", "write_id3v1": "0", "write_xing": "0", "fflags": "+bitexact"}
            with av.open(str(target), mode="w", format="mp3", options=options) as copy:
                stream = sound.streams.audio[0]
                target_stream = copy.add_stream_from_template(stream, opaque=True)
                frames = [packet for packet in sound.demux(stream) if _is_frame(bytes(packet))]
                if not frames:
                    raise RebuildRefused(RebuildFault.NOT_SOUND)
                for packet in frames:
                    packet.stream = target_stream
                    copy.mux(packet)
    except (FFmpegError, StopIteration, ValueError) as error:
        if isinstance(error, RebuildRefused):
            raise
        raise RebuildRefused(RebuildFault.NOT_SOUND) from error
    return {}


def _is_frame(data: bytes) -> bool:
    """Return whether these are one frame of MPEG audio, layer III, and nothing else (ISO 11172-3, 2.4.1.3)."""
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE0 != 0xE0 or (data[1] >> 1) & 3 != 1:
        return False
    version, rate, place = (data[1] >> 3) & 3, data[2] >> 4, (data[2] >> 2) & 3
    if version == 1 or place == 3 or not 0 < rate < 15:
        return False
    frequency = (44_100, 48_000, 32_000)[place] // {3: 1, 2: 2, 0: 4}[version]
    kilobits = (_RATES_1 if version == 3 else _RATES_2)[rate]
    return len(data) == (144_000 if version == 3 else 72_000) * kilobits // frequency + ((data[2] >> 1) & 1)


def _rebuild_film(source: Path, target: Path, container: _Container) -> Mapping[str, object]:
    try:
        with av.open(str(source), mode="r", format=container.demuxer, options={"enable_drefs": "0"}) as film:
            chosen = _choose_streams(film, container)
            seconds = (film.duration or 0) / av.time_base
            width, height = _measure_picture(film, chosen[0])
            film.seek(0)
            with av.open(str(target), mode="w", format=container.muxer, options=dict(container.options)) as copy:
                end = _copy_packets(film, copy, chosen)
    except (FFmpegError, ValueError) as error:
        if isinstance(error, RebuildRefused):
            raise
        raise RebuildRefused(RebuildFault.NO_PICTURE) from error
    if not 0 < seconds <= LONGEST_SECONDS:
        raise RebuildRefused(RebuildFault.FILM_SIZE, f"{seconds:.0f} s")
    if end < seconds - MISSING_SECONDS:
        raise RebuildRefused(RebuildFault.TRUNCATED)
    return {"media_type": container.media_type, "seconds": seconds, "width": width, "height": height}


def _choose_streams(film: Any, container: _Container) -> list[Any]:
    """Return the first picture that is no attached one, and the first sound if there is one."""
    pictures = [stream for stream in film.streams.video if not _is_attached(stream)]
    if not pictures:
        raise RebuildRefused(RebuildFault.NO_PICTURE)
    chosen = [pictures[0], *film.streams.audio[:1]]
    for stream, known in zip(chosen, (container.pictures, container.sounds), strict=False):
        name = _get_codec(stream)
        if name not in known:
            raise RebuildRefused(RebuildFault.CODEC, name)
    return chosen


def _is_attached(stream: Any) -> bool:
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _get_codec(stream: Any) -> str:
    context = stream.codec_context
    return context.codec.canonical_name if context is not None else ""


def _measure_picture(film: Any, stream: Any) -> tuple[int, int]:
    """Return the size of the first frame, decoded; raise ``RebuildRefused`` for one that can't be watched."""
    _require_size(stream.width, stream.height)
    frame = next(film.decode(stream), None)
    if frame is None:
        raise RebuildRefused(RebuildFault.NO_PICTURE)
    _require_size(frame.width, frame.height)
    return frame.width, frame.height


def _require_size(width: int, height: int) -> None:
    if min(width, height) < SMALLEST_SIDE or max(width, height) > LARGEST_SIDE:
        raise RebuildRefused(RebuildFault.FILM_SIZE, f"{width} × {height}")


def _copy_packets(film: Any, copy: Any, chosen: Iterable[Any]) -> float:
    """Copy the packets of these streams; return the second at which the picture or sound ends."""
    targets, filters, end = {}, {}, 0.0
    for stream in chosen:
        target = copy.add_stream_from_template(stream, opaque=True)
        target.metadata.clear()
        targets[stream.index] = target
        if description := _WITHOUT_MESSAGES.get(_get_codec(stream)):
            filters[stream.index] = av.bitstream.BitStreamFilterContext(description, stream, target)
        if _get_codec(stream) == "hevc":
            target.codec_context.extradata = _strip_configuration(target.codec_context.extradata or b"")
            target.codec_context.codec_tag = "hvc1"  # the only one that Safari plays
    for packet in film.demux(list(chosen)):
        if packet.dts is None:
            continue
        index = packet.stream.index
        if packet.pts is not None:
            end = max(end, float((packet.pts + (packet.duration or 0)) * packet.time_base))
        for cleaned in filters[index].filter(packet) if index in filters else [packet]:
            cleaned.stream = targets[index]
            copy.mux(cleaned)
    return end


def _strip_configuration(configuration: bytes) -> bytes:
    """Return the configuration of HEVC (Annex B, as the filter writes it) without messages, which the filter leaves."""
    units = [unit for unit in re.split(rb"\x00{2,3}\x01", configuration) if unit]
    return b"".join(b"\x00\x00\x00\x01" + unit for unit in units if unit[0] >> 1 & 0x3F not in _HEVC_MESSAGES)


def _require_whole_boxes(source: Path) -> None:
    """Raise ``RebuildRefused`` unless the boxes of the MP4 end where the file does, and have a ``moov`` and ``mdat``.

    FFmpeg reads a film that was cut off without an error, up to the cut.
    """
    kinds, position, length = set(), 0, source.stat().st_size
    with source.open("rb") as file:
        while position < length:
            file.seek(position)
            head = file.read(16)
            size, kind = int.from_bytes(head[:4], "big"), head[4:8]
            if size == 1:
                size = int.from_bytes(head[8:16], "big")
            elif size == 0:
                size = length - position
            if size < 8 or not kind.isascii():
                raise RebuildRefused(RebuildFault.TRUNCATED if b"moov" in kinds else RebuildFault.NOT_FILM)
            kinds.add(kind)
            position += size
    if not {b"moov", b"mdat"} <= kinds or position != length:
        raise RebuildRefused(RebuildFault.TRUNCATED)
