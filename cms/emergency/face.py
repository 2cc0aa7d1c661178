"""The emergency face: pages with the hotline that a front server shows while no web process answers.

They are files, one for each language and one with all of them, written again whenever public content changes; so a
hotline that is revoked leaves them too. They need neither styles nor pictures. The web process shows the same pages
while the database doesn't answer, and the hotline by itself on the page that says that something failed.
"""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from cms.core.page_cache import get_version
from cms.files.replacement import replace_text
from translations.languages import CODES, get_language_entry

ALL_LANGUAGES = "index"
READABLE_BY_FRONT = 0o644
_VERSION_FILE = "version.txt"


def get_folder() -> Path:
    return Path(settings.DATA_DIR) / "emergency"


def keep_face(*, folder: Path | None = None) -> bool:
    """Write the pages if public content has changed since, or one is missing; return whether they were written."""
    folder = folder or get_folder()
    version = str(get_version())
    names = [f"{name}.html" for name in (*CODES, ALL_LANGUAGES, *map(_name_hotline, CODES))]
    marker = folder / _VERSION_FILE
    if marker.exists() and marker.read_text() == version and all((folder / name).exists() for name in names):
        return False
    for name in (*CODES, ALL_LANGUAGES):
        text = render_face(CODES if name == ALL_LANGUAGES else (name,))
        replace_text(folder / f"{name}.html", text, mode=READABLE_BY_FRONT)
    for code in CODES:
        replace_text(folder / f"{_name_hotline(code)}.html", _render_hotline(code), mode=READABLE_BY_FRONT)
    replace_text(marker, version)
    return True


def read_hotline(language: str) -> SafeString:
    """Return the hotline in this language as it was last written, for an error's page; empty if there is none."""
    try:
        written = (get_folder() / f"{_name_hotline(language)}.html").read_text(encoding="utf-8")
    except OSError:
        return SafeString("")
    return mark_safe(written)  # noqa: S308  (written by ``keep_face``)


def _name_hotline(language: str) -> str:
    return f"hotline-{language}"


def _render_hotline(language: str) -> str:
    with override(language):
        return render_to_string("emergency/hotline_part.html")


def read_face(language: str) -> str:
    """Return the page in this language as it was last written, or without a hotline if it never was."""
    try:
        return (get_folder() / f"{language}.html").read_text(encoding="utf-8")
    except OSError:
        return _render([language], with_hotline=False)


def render_face(codes: Sequence[str]) -> str:
    """Return one page in these languages, the first of which is its own, with the verified hotline of each."""
    return _render(codes, with_hotline=True)


def _render(codes: Sequence[str], *, with_hotline: bool) -> str:
    parts = []
    for code in codes:
        with override(code):
            context = {"language": get_language_entry(code), "with_hotline": with_hotline}
            parts.append(render_to_string("emergency/face_part.html", context))
    with override(codes[0]):
        return render_to_string("emergency/face.html", {"language": get_language_entry(codes[0]), "parts": parts})
