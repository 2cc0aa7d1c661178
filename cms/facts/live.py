"""Live values of facts.

They are read in one query per request and not cached longer, so a value approved in another process shows with the
next request. Outside a request (jobs, commands) every call queries.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from cms.facts.models import FactVersion, VersionState


@dataclass(frozen=True)
class FactValue:
    """A value as stored in the register, not yet written in a language."""

    key: str
    kind: str
    label: str
    value: Any
    version_id: int


FactValues = dict[str, FactValue]

_IN_REQUEST: ContextVar[dict[str, FactValues] | None] = ContextVar("facts_in_request", default=None)


def get_live_values() -> FactValues:
    """Return all approved values by key, with at most one query per request."""
    kept = _IN_REQUEST.get()
    if kept is None:
        return _read(Q(state=VersionState.APPROVED))
    if "live" not in kept:
        kept["live"] = _read(Q(state=VersionState.APPROVED))
    return kept["live"]


def get_values_at(moment: datetime) -> FactValues:
    """Return the values that were live at a moment in the past, by key."""
    decided = Q(state__in=[VersionState.APPROVED, VersionState.SUPERSEDED], decided_at__lte=moment)
    return _read(decided)


def begin_request() -> None:
    _IN_REQUEST.set({})


def end_request() -> None:
    _IN_REQUEST.set(None)


def forget_in_request() -> None:
    """Drop the values that this request has read, because it has changed the register."""
    kept = _IN_REQUEST.get()
    if kept is not None:
        kept.clear()


def _read(condition: Q) -> FactValues:
    """Return the value of each fact in these versions; of several, the one decided last."""
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
