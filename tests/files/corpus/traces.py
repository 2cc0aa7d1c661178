"""Traces looked for in an accepted file by parsers of their own: raw bytes, then every part unpacked."""

import zipfile
import zlib
from io import BytesIO

import av
import pikepdf
from PIL import Image

from tests.files.corpus import PLANTED, TRACES


def find_traces(name: str, content: bytes) -> list[str]:
    """Return where a trace is left in the file, as it is, in UTF-16 and unpacked; and what doesn't open at all."""
    suffix = name.rpartition(".")[2].lower()
    parts = {"the bytes": content, **_UNPACK.get(suffix, lambda _content: {})(content)}
    return [
        f"{trace!r} in {where}"
        for where, data in parts.items()
        for trace in TRACES
        if trace.lower() in data.lower() or trace.decode().encode("utf-16-le") in data
    ]


def _unpack_zip(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        parts = {name: archive.read(name) for name in archive.namelist()}
        parts["comment"] = archive.comment + b"".join(entry.extra + entry.comment for entry in archive.infolist())
    return parts


def _unpack_pdf(content: bytes) -> dict[str, bytes]:
    parts = {}
    with pikepdf.open(BytesIO(content)) as document:
        assert not document.attachments and not document.docinfo
        for number, entry in enumerate(document.objects):
            parts[f"object {number}"] = entry.unparse()
            if isinstance(entry, pikepdf.Stream):
                parts[f"raw stream {number}"] = entry.read_raw_bytes()
                filters = entry.Filter.unparse().decode() if "/Filter" in entry else ""
                if "/DCTDecode" in filters and "/FlateDecode" in filters:
                    parts[f"picture {number}"] = zlib.decompress(entry.read_raw_bytes())
                elif "/DCTDecode" not in filters:
                    parts[f"stream {number}"] = entry.read_bytes()
    return parts


def _unpack_track(content: bytes) -> dict[str, bytes]:
    """Count a change of the writing direction, and a byte order mark inside, as a trace."""
    text = content.decode("utf-8-sig")
    return {"an invisible character": PLANTED.encode() if {"\u202e", "\ufeff"} & set(text) else b""}


def _unpack_film(content: bytes) -> dict[str, bytes]:
    with av.open(BytesIO(content)) as film:
        words = [str(film.metadata), *(str(stream.metadata) for stream in film.streams)]
        kinds = [stream.type for stream in film.streams]
        assert set(kinds) <= {"video", "audio"} and len(kinds) <= 2, kinds
        packets = b"".join(bytes(packet) for packet in film.demux() if packet.size)
    return {"properties": " ".join(words).encode(), "packets": packets}


def _unpack_image(content: bytes) -> dict[str, bytes]:
    with Image.open(BytesIO(content)) as image:
        image.load()
        return {"properties": repr(image.info).encode() + repr(dict(image.getexif())).encode()}


_UNPACK = {
    "docx": _unpack_zip,
    "xlsx": _unpack_zip,
    "pdf": _unpack_pdf,
    "mp4": _unpack_film,
    "webm": _unpack_film,
    "mp3": _unpack_film,
    "vtt": _unpack_track,
    "srt": _unpack_track,
    **dict.fromkeys(("jpg", "png", "webp"), _unpack_image),
}
