"""Made-up published items and ledger events about them."""

from datetime import UTC, datetime
from typing import Any

from cms.published import ItemRef, PublishedItem, TextBlock
from outreach.holdings.holdings import fingerprint
from outreach.ledger.actions import Action
from outreach.ledger.ledger import record
from outreach.organisations.models import Organisation

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
Live = dict[tuple[str, str], PublishedItem]


def make_ref(*, language: str = "ko", sha256: str = "a" * 64, key: str = "call-1") -> ItemRef:
    return ItemRef(kind="call", key=key, language=language, revision="7", sha256=sha256)


def make_item(ref: ItemRef, *, phone: str = "1", **values: Any) -> PublishedItem:
    """Make an item whose only sentence holds a telephone number of the register."""
    return PublishedItem(
        **{
            "ref": ref,
            "title": f"Title {ref.language}",
            "url": f"/{ref.language}/item/",
            "summary": "",
            "text": (TextBlock(kind="paragraph", text=f"Call {phone}", html=f"<p>Call {phone}</p>"),),
            "poster_wording": None,
            "files": (),
            "contacts": (),
            "topics": (),
            "approved_at": NOW,
            "approved_by_id": 1,
            "source_ref": ref,
            **values,
        }
    )


def record_download(organisation: Organisation, **values: Any) -> None:
    """Record that the organisation downloaded an item; ``values`` are arguments of ``make_ref``."""
    record(
        action=Action.DOWNLOADED,
        at=NOW,
        by_key="user:1",
        organisation_key=organisation.key,
        item=make_ref(**values),
        data={"title": "Call", "text_sha256": fingerprint(make_item(make_ref()))},
    )
