"""Finished editions and their files compared with the events about them."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Count, Q

from outreach.kits.models import EditionState, FileRole, KitEdition, KitFile
from outreach.ledger.actions import Action
from outreach.ledger.derivations import find_other_people
from outreach.ledger.findings import FindingKind, LedgerFinding


class EditionsReplay:
    """Editions as they were offered, and the digests of what was downloaded of them, as the events tell them.

    A deleted edition isn't found by this: its delivery and its held items stay.
    """

    actions = frozenset({Action.OFFERED, Action.DOWNLOADED, Action.EXPIRED, Action.POSTER_ENDED})

    def __init__(self) -> None:
        self.offered: dict[str, tuple[Any, ...]] = {}
        self.people: dict[str, str] = {}
        self.digests: dict[tuple[str, str], str] = {}
        """By edition and path in it; that of the whole archive has an empty path."""

    def add(self, content: Mapping[str, Any]) -> None:
        edition, data = content["edition_key"], content["data"]
        if content["action"] == Action.OFFERED:
            items = data.get("items", [])
            self.offered[edition] = content["occurred_at"], content["organisation_key"], data.get("number"), items
            self.people[edition] = content["by_key"]
        if edition and "sha256" in data:
            self.digests.setdefault((edition, data.get("path", "")), data["sha256"])

    def find_differences(self) -> Iterator[LedgerFinding]:
        different = dict.fromkeys([*self._find_editions(), *self._find_files()])
        for edition in different:
            yield LedgerFinding(FindingKind.EDITION_DIFFERS, {"name": edition})

    def _find_editions(self) -> Iterator[str]:
        finished = KitEdition.objects.filter(Q(state=EditionState.FINISHED) | Q(finished_at__isnull=False))
        people = {str(key): by for key, by in finished.values_list("key", "requested_by_id")}
        others = set(find_other_people(self.people, people))
        films = Count("files", filter=Q(files__role=FileRole.MASTER))
        for row in finished.select_related("organisation").annotate(films=films).order_by("pk").iterator():
            name = str(row.key)
            at, holder, number, items = self.offered.get(name, (None, None, None, []))
            listed = row.manifest.get("items", [])
            said = at, holder, number, self.digests.get((name, "")), items[: len(listed)], len(items)
            is_now = row.finished_at, row.organisation.key, row.number, row.sha256, listed, len(listed) + row.films
            if said != is_now or name in others:
                yield name

    def _find_files(self) -> Iterator[str]:
        rows = KitFile.objects.order_by("pk").values_list("edition__key", "path", "sha256")
        for key, path, sha256 in rows.iterator(chunk_size=5000):
            if self.digests.get((str(key), path), sha256) != sha256:
                yield str(key)
