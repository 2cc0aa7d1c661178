"""Finding the item that a code, poster, file, edition or scan belongs to."""

import re
import uuid
from dataclasses import dataclass

from cms.published import find_ref
from outreach.holdings.models import HeldItem
from outreach.links.models import Link, Scan
from outreach.posters.models import Poster, PosterFile
from outreach.redirector.codes import MalformedCode, read_code

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class FoundItem:
    """An item, and the ``LineageNode.id`` that the query named (empty: the item itself)."""

    kind: str
    key: str
    matched: str = ""


def find_item(query: str) -> FoundItem | None:
    """Return the item that a code, key or SHA-256 belongs to; None if there is none."""
    wanted = query.strip()
    if _SHA256.fullmatch(wanted.lower()):
        return _find_by_digest(wanted.lower())
    try:
        return _find_by_key(uuid.UUID(wanted))
    except ValueError:
        return _find_by_code(wanted)


def _find_by_code(wanted: str) -> FoundItem | None:
    try:
        code = read_code(wanted.rsplit("/", 1)[-1])
    except MalformedCode:
        return None
    link = Link.objects.filter(pk=code).first()
    return FoundItem(link.item_kind, link.item_key, f"link:{link.code}") if link else None


def _find_by_key(key: uuid.UUID) -> FoundItem | None:
    ref = find_ref(str(key))
    if ref:
        return FoundItem(ref.kind, ref.key)
    poster = Poster.objects.filter(key=key).first()
    if poster:
        return FoundItem(poster.item_kind, poster.item_key, f"poster:{poster.key}")
    scan = Scan.objects.filter(pk=key).select_related("link").first()
    if scan:
        return FoundItem(scan.link.item_kind, scan.link.item_key, f"link:{scan.link_id}")
    held = HeldItem.objects.filter(edition_key=str(key)).order_by("pk").first()
    return FoundItem(held.kind, held.key, f"edition:{key}") if held else None


def _find_by_digest(digest: str) -> FoundItem | None:
    ref = find_ref(digest)
    if ref:
        return FoundItem(ref.kind, ref.key, f"approval:{ref.revision}")
    file = PosterFile.objects.filter(sha256=digest).select_related("poster").first()
    return FoundItem(file.poster.item_kind, file.poster.item_key, f"poster:{file.poster.key}") if file else None
