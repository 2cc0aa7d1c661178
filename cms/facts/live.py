"""The values that are live.

They are read from the database in one query a request, and never kept longer: a value that the worker or another web
process approved shows with the next request. Outside a request (jobs, commands) every call reads anew.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from cms.facts.models import FactVersion, VersionState


@dataclass(frozen=True)
class FactValue:
    """A value as the register holds it, not yet written in any language."""

    key: str
    kind: str
    label: str
    value: Any
    version_id: int


FactValues = dict[str, FactValue]

_IN_REQUEST: ContextVar[dict[str, FactValues] | None] = ContextVar("facts_in_request", default=None)


def get_live_values() -> FactValues:
    """Return all approved values by key: one query, and none more within the same request."""
    kept = _IN_REQUEST.get()
    if kept is None:
        return _read(Q(state=VersionState.APPROVED))
    if "live" not in kept:
        kept["live"] = _read(Q(state=VersionState.APPROVED))
    return kept["live"]


def get_values_at(moment: datetime) -> FactValues:
    """Return the values that were live at a moment of the past, by key."""
    decided = Q(state__in=[VersionState.APPROVED, VersionState.SUPERSEDED], decided_at__lte=moment)
    return _read(decided)


def get_register_version() -> str:
    """Return a text that changes whenever an approved value does: for the keys of whatever caches rendered text."""
    newest = (
        FactVersion.objects.filter(state=VersionState.APPROVED)
        .order_by("-decided_at", "-pk")
        .values_list("pk", flat=True)
        .first()
    )
    return str(newest or 0)


def begin_request() -> None:
    _IN_REQUEST.set({})


def end_request() -> None:
    _IN_REQUEST.set(None)


def forget_in_request() -> None:
    """Drop what this request has read, because it changed the register itself."""
    kept = _IN_REQUEST.get()
    if kept is not None:
        kept.clear()


def _read(condition: Q) -> FactValues:
    """Later decisions come last, so that they win."""
    versions = FactVersion.objects.filter(condition).select_related("fact").order_by("decided_at", "pk")
    return {
        version.fact.key: FactValue(
            key=version.fact.key,
            kind=version.fact.kind,
            label=version.fact.label,
            value=version.value,
            version_id=version.pk,
        )
        for version in versions
    }
