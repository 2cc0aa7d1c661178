"""Hostile subtitle files and exchange files."""

from collections.abc import Iterator

from tests.files.corpus import PHP, PLANTED, SCRIPT, HostileFile
from tests.files.corpus.images import MARK

CUE = "00:00:01.000 --> 00:00:02.000\nXin chào\n"
OVERRIDE = "00:00:01.000 --> 00:00:02.000\nA\u202eB\ufeffC\u2066D\u2069\n"

VTT: dict[str, tuple[str, bool]] = {
    "a note": (f"WEBVTT\n\nNOTE {PLANTED}\n\n{CUE}", False),
    "words behind its name": (f"WEBVTT - {PLANTED}\n\n{CUE}", False),
    "properties in its header": (f"WEBVTT\nKind: captions\nX-Author: {PLANTED}\n\n{CUE}", False),
    "a changed direction": (f"WEBVTT\n\n{OVERRIDE}", False),
    "a script in a cue": (f"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n{SCRIPT}\n", True),
    "PHP in a cue": (f"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n{PHP}\n", True),
    "a style that loads": (f"WEBVTT\n\nSTYLE\n::cue {{ background: url(https://{PLANTED}) }}\n\n{CUE}", False),
    "no cue": ("WEBVTT\n", True),
    "its first letters": ("WEBVT", True),
    "only a script": (SCRIPT, True),
    "SRT inside": ("1\n00:00:01,000 --> 00:00:02,000\nA\n", True),
    "a cue that ends before it starts": ("WEBVTT\n\n00:05.000 --> 00:04.000\nB\n", True),
}
SRT: dict[str, tuple[str, bool]] = {
    "a script in a cue": (f"1\n00:00:01,000 --> 00:00:02,000\n{SCRIPT}\n", True),
    "a font": ("1\n00:00:01,000 --> 00:00:02,000\n<font face='planted.example'>A</font>\n", False),
    "an arrow alone": ("-->", True),
    "WebVTT inside": (f"WEBVTT\n\n{CUE}", True),
    "a changed direction": ("1\n00:00:01,000 --> 00:00:02,000\nA\u202eB\n", False),
}
RAW: dict[str, bytes] = {
    "track.vtt": b"\xff\xfeW\0E\0B\0",
    "track.srt": b"\x00\x01\x02-->",
    "page.html": MARK,
    "image.svg": MARK,
    "form.pdf.exe": b"%PDF-1.7",
    "form.xlsm": b"PK\x03\x04",
    "form": b"%PDF-1.7",
    "form.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
}


def list_tracks() -> Iterator[HostileFile]:
    for suffix, tracks in (("vtt", VTT), ("srt", SRT)):
        for label, (text, is_refused) in tracks.items():
            yield HostileFile(f"{suffix.upper()} with {label}", f"track.{suffix}", text.encode(), is_refused)


def list_others() -> Iterator[HostileFile]:
    for name, content in RAW.items():
        yield HostileFile(f"{name} of another kind", name, content, is_refused=True)
