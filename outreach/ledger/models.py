"""The ledger's append-only events and the head of their chain.

``Delivery`` and ``HeldItem`` (outreach.holdings) are derived from the events in the same transaction.
"""

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from outreach.ledger.actions import Action
from outreach.ledger.chain import GENESIS


class LedgerEvent(models.Model):
    """Something that happened to an item at an organisation. Triggers refuse to change or delete a row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seq = models.BigIntegerField(_("number"), unique=True)
    action = models.CharField(_("what happened"), max_length=40, choices=Action.choices)
    organisation_key = models.UUIDField(_("organisation"), null=True, blank=True)
    item_kind = models.CharField(max_length=40, blank=True)
    item_key = models.CharField(max_length=64, blank=True)
    item_language = models.CharField(max_length=35, blank=True)
    item_revision = models.CharField(max_length=64, blank=True)
    item_sha256 = models.CharField(max_length=64, blank=True)
    edition_key = models.CharField(_("edition"), max_length=64, blank=True)
    link_code = models.CharField(_("link"), max_length=16, blank=True)
    by_key = models.CharField(_("by whom"), max_length=64)
    occurred_at = models.DateTimeField(_("when"))
    recorded_at = models.DateTimeField(_("recorded"))
    data: Any = models.JSONField(_("particulars"), default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["organisation_key", "occurred_at", "seq"], name="ledger_by_organisation"),
            models.Index(fields=["item_kind", "item_key", "seq"], name="ledger_by_item"),
            models.Index(fields=["action", "occurred_at", "seq"], name="ledger_by_action"),
            models.Index(fields=["edition_key", "seq"], name="ledger_by_edition"),
            models.Index(fields=["item_language", "occurred_at", "seq"], name="ledger_by_language"),
            models.Index(fields=["occurred_at", "seq"], name="ledger_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class LedgerHead(models.Model):
    """The only row holds the end of the chain; appending locks it."""

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="ledger_one_head")]

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


class Checkpoint(models.Model):
    """A signed note of the ledger's first ``size`` events."""

    size = models.BigIntegerField(unique=True)
    note = models.TextField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.size} events"


class Subtree(models.Model):
    """The root of a complete subtree of the ledger's tree, over ``2 ** height`` events."""

    height = models.PositiveSmallIntegerField()
    position = models.BigIntegerField()
    root = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["height", "position"], name="subtree_once")]

    def __str__(self) -> str:
        return f"{self.height}:{self.position}"
