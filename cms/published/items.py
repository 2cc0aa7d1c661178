"""The values of the public interface: frozen, with no reference to a page."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import BinaryIO, cast

from django.core.files.storage import default_storage

from cms.core.items import ItemRef
from cms.core.rights import UNLIMITED, Rights
from cms.facts.contacts import Contact, ContactValue

__all__ = [
    "ApprovalRecord",
    "Contact",
    "ContactValue",
    "ItemRef",
    "PosterWording",
    "PublishedCorrection",
    "PublishedFile",
    "PublishedItem",
    "PublishedSummary",
    "Rights",
    "TextBlock",
    "Withdrawal",
]


@dataclass(frozen=True)
class TextBlock:
    """A piece of the item's text. ``kind`` is the block's type (heading, paragraph, …) or the field's name."""

    kind: str
    text: str
    html: str


@dataclass(frozen=True)
class PublishedCorrection:
    """A correction of the item, and the day on which it was first public."""

    text: str
    corrected_on: date | None


@dataclass(frozen=True)
class PosterWording:
    headline: str
    lines: tuple[str, ...]
    action: str
    contact_line: str
    has_withdrawn_fact: bool = False
    """Whether one of these texts names a value that was revoked or has ended: no poster can be made of them."""
    contact_short: str = ""
    """The number of the contact line alone, where the line is too long."""
    channels: tuple[int, ...] = ()
    """The page's own contacts of the register."""
    kind_name: str = ""
    """What an item of this kind is called, in the language of the poster."""
    occasion: str = ""
    """When an event is; empty for everything else."""


@dataclass(frozen=True)
class PublishedFile:
    """A file of the item. ``role``: image, document, recording, master, subtitles. The media library's have ``rights``.

    ``source`` names the media library's file (``image:7``), ``since`` is the moment from which a film has this master.
    ``credit`` of an image is in the language of the item.
    """

    name: str
    role: str
    media_type: str
    sha256: str
    size: int
    language_tag: str = ""
    storage_name: str = ""
    content: bytes = b""
    rights: tuple[Rights, ...] = UNLIMITED
    source: str = ""
    since: datetime | None = None
    credit: str = ""

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open the file for reading. Subtitles are written from the approved text and read from memory."""
        if not self.storage_name:
            yield BytesIO(self.content)
            return
        with default_storage.open(self.storage_name) as file:
            yield cast("BinaryIO", file)


@dataclass(frozen=True)
class PublishedItem:
    """An approved and live item, with the facts written in its language. ``url`` is the path on this site."""

    ref: ItemRef
    title: str
    url: str
    summary: str
    text: tuple[TextBlock, ...]
    poster_wording: PosterWording | None
    files: tuple[PublishedFile, ...]
    contacts: tuple[Contact, ...]
    topics: tuple[str, ...]
    approved_at: datetime
    approved_by_id: int
    source_ref: ItemRef
    is_demonstration: bool = False
    corrections: tuple[PublishedCorrection, ...] = ()
    """The newest first."""
    notice: str = ""
    """The notice to readers of a translation whose source has had an important change since."""
    lapsed_files: tuple[PublishedFile, ...] = ()
    """Pictures of the page that it doesn't show now, because the right to them has ended or those shown refuse."""
    facts: Mapping[str, int] = field(default_factory=dict)
    """The keys of the facts in its text and contacts, each with the version that is written in it now."""
    expires_at: datetime | None = None
    """The moment at which its page goes offline by itself, or the event to which it invites is over."""


@dataclass(frozen=True)
class PublishedSummary:
    ref: ItemRef
    title: str
    url: str
    summary: str
    approved_at: datetime


@dataclass(frozen=True)
class Withdrawal:
    """An item that was withdrawn in one language."""

    ref: ItemRef
    title: str
    withdrawn_at: datetime
    withdrawn_by_id: int | None
    reason: str


@dataclass(frozen=True)
class ApprovalRecord:
    """One approval in an item's history, current or not, with the digest of the source it was approved against."""

    ref: ItemRef
    title: str
    source_sha256: str
    submitted_by_id: int
    approved_by_id: int
    approved_at: datetime
    published_at: datetime | None
    superseded_at: datetime | None
    withdrawn_at: datetime | None
    withdrawal_reason: str
    dossier_url: str
    """The desk's page with this approval's full record."""
