"""Names of files as they are downloaded: item, language, place, format and code."""

from django.utils.text import slugify

from outreach.posters.models import Loop, Poster
from translations.languages import get_language_entry

LONGEST_PART = 40


def name_poster_file(poster: Poster, *, extension: str, mark: str = "") -> str:
    """Return a name that says what the file is and where it hangs, in letters that every system can keep."""
    tag = get_language_entry(poster.language).tag.lower()
    code = poster.link_id or str(poster.key)[:8]
    parts = [_write(poster.title), tag, _write(poster.placement), poster.format_code, code, mark]
    return f"{'_'.join(part for part in parts if part)}.{extension}"


def name_loop_file(loop: Loop, *, languages: list[str], extension: str) -> str:
    """Return the name of a loop's file, with its languages in their order."""
    tags = "-".join(get_language_entry(code).tag.lower() for code in languages)
    parts = [_write(loop.title), tags, _write(loop.placement), loop.format_code, str(loop.key)[:8]]
    return f"{'_'.join(part for part in parts if part)}.{extension}"


def _write(text: str) -> str:
    """Return the text in small Latin letters; empty if it has none. Đ isn't a D with a mark (Unicode, no mapping)."""
    return slugify(text.replace("đ", "d").replace("Đ", "D"))[:LONGEST_PART].strip("-")
