"""A page's text as blocks of plain text and HTML, with the facts written in."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.utils import timezone
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from wagtail.rich_text import expand_db_html

from cms.core.corrections import list_corrections
from cms.core.models import BasePage, PosterWordingMixin
from cms.core.page_layout import KIND_NAMES
from cms.events.announcement import find_cancelled
from cms.events.models import EventPage
from cms.facts.contacts import Contact, get_hotline, get_page_channels, get_published_channels, write_contacts
from cms.facts.live import FactValues
from cms.facts.models import ChannelKind
from cms.facts.rendering import write_facts, write_facts_html
from cms.facts.tokens import find_tokens
from cms.published.items import PosterWording, PublishedCorrection, TextBlock
from translations.dates import write_day
from translations.languages import SOURCE

BEFORE_BODY = ("claim", "claim_author", "introduction", "audience", "assurance", "place_line")
AFTER_BODY = (
    *("to_bring", "support_note", "privacy_note", "sources", "credits", "transcript"),
    *("who_may_enter", "how_to_enter", "results", "boilerplate"),
)
STREAMS_AFTER_BODY = ("steps", "sheets", "attachments", "chapters", "stills")
_BREAKS = re.compile(r"</(?:p|li|h\d)>|<br\s*/?>", re.IGNORECASE)


class Writer:
    """Writes facts into text, in one language and with one reading of the register."""

    def __init__(self, *, language: str, values: FactValues) -> None:
        self.language = language
        self.values = values

    def plain(self, text: str) -> str:
        return write_facts(text, language=self.language, values=self.values)

    def html(self, html: str) -> SafeString:
        return write_facts_html(html, language=self.language, values=self.values)

    def names_withdrawn(self, text: str) -> bool:
        """Return whether the text has a value that was revoked or has ended."""
        return any(self.values[key].is_withdrawn for key in find_tokens(text) if key in self.values)

    def block(self, kind: str, text: str, html: str) -> TextBlock:
        return TextBlock(kind=kind, text=self.plain(text), html=str(self.html(html)))


def write_blocks(page: BasePage, writer: Writer) -> tuple[TextBlock, ...]:
    """Return the text in reading order, without title, summary and poster wording."""
    blocks = [*_write_occasion(page, writer), *_write_fields(page, BEFORE_BODY, writer)]
    with override(writer.language):  # links lead to this language's pages
        for name in ("body", *STREAMS_AFTER_BODY):
            for child in getattr(page, name, None) or []:
                text, html = _BLOCKS[child.block_type](child.value)
                if text:
                    blocks.append(writer.block(child.block_type, text, html))
    blocks += _write_evidence(page, writer)
    blocks += _write_fields(page, AFTER_BODY, writer)
    return tuple(blocks)


@dataclass(frozen=True)
class PosterFields:
    """A page's own part of its poster, facts not written yet. ``channels`` are the numbers of its contacts."""

    headline: str
    text: str
    action: str
    channels: tuple[int, ...]
    kind: str = ""
    occasion: str = ""


def read_poster(page: BasePage) -> PosterFields | None:
    """Return the poster fields of the page in memory; None without a headline, and for a cancelled event."""
    if not isinstance(page, PosterWordingMixin) or not page.poster_headline:
        return None
    occasion = page.find_occasion() if isinstance(page, EventPage) else None
    if isinstance(page, EventPage) and (occasion.is_cancelled if occasion else find_cancelled([page.translation_key])):
        return None
    channels = tuple(channel.pk for channel in get_page_channels(page))
    when = occasion.write_time() if occasion else ""
    return PosterFields(page.poster_headline, page.poster_text, page.poster_action, channels, page.kind, when)


def write_poster(
    fields: PosterFields | None, writer: Writer, *, contacts: tuple[Contact, ...] | None = None
) -> PosterWording | None:
    """Return the words of a poster, with the page's own hotline or else the language's; None without fields.

    ``contacts`` are the page's, where the caller has them.
    """
    if fields is None:
        return None
    if contacts is None:
        contacts = write_channels(fields.channels, language=writer.language, values=writer.values)
    own = next((contact for contact in contacts if contact.kind == ChannelKind.HOTLINE), None)
    contact = own or get_hotline(language=writer.language, values=writer.values)
    lines = [line.strip() for line in writer.plain(fields.text).splitlines()]
    with override(writer.language):
        kind_name = str(KIND_NAMES.get(fields.kind, ""))
    return PosterWording(
        headline=writer.plain(fields.headline),
        lines=tuple(line for line in lines if line),
        action=writer.plain(fields.action),
        contact_line=contact.get_line() if contact else "",
        contact_short=" ".join(contact.phone.text.split()) if contact and contact.phone else "",
        channels=fields.channels,
        kind_name=kind_name,
        occasion=fields.occasion,
        has_withdrawn_fact=writer.names_withdrawn(f"{fields.headline} {fields.text} {fields.action}"),
    )


def write_corrections(page: BasePage, writer: Writer) -> tuple[PublishedCorrection, ...]:
    """Return the corrections of the page, the newest first, with their days."""
    return tuple(
        PublishedCorrection(
            writer.plain(each.text), timezone.localdate(each.published_at) if each.published_at else None
        )
        for each in list_corrections(page)
    )


def write_channels(keys: Iterable[int], *, language: str, values: FactValues | None = None) -> tuple[Contact, ...]:
    """Return the channels with these numbers that may be published, in the language."""
    numbers = list(keys)
    channels = get_published_channels().filter(pk__in=numbers).order_by("pk") if numbers else ()
    return write_contacts(channels, language=language, values=values)


def write_plain(html: str) -> str:
    """Return rich text as plain text, a line for each paragraph and list item."""
    lines = unescape(strip_tags(_BREAKS.sub("\n", html))).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def _write_fields(page: BasePage, names: tuple[str, ...], writer: Writer) -> Iterator[TextBlock]:
    for name in names:
        text = getattr(page, name, "") if name in page.translatable_fields else ""
        if text:
            yield writer.block(name, text, _as_paragraphs(text))


def _write_occasion(page: BasePage, writer: Writer) -> Iterator[TextBlock]:
    """Yield whether an event is cancelled, when it is and where."""
    occasion = page.find_occasion() if isinstance(page, EventPage) else None
    if occasion is None:
        return
    with override(writer.language):
        notice = _("This event is cancelled.") if occasion.is_cancelled else ""
    for kind, text in (("cancelled", notice), ("time", occasion.write_time())):
        if text:
            yield writer.block(kind, text, _as_paragraphs(text))
    yield from _write_fields(page, ("venue", "address"), writer)


def _write_evidence(page: BasePage, writer: Writer) -> list[TextBlock]:
    if not hasattr(page, "evidence_sought"):
        return []
    with override(writer.language):
        names = [kind.name for kind in sorted(page.evidence_sought.all(), key=lambda kind: kind.position)]
    return [TextBlock("evidence_sought", "\n".join(names), _as_list(names, "ul"))] if names else []


def _as_paragraphs(text: str) -> SafeString:
    lines = [(line.strip(),) for line in text.splitlines() if line.strip()]
    return format_html_join("", "<p>{}</p>", lines)


def _as_list(items: list[str], element: str) -> SafeString:
    inside = format_html_join("", "<li>{}</li>", [(item,) for item in items])
    return format_html("<{0}>{1}</{0}>", mark_safe(element), inside)  # noqa: S308  (a literal of ours)


def _heading(value: Any) -> tuple[str, str]:
    return value["text"], format_html("<h2>{}</h2>", value["text"])


def _paragraph(value: Any) -> tuple[str, str]:
    html = expand_db_html(value["text"].source)
    return write_plain(html), html


def _quote(value: Any) -> tuple[str, str]:
    source = value.get("source") or ""
    text = "\n".join(part for part in (value["text"], source) if part)
    cite = format_html("<footer>{}</footer>", source) if source else ""
    return text, format_html("<blockquote>{}{}</blockquote>", _as_paragraphs(value["text"]), cite)


def _steps(value: Any) -> tuple[str, str]:
    items = [str(item) for item in value["items"]]
    numbered = "\n".join(f"{number}. {item}" for number, item in enumerate(items, start=1))
    return numbered, _as_list(items, "ol")


def _note(value: Any) -> tuple[str, str]:
    return value["text"], _as_paragraphs(value["text"])


def _image(value: Any) -> tuple[str, str]:
    """Return the image's alternative text and caption; the image itself is a file of the item."""
    parts = [part for part in (value["alternative_text"], value.get("caption") or "") if part]
    return "\n".join(parts), _as_paragraphs("\n".join(parts))


def _file(value: Any) -> tuple[str, str]:
    return value["label"], format_html("<p>{}</p>", value["label"])


def _step(value: Any) -> tuple[str, str]:
    parts = [part for part in (value["title"], value.get("text") or "") if part]
    return "\n".join(parts), format_html("<h3>{}</h3>{}", value["title"], _as_paragraphs(value.get("text") or ""))


def _still(value: Any) -> tuple[str, str]:
    """Return the words of a picture for the press, with the terms on which it may be used."""
    text, html = _image(value)
    terms = value.get("terms", "")  # a still of a film has none
    return (f"{text}\n{terms}", format_html("{}{}", html, _as_paragraphs(terms))) if terms else (text, html)


def _chapter(value: Any) -> tuple[str, str]:
    text = f"{value['start']} {value['title']}"
    return text, format_html("<p>{}</p>", text)


def _gallery(value: Any) -> tuple[str, str]:
    words = [_image(picture) for picture in value["pictures"]]
    return "\n".join(text for text, _html in words), format_html_join("", "{}", [(html,) for _text, html in words])


def _timeline(value: Any) -> tuple[str, str]:
    entries = [(_write_when(entry), entry["text"]) for entry in value["entries"]]
    html = format_html_join("", "<li><p><strong>{}</strong></p><p>{}</p></li>", entries)
    return "\n".join(f"{when}: {text}" for when, text in entries), format_html("<ol>{}</ol>", html)


def _write_when(entry: Any) -> str:
    return write_day(entry["day"], language=get_language() or SOURCE) if entry["day"] else entry["when"]


def _table(value: Any) -> tuple[str, str]:
    rows = [[str(cell or "") for cell in row] for row in value["rows"]]
    lines = [value["caption"], *(" | ".join(row) for row in rows)]
    cells = [format_html_join("", "<td>{}</td>", [(cell,) for cell in row]) for row in rows]
    html = format_html_join("", "<tr>{}</tr>", [(row,) for row in cells])
    return "\n".join(lines), format_html("<table><caption>{}</caption>{}</table>", value["caption"], html)


def _map(value: Any) -> tuple[str, str]:
    """Return the description and the legend; the map itself is a file of the item."""
    legend = [str(line) for line in value["legend"]]
    text = "\n".join([value["description"], *legend])
    return text, format_html("{}{}", _as_paragraphs(value["description"]), _as_list(legend, "ul") if legend else "")


def _nothing(_value: Any) -> tuple[str, str]:
    """Return no text: a reference to another item has none of its own."""
    return "", ""


_BLOCKS = {
    "heading": _heading,
    "paragraph": _paragraph,
    "quote": _quote,
    "steps": _steps,
    "note": _note,
    "image": _image,
    "file": _file,
    "step": _step,
    "still": _still,
    "chapter": _chapter,
    "gallery": _gallery,
    "timeline": _timeline,
    "table": _table,
    "map": _map,
    "film": _nothing,
    "related": _nothing,
}
