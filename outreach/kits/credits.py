"""Credits of an item's pictures, to be printed with them, and until when and where each may be used."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.core.rights import Rights
from cms.published import PublishedFile, PublishedItem
from translations.dates import write_day


def list_pictures(item: PublishedItem) -> list[PublishedFile]:
    return [file for file in item.files if file.role == "image"]


def write_credits(item: PublishedItem) -> str:
    """Return a line for each picture: its file, its credit as it was approved, and its right."""
    language = item.ref.language
    with override(language):
        lines = [
            " · ".join(filter(None, (file.name, file.credit, *_list_rights(file.rights, language=language))))
            for file in list_pictures(item)
        ]
    return "\n".join([item.title, "", *lines]) + "\n"


def _list_rights(rights: tuple[Rights, ...], *, language: str) -> list[str]:
    """Return each right in words: its country, if it is for one, and its last day."""
    return [" ".join(filter(None, (right.territory, _write_end(right.ends_on, language=language)))) for right in rights]


def _write_end(day: date | None, *, language: str) -> str:
    return _("may be used until %(day)s") % {"day": write_day(day, language=language)} if day else ""
