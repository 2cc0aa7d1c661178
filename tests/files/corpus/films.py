"""Hostile films and recordings: positions, authors and telemetry in every box, references elsewhere, cut-off films."""

import struct
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import av
import numpy as np

from tests.files.corpus import PLANTED, POSITION, HostileFile
from tests.files.corpus.images import MARK, draw, make_exif, pack
from tests.films.clips import make_clip

CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"dinf", b"stbl", b"udta"}
Boxes = list[tuple[bytes, Any]]


def read_boxes(data: bytes) -> Boxes:
    boxes, position = [], 0
    while position + 8 <= len(data):
        size, kind = struct.unpack(">I4s", data[position : position + 8])
        content = data[position + 8 : position + size]
        boxes.append((kind, read_boxes(content) if kind in CONTAINERS else content))
        position += size
    return boxes


def write_boxes(boxes: Boxes) -> bytes:
    return b"".join(box(kind, write_boxes(inner) if isinstance(inner, list) else inner) for kind, inner in boxes)


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


def change_box(path: bytes, change: Callable[[Any], Any], boxes: Boxes) -> Boxes:
    """Return the boxes with the one at this path changed; everything is behind the frames, so none of them moves."""
    first, _slash, rest = path.partition(b"/")
    return [
        (kind, (change_box(rest, change, inner) if rest else change(inner)) if kind == first else inner)
        for kind, inner in boxes
    ]


def add_to(path: bytes, kind: bytes, content: bytes) -> bytes:
    return write_boxes(change_box(path, lambda inner: [*inner, (kind, content)], read_boxes(MP4)))


def write_tags(*, container: str, codec: str, sound: bool = False) -> bytes:
    """Return a film with properties of file and tracks, as a camera or an editor writes them."""
    buffer = BytesIO()
    with av.open(buffer, "w", format=container, options={"movflags": "use_metadata_tags"}) as film:
        film.metadata.update({"title": PLANTED, "artist": PLANTED, "comment": PLANTED, "location": f"{POSITION}/"})
        stream = film.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.metadata.update({"handler_name": PLANTED, "title": PLANTED})
        tone = film.add_stream("aac" if container == "mp4" else "libopus", rate=48_000) if sound else None
        for shade in range(0, 200, 10):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), shade, dtype=np.uint8), format="rgb24")
            film.mux(stream.encode(frame))
        film.mux(stream.encode())
        if tone is not None:
            write_tone(film, tone)
    return buffer.getvalue()


def write_tone(film: Any, tone: Any) -> None:
    for number in range(90):
        samples = av.AudioFrame.from_ndarray(np.zeros((1, 960), dtype=np.float32), format="fltp", layout="mono")
        samples.sample_rate, samples.pts = 48_000, number * 960
        film.mux(tone.encode(samples))
    film.mux(tone.encode())


def write_mp3(**tags: str) -> bytes:
    buffer = BytesIO()
    with av.open(buffer, "w", format="mp3") as sound:
        sound.metadata.update(tags)
        write_tone(sound, sound.add_stream("libmp3lame", rate=48_000))
    return buffer.getvalue()


def make_small(side: int) -> bytes:
    """Return a film of very few pixels."""
    buffer = BytesIO()
    with av.open(buffer, "w", format="mp4") as film:
        stream = film.add_stream("mpeg4", rate=10)
        stream.width = stream.height = side
        stream.pix_fmt = "yuv420p"
        for _frame in range(10):
            film.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((side, side, 3), np.uint8), format="rgb24")))
        film.mux(stream.encode())
    return buffer.getvalue()


def write_sound_only() -> bytes:
    buffer = BytesIO()
    with av.open(buffer, "w", format="mp4") as film:
        write_tone(film, film.add_stream("aac", rate=48_000))
    return buffer.getvalue()


def insert_message(film: bytes) -> bytes:
    """Return a film whose encoder's message (SEI) has the traces instead, as some cameras write the position there."""
    start = film.index(b"x264")
    traces = f"{PLANTED} {POSITION}".encode()
    return film[:start] + traces + film[start + len(traces) :]


MP4 = make_clip([20, 200])
WEBM = make_clip([20, 200], codec="libvpx-vp9", container="webm")
H264 = make_clip([20, 200], codec="libx264")
OUTSIDE = b"\0\0\0\0\0\0\0\1" + box(b"url ", b"\0\0\0\0https://planted.example/film.mov\0")
XYZ = struct.pack(">HH", len(POSITION), 0x15C7) + POSITION.encode()
LOCI = b"\0\0\0\0\x15\xc7" + PLANTED.encode() + b"\0\0" + bytes(12) + POSITION.encode() + b"\0\0"

REFERRING = write_boxes(change_box(b"moov/trak/mdia/minf/dinf/dref", lambda _old: OUTSIDE, read_boxes(MP4)))

TABLE_FIRST = write_boxes(sorted(read_boxes(MP4), key=lambda each: each[0] == b"mdat"))

CLEANABLE_FILMS: dict[str, bytes] = {
    "MP4 with properties": write_tags(container="mp4", codec="mpeg4"),
    "MP4 with sound and properties": write_tags(container="mp4", codec="libx264", sound=True),
    "WebM with properties": write_tags(container="webm", codec="libvpx-vp9"),
    "WebM with sound and properties": write_tags(container="webm", codec="libvpx-vp9", sound=True),
    "MP4 with a position of Apple": add_to(b"moov", b"udta", box(b"\xa9xyz", XYZ)),
    "MP4 with a position of 3GPP": add_to(b"moov", b"udta", box(b"loci", LOCI)),
    "MP4 with an author of 3GPP": add_to(b"moov", b"udta", box(b"auth", b"\0\0\0\0\x15\xc7" + MARK)),
    "MP4 with properties of a track": add_to(b"moov/trak", b"udta", box(b"\xa9nam", XYZ + MARK)),
    "MP4 with boxes of its own": add_to(b"moov", b"gps ", MARK),
    "MP4 with XMP": MP4 + box(b"uuid", b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac" + MARK),
    "MP4 with bytes that are free": MP4 + box(b"free", MARK) + box(b"skip", MARK),
    "MP4 with a second mdat": MP4 + box(b"mdat", MARK),
    "MP4 with a preview": MP4 + box(b"meta", b"\0\0\0\0" + draw("JPEG", exif=make_exif(), comment=MARK)),
    "MP4 that refers elsewhere": REFERRING,
    "MP4 with a message in the picture": insert_message(H264),
}
REFUSED_FILMS: dict[str, bytes] = {
    "MP4 whose frames are elsewhere": write_boxes(
        [each for each in read_boxes(REFERRING) if each[0] != b"mdat"] + [(b"mdat", bytes(40))]
    ),
    "MP4 with HTML behind it": MP4 + MARK,
    "MP4 with a ZIP behind it": MP4 + pack(**{"a.html": MARK}),
    "MP4 without its end": MP4[:-200],
    "MP4 without its second half": write_boxes([*read_boxes(H264)[:2], *read_boxes(H264)[3:], (b"mdat", bytes(40))]),
    "MP4 without its table": write_boxes([each for each in read_boxes(MP4) if each[0] != b"moov"]),
    "MP4 with its table first, cut off": TABLE_FIRST[:-300],
    "WebM without its second half": WEBM[: len(WEBM) // 2],
    "WebM's first bytes": b"\x1a\x45\xdf\xa3" + MARK,
    "MP4 of 1 × 1 pixel": make_small(1),
    "MP4 of 16 × 16 pixels": make_small(16),
    "MP4 without a picture": write_sound_only(),
    "MP4's first bytes": b"\x00\x00\x00\x18ftypmp42" + bytes(40),
    "MP4's first bytes and HTML": b"\x00\x00\x00\x18ftypmp42" + MARK,
    "a playlist": b"#EXTM3U\nhttp://169.254.169.254/\n",
    "a list of files": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "an AVI": b"RIFF\x24\0\0\0AVI LIST" + MARK,
    "a program": b"MZ" + MARK,
    "nothing": b"",
}  # fmt: skip
RECORDINGS: dict[str, tuple[bytes, bool]] = {
    "MP3 with an author": (write_mp3(title=PLANTED, artist=PLANTED, comment=POSITION), False),
    "MP3 with HTML behind it": (write_mp3() + MARK, False),
    "MP3 with old tags behind it": (write_mp3() + b"TAG" + PLANTED.encode().ljust(125, b"\0"), False),
    "MP3's first bytes": (b"ID3\x04" + MARK, True),
    "MP3's first bytes and a script": (b"\xff\xfb" + MARK, True),
    "a WAV named as MP3": (b"RIFF" + bytes(40), True),
    "HTML named as MP3": (MARK, True),
}


def list_films() -> Iterator[HostileFile]:
    for label, content in CLEANABLE_FILMS.items():
        yield HostileFile(label, "film.webm" if "WebM" in label else "film.mp4", content)
    for label, content in REFUSED_FILMS.items():
        yield HostileFile(label, "film.webm" if "WebM" in label else "film.mp4", content, is_refused=True)


def list_recordings() -> Iterator[HostileFile]:
    for label, (content, is_refused) in RECORDINGS.items():
        yield HostileFile(label, "sound.mp3", content, is_refused)
