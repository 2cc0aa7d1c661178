"""News of organisations: editions that are ready, held texts that were changed, rights that end or have ended.

All is read from the ledger and what is derived from it. What isn't so any more is no news: an edition that was recalled
or replaced since, a text that is right again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from outreach.holdings.models import Delivery, HeldItem
from outreach.kits.models import KitFile
from outreach.ledger.actions import Action
from outreach.ledger.models import LedgerEvent

ACTIONS = (Action.OFFERED, Action.SUPERSEDED, Action.EXPIRED)
MOST = 30
"""Lines under one heading; the portal has the rest."""


@dataclass(frozen=True)
class NewEdition:
    """An edition that an organisation can fetch."""

    title: str
    number: int


@dataclass(frozen=True)
class EndingFile:
    """A held file with the last day on which it may be used."""

    title: str
    day: date


@dataclass
class News:
    """All that an organisation should be told."""

    editions: list[NewEdition] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    ending: list[EndingFile] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.editions or self.changed or self.ending or self.ended)


def find_news(organisation: UUID, *, after: int, until: int) -> News:
    """Return what the events after one number and up to another one say, as far as it still holds."""
    events = LedgerEvent.objects.filter(
        organisation_key=organisation, action__in=ACTIONS, seq__gt=after, seq__lte=until
    )
    by_action: dict[str, list[LedgerEvent]] = defaultdict(list)
    for event in events.filter(seq__gt=after, seq__lte=until).order_by("seq"):
        by_action[event.action].append(event)
    return News(
        editions=list(_find_editions(organisation, {event.edition_key for event in by_action[Action.OFFERED]})),
        changed=list(_find_titles(organisation, by_action[Action.SUPERSEDED], field="outdated_at")),
        ended=list(_find_titles(organisation, by_action[Action.EXPIRED], field="expired_at")),
    )


def _find_editions(organisation: UUID, keys: Collection[str]) -> Iterator[NewEdition]:
    if not keys:
        return
    offered = Delivery.objects.filter(organisation_key=organisation, edition_key__in=keys, superseded_at=None)
    for row in offered.filter(recalled_at=None).order_by("offered_at", "pk")[:MOST]:
        yield NewEdition(row.title, row.number)


def _find_titles(organisation: UUID, events: Iterable[LedgerEvent], *, field: str) -> Iterator[str]:
    """Yield the titles of held items of which this is still true, each once."""
    names = {(event.item_kind, event.item_key, event.item_language) for event in events if event.item_key}
    if not names:
        return
    held = HeldItem.objects.filter(organisation_key=organisation, key__in={name[1] for name in names}).held().active()
    rows = held.filter(**{f"{field}__isnull": False}).order_by("title", "pk")
    titles = dict.fromkeys(row.title for row in rows if (row.kind, row.key, row.language) in names)
    yield from list(titles)[:MOST]


def find_ending(organisation: UUID, *, after: date, until: date) -> list[EndingFile]:
    """Return the held files whose last day of use is after one day and not after another, the first first."""
    held = HeldItem.objects.filter(organisation_key=organisation).held().active()
    editions = set(held.exclude(edition_key="").order_by().values_list("edition_key", flat=True))
    files = KitFile.objects.filter(edition__key__in=editions, edition__organisation__key=organisation)
    rows = files.filter(valid_until__gt=after, valid_until__lte=until).order_by("valid_until", "title")
    found = dict.fromkeys(EndingFile(row.title, row.valid_until) for row in rows if row.valid_until)
    return list(found)[:MOST]
