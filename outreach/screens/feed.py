"""The manifest as Media RSS (mRSS 1.5.1), which signage players read without an adapter. No Django."""

from datetime import datetime
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from outreach.screens.manifest import Manifest

MEDIA = "http://search.yahoo.com/mrss/"
DCTERMS = "http://purl.org/dc/terms/"
CONTENT_TYPE = "application/rss+xml; charset=utf-8"


def build_feed(*, manifest: Manifest, address: str) -> bytes:
    """Return the feed of a manifest; ``dcterms:valid`` (DCMI Period) holds the validity of each item."""
    ET.register_namespace("media", MEDIA)
    ET.register_namespace("dcterms", DCTERMS)
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    screen = manifest.document["screen"]
    _add(channel, "title", screen["name"])
    _add(channel, "link", address)
    _add(channel, "description", screen["format"])
    _add(channel, "ttl", "1")
    for entry in manifest.document["items"]:
        item = ET.SubElement(channel, "item")
        _add(item, "title", entry["sha256"][:12])
        _add(item, "guid", f"{entry['id']}-{entry['sha256']}", isPermaLink="false")
        _add(item, "pubDate", format_datetime(datetime.fromisoformat(entry["valid_from"])))
        _add(item, f"{{{DCTERMS}}}valid", f"start={entry['valid_from']}; end={entry['valid_until']}; scheme=W3C-DTF")
        content = ET.SubElement(
            item,
            f"{{{MEDIA}}}content",
            url=entry["url"],
            type=entry["media_type"],
            medium=entry["media_type"].partition("/")[0],
            fileSize=str(entry["size"]),
            width=str(entry["width"]),
            height=str(entry["height"]),
            duration=str(entry["seconds"]),
        )
        _add(content, f"{{{MEDIA}}}hash", entry["sha256"], algo="sha-256")
    return ET.tostring(rss, encoding="utf-8", xml_declaration=True)


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = text
