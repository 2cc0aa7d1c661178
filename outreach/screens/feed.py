"""The feeds of what a screen shows now, for signage players: Media RSS (mRSS 1.5.1), and SMIL 3.0. No Django.

Feeds say nothing of times that a player could rely on, so they hold only what may be played when they are asked for.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from outreach.screens.manifest import POLL_SECONDS, Panel, ScheduledItem, write_time
from translations.languages import get_language_entry

MEDIA = "http://search.yahoo.com/mrss/"
DCTERMS = "http://purl.org/dc/terms/"
SMIL = "http://www.w3.org/ns/SMIL"
RSS_TYPE = "application/rss+xml; charset=utf-8"
SMIL_TYPE = "application/smil+xml; charset=utf-8"


def rotate(items: Sequence[ScheduledItem]) -> Iterator[tuple[int, ScheduledItem]]:
    """Yield one turn of the loop: each item as often as its share says, spread over the turn, with its round."""
    for turn in range(max((item.share for item in items), default=0)):
        yield from ((turn, item) for item in items if item.share > turn)


def build_rss(*, panel: Panel, items: Sequence[ScheduledItem], base_url: str, address: str) -> bytes:
    """Return the items as Media RSS; ``dcterms:valid`` (DCMI Period) holds the validity of each item."""
    ET.register_namespace("media", MEDIA)
    ET.register_namespace("dcterms", DCTERMS)
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    _add(channel, "title", panel.name)
    _add(channel, "link", address)
    _add(channel, "description", panel.format)
    _add(channel, "ttl", "1")
    for turn, shown in rotate(items):
        item = ET.SubElement(channel, "item")
        begins, ends = write_time(shown.starts_at), write_time(shown.ends_at)
        _add(item, "title", name_item(shown))
        _add(item, "link", f"{base_url}{shown.sha256}")
        _add(item, "guid", f"{shown.id}-{shown.sha256}-{turn}", isPermaLink="false")
        _add(item, "pubDate", format_datetime(shown.starts_at.astimezone(UTC)))
        _add(item, f"{{{DCTERMS}}}valid", f"start={begins}; end={ends}; scheme=W3C-DTF")
        content = ET.SubElement(
            item,
            f"{{{MEDIA}}}content",
            url=f"{base_url}{shown.sha256}",
            type=shown.media_type,
            medium=shown.media_type.partition("/")[0],
            fileSize=str(shown.size),
            width=str(shown.width),
            height=str(shown.height),
            duration=str(shown.seconds),
            lang=get_language_entry(shown.language).tag,
        )
        _add(content, f"{{{MEDIA}}}title", name_item(shown), type="plain")
        _add(content, f"{{{MEDIA}}}hash", shown.sha256, algo="sha-256")
    return ET.tostring(rss, encoding="utf-8", xml_declaration=True)


def build_smil(*, items: Sequence[ScheduledItem], sources: dict[str, str]) -> bytes:
    """Return the items as a SMIL document that repeats them; ``sources`` are the addresses of files by SHA-256.

    The document tells its player to ask again after a minute.
    """
    ET.register_namespace("", SMIL)
    smil = ET.Element(f"{{{SMIL}}}smil", {"version": "3.0", "baseProfile": "Language"})
    head = ET.SubElement(smil, f"{{{SMIL}}}head")
    ET.SubElement(head, f"{{{SMIL}}}meta", name="Refresh", content=str(POLL_SECONDS))
    layout = ET.SubElement(head, f"{{{SMIL}}}layout")
    width, height = (str(items[0].width), str(items[0].height)) if items else ("100%", "100%")
    ET.SubElement(layout, f"{{{SMIL}}}root-layout", width=width, height=height)
    ET.SubElement(layout, f"{{{SMIL}}}region", regionName="main", left="0", top="0", width="100%", height="100%")
    sequence = ET.SubElement(ET.SubElement(smil, f"{{{SMIL}}}body"), f"{{{SMIL}}}seq", repeatCount="indefinite")
    for _turn, shown in rotate(items):
        tag = "video" if shown.media_type.startswith("video/") else "img"
        ET.SubElement(
            sequence,
            f"{{{SMIL}}}{tag}",
            src=sources[shown.sha256],
            region="main",
            dur=f"{shown.seconds}s",
            fit="meet",
            type=shown.media_type,
            title=name_item(shown),
        )
    return ET.tostring(smil, encoding="utf-8", xml_declaration=True)


def name_item(item: ScheduledItem) -> str:
    """Return a name for people: the title of the poster or loop, and its languages."""
    return f"{item.title} ({', '.join(get_language_entry(code).autonym for code in item.languages)})"


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = text
