"""Recorded speech decoded and encoded anew: one voice track in one form, and nothing else of the upload.

The form is AAC in MP4 (m4a), mono, which every browser plays. Tags, covers, chapters and further tracks are left out.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.error import FFmpegError

from cms.files.rebuild.faults import RebuildFault, RebuildRefused

RATE = 44_100
BITS_A_SECOND = 64_000
LONGEST_SECONDS = 2 * 60 * 60
_DEMUXERS = {"mp3": "mp3", "m4a": "mp4", "ogg": "ogg", "wav": "wav"}
_CODECS = frozenset({"mp3", "mp3float", "aac", "alac", "opus", "libopus", "vorbis", "flac"})


def rebuild_sound(source: Path, target: Path) -> Mapping[str, object]:
    """Write the first sound of the file anew and return its properties; raise ``RebuildRefused``."""
    try:
        with av.open(
            str(source), mode="r", format=_DEMUXERS[source.suffix[1:]], options={"enable_drefs": "0"}
        ) as sound:
            _require_sound(sound)
            options = {"movflags": "+faststart", "fflags": "+bitexact"}
            with av.open(str(target), mode="w", format="mp4", options=options) as copy:
                samples = _encode(sound, copy)
    except (FFmpegError, ValueError) as error:
        if isinstance(error, RebuildRefused):
            raise
        raise RebuildRefused(RebuildFault.NOT_RECORDING) from error
    if not samples:
        raise RebuildRefused(RebuildFault.NOT_RECORDING)
    return {"media_type": "audio/mp4", "seconds": samples / RATE}


def _require_sound(sound: Any) -> None:
    """Raise ``RebuildRefused`` unless the file has a sound in one of the accepted forms, not longer than is allowed."""
    name = sound.streams.audio[0].codec_context.name if sound.streams.audio else ""
    if name not in _CODECS and not name.startswith("pcm_"):
        raise RebuildRefused(RebuildFault.NOT_RECORDING)
    seconds = (sound.duration or 0) / av.time_base
    if seconds > LONGEST_SECONDS:
        raise RebuildRefused(RebuildFault.SOUND_LENGTH)


def _encode(sound: Any, copy: Any) -> int:
    """Encode the first sound into the copy; return the number of samples."""
    stream = copy.add_stream("aac", rate=RATE, layout="mono", bit_rate=BITS_A_SECOND)
    stream.codec_context.flags |= av.codec.context.Flags.bitexact
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
    samples = 0
    for frame in _read_frames(sound, resampler):
        frame.pts, frame.time_base = samples, Fraction(1, RATE)
        samples += frame.samples
        if samples > LONGEST_SECONDS * RATE:
            raise RebuildRefused(RebuildFault.SOUND_LENGTH)
        copy.mux(stream.encode(frame))
    copy.mux(stream.encode(None))
    return samples


def _read_frames(sound: Any, resampler: Any) -> Iterator[Any]:
    for frame in sound.decode(audio=0):
        yield from resampler.resample(frame)
    yield from resampler.resample(None)
