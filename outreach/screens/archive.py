"""The files of a screen as one ZIP, for players that are fed by hand: from a USB stick or a shared folder."""

import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO
from zoneinfo import ZoneInfo

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from cms.files.serving import PRIVATE, SentBytes
from outreach.screens.feed import build_smil, name_item
from outreach.screens.files import HandedOut
from outreach.screens.hours import write_hours
from outreach.screens.manifest import Panel, ScheduledItem

CHUNK = 1024 * 1024
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class ArchivedFile:
    """A file of the archive with its name there, and when it may be shown, in the screen's own time."""

    name: str
    item: ScheduledItem
    zone: ZoneInfo

    @property
    def title(self) -> str:
        return name_item(self.item)

    @property
    def begins(self) -> str:
        return f"{self.item.starts_at.astimezone(self.zone):%Y-%m-%d %H:%M}"

    @property
    def ends(self) -> str:
        return f"{self.item.ends_at.astimezone(self.zone):%Y-%m-%d %H:%M}"

    @property
    def hours(self) -> str:
        return write_hours(self.item.hours)


def serve_archive(
    request: HttpRequest,
    *,
    panel: Panel,
    items: Sequence[ScheduledItem],
    handed: Sequence[HandedOut],
    on_sent: Callable[[HandedOut, SentBytes], None],
) -> HttpResponseBase:
    """Return the response with the ZIP of these items, whose files were handed out.

    ``on_sent`` is called for each file after the archive's last byte. Raise ``Http404`` if a file is missing.
    """
    headers = {
        "Cache-Control": PRIVATE,
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=f"{_slug(panel.name)}.zip")
        or "attachment",
    }
    archive = _pack(panel=panel, items=items, handed=handed)
    headers["Content-Length"] = str(archive.seek(0, 2))
    if request.method == "HEAD":
        archive.close()
        return HttpResponse(content_type="application/zip", headers=headers)
    chunks = _send(archive, handed=handed, on_sent=on_sent)
    return StreamingHttpResponse(chunks, content_type="application/zip", headers=headers)


def _pack(*, panel: Panel, items: Sequence[ScheduledItem], handed: Sequence[HandedOut]) -> IO[bytes]:
    stored = {each.file.sha256: each.file for each in handed}
    zone = ZoneInfo(panel.time_zone)
    files = [ArchivedFile(_name(number, item), item, zone) for number, item in enumerate(items, start=1)]
    sources = {file.item.sha256: file.name for file in files}
    readme = render_to_string("screens/archive.txt", {"panel": panel, "files": files})
    target = tempfile.TemporaryFile()  # noqa: SIM115  # closed when it was sent
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for sha256, name in sources.items():
            archive.writestr(zipfile.ZipInfo(name, _FIXED_TIME), _read(stored[sha256].storage_name))
        archive.writestr(zipfile.ZipInfo("playlist.smil", _FIXED_TIME), build_smil(items=items, sources=sources))
        archive.writestr(zipfile.ZipInfo("README.txt", _FIXED_TIME), readme.encode("utf-8-sig"))
    return target


def _read(storage_name: str) -> bytes:
    try:
        with default_storage.open(storage_name) as file:
            return bytes(file.read())
    except FileNotFoundError as error:
        raise Http404 from error


def _send(
    archive: IO[bytes], *, handed: Sequence[HandedOut], on_sent: Callable[[HandedOut, SentBytes], None]
) -> Iterator[bytes]:
    with archive:
        archive.seek(0)
        while chunk := archive.read(CHUNK):
            yield chunk
    for each in handed:
        size = each.file.size
        on_sent(each, SentBytes(0, size - 1, size))


def _name(number: int, item: ScheduledItem) -> str:
    extension = {"image/jpeg": "jpg"}.get(item.media_type, item.media_type.rpartition("/")[2])
    return f"{number:02}-{'-'.join(item.languages)}-{_slug(item.title)}-{item.sha256[:8]}.{extension}"


def _slug(text: str) -> str:
    return slugify(text)[:40] or "screen"
