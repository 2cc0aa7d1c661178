"""What is sent out: the text a translation follows, beside the words it has now."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from uuid import UUID

from django.utils.text import slugify
from django.utils.translation import gettext as _

from cms.approvals.translation_drafts import SourceText, find_translation, get_source_text, read_words
from cms.exchange import archive, documents
from cms.exchange.archive import CODECS, Format
from cms.exchange.documents import Document, ExchangeRefused, ImportFault, make_unit
from cms.segments.page_segments import get_texts

MAX_DOCUMENTS = 300
"""More would keep a person waiting: the desk sends out the rest in a second file."""
CONTENT_TYPES = {Format.XLIFF: "application/x-xliff+xml", Format.PO: "text/x-gettext-translation"}


@dataclass(frozen=True)
class Parcel:
    """One file to be downloaded."""

    name: str
    content_type: str
    data: bytes


def send_out(*, work: Iterable[tuple[UUID, str]], file_format: Format) -> Parcel:
    """Return the items in these languages, as one file or a ZIP of files; nothing is changed by it."""
    asked = list(dict.fromkeys(work))
    if not asked:
        raise ExchangeRefused([ImportFault("", _("Choose at least one item and one language."))])
    if len(asked) > MAX_DOCUMENTS:
        text = _("These are %(count)s texts; at most %(limit)s go out in one file. Choose fewer items or languages.")
        raise ExchangeRefused([ImportFault("", text % {"count": len(asked), "limit": MAX_DOCUMENTS})])
    sources = {key: get_source_text(key) for key in dict.fromkeys(key for key, _language in asked)}
    files = []
    for key, language in asked:
        document = make_document(source=sources[key], language=language)
        files.append((_name_file(document, file_format), CODECS[file_format].write(document)))
    if len(files) == 1:
        return Parcel(PurePosixPath(files[0][0]).name, CONTENT_TYPES[file_format], files[0][1])
    return Parcel(f"translations-{file_format}.zip", "application/zip", archive.pack(files))


def make_document(*, source: SourceText, language: str) -> Document:
    """Take an item in one language apart; raise ``ExchangeRefused`` for a text that no file can hold."""
    item = source.page.translation_key
    page = find_translation(item, language)
    words = read_words(page, source) if page is not None else {}
    units = tuple(
        make_unit(
            item=item,
            language=language,
            path=segment.path,
            source=segment.text,
            target=words.get(segment.path, ""),
            kind=str(segment.kind),
            label=segment.label,
        )
        for segment in get_texts(source.segments)
    )
    document = Document(item, language, units, promised=len(units), kind=source.page.kind, title=source.page.title)
    text = _(
        "“%(title)s” holds a control character in “%(segment)s” that no file can carry. Remove it at the desk first."
    )
    faults = [
        ImportFault("", text % {"title": document.title, "segment": unit.label})
        for unit in units
        if documents.UNWRITABLE.search(unit.source + unit.target)
    ]
    if faults:
        raise ExchangeRefused(faults)
    return document


def _name_file(document: Document, file_format: Format) -> str:
    """Return a folder a language, a file an item; the start of the key keeps two items of one title apart."""
    title = slugify(document.title)[:40].strip("-") or "text"
    return f"{document.language}/{document.kind}-{title}-{str(document.item)[:8]}.{document.language}.{file_format}"
