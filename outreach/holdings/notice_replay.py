"""Moments at which organisations were told of what was taken down or withdrawn, compared with their events."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from outreach.holdings.models import RegisterNotice, TakeDownNotice
from outreach.ledger.actions import Action
from outreach.ledger.derivations import compare
from outreach.ledger.findings import FindingKind, LedgerFinding


class NoticesReplay:
    """The moments at which each organisation was told of each text, as the events tell them."""

    actions = frozenset({Action.TAKE_DOWN_NOTIFIED})

    def __init__(self) -> None:
        self.told: dict[tuple[str, str], datetime] = {}

    def add(self, content: Mapping[str, Any]) -> None:
        name = str(content["organisation_key"]), content["item_revision"]
        self.told.setdefault(name, content["occurred_at"])

    def find_differences(self) -> Iterator[LedgerFinding]:
        notices = TakeDownNotice.objects.order_by("pk").values_list("organisation__key", "revision", "told_at")
        rows = {(str(organisation), revision): told_at for organisation, revision, told_at in notices.iterator()}
        for organisation, revision in compare(self.told, rows):
            yield LedgerFinding(FindingKind.NOTICE_DIFFERS, {"name": f"{organisation} {revision}"})


class RegisterNoticesReplay:
    """The moments at which each organisation was told of each withdrawal from the register and of its end."""

    actions = frozenset({Action.REGISTER_WITHDRAWAL_NOTIFIED, Action.REGISTER_REPLACEMENT_NOTIFIED})

    def __init__(self) -> None:
        self.told: dict[tuple[str, int], tuple[datetime | None, datetime | None]] = {}

    def add(self, content: Mapping[str, Any]) -> None:
        name = str(content["organisation_key"]), content["data"]["withdrawal"]
        told_at, replacement_told_at = self.told.get(name, (None, None))
        if content["action"] == Action.REGISTER_WITHDRAWAL_NOTIFIED:
            self.told[name] = content["occurred_at"], replacement_told_at
        else:
            self.told[name] = told_at, content["occurred_at"]

    def find_differences(self) -> Iterator[LedgerFinding]:
        notices = RegisterNotice.objects.order_by("pk").values_list(
            "organisation__key", "withdrawal_key", "told_at", "restoration_told_at"
        )
        rows = {(str(organisation), key): tuple(moments) for organisation, key, *moments in notices.iterator()}
        for organisation, key in compare(self.told, rows):
            yield LedgerFinding(FindingKind.REGISTER_NOTICE_DIFFERS, {"name": f"{organisation} {key}"})
