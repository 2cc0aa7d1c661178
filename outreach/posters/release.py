"""The release of a poster as an event, and released posters and their links compared with the events about them."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q

from cms.users.models import User
from outreach.ledger.actions import Action
from outreach.ledger.derivations import compare
from outreach.ledger.findings import FindingKind, LedgerFinding
from outreach.ledger.ledger import NewEvent
from outreach.posters.models import WAS_RELEASED, Poster, PosterFile
from outreach.posters.outgoing import get_item_ref

_COLUMNS = (
    "released_at",
    "organisation_key",
    "item_kind",
    "item_key",
    "language",
    "item_revision",
    "item_sha256",
    "link_id",
    "link__item_kind",
    "link__item_key",
    "link__language",
    "link__organisation_key",
    "format_code",
    "file__sha256",
)
_IN_EVENT = (
    "occurred_at",
    "organisation_key",
    "item_kind",
    "item_key",
    "item_language",
    "item_revision",
    "item_sha256",
    "link_code",
    "item_kind",
    "item_key",
    "item_language",
    "organisation_key",
)


def make_release_event(file: PosterFile) -> NewEvent:
    """Return the event of a poster that was released, by its file."""
    poster = file.poster
    if poster.released_at is None or poster.link_id is None:
        raise ValueError(f"The poster {poster.key} wasn't released.")
    return NewEvent(
        action=Action.RELEASED,
        at=poster.released_at,
        by_key=User(pk=poster.requested_by_id).key,
        organisation_key=poster.organisation_key,
        item=get_item_ref(poster),
        link_code=poster.link_id,
        data={"poster": str(poster.key), "format": poster.format_code, "file": file.sha256},
    )


class PostersReplay:
    """Released posters with what was released, when, for whom and where its code leads, as the events tell them."""

    actions = frozenset({Action.RELEASED})

    def __init__(self) -> None:
        self.released: dict[str, tuple[Any, ...]] = {}

    def add(self, content: Mapping[str, Any]) -> None:
        data = content["data"]
        said = [content[name] for name in _IN_EVENT]
        self.released[data["poster"]] = (content["by_key"], *said, data["format"], data["file"])

    def find_differences(self) -> Iterator[LedgerFinding]:
        rows = Poster.objects.filter(Q(state__in=WAS_RELEASED) | Q(released_at__isnull=False)).order_by("pk")
        found = {
            str(key): (User(pk=by).key, *values)
            for key, by, *values in rows.values_list("key", "requested_by_id", *_COLUMNS).iterator()
        }
        for key in compare(self.released, found):
            yield LedgerFinding(FindingKind.POSTER_DIFFERS, {"name": key})
