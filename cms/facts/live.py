"""Live values of facts.

They are read in one query per request and not cached longer, so a value approved in another process shows with the
next request. Outside a request (jobs, commands) every call queries.

A value is withdrawn if it was revoked, if its stated end has come, or if every contact that has it is unverified and
one of them was revoked. A withdrawn value is in the answer, but without the value, so that nothing can show it.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils import timezone

from cms.facts.models import ContactChannel, FactVersion, VersionState

_ONCE_LIVE = (VersionState.APPROVED, VersionState.SUPERSEDED, VersionState.REVOKED)


@dataclass(frozen=True)
class FactValue:
    """A value as stored in the register, not yet written in a language; None if it was withdrawn.

    ``ends_at`` is its stated end, if it has one.
    """

    key: str
    kind: str
    label: str
    value: Any
    version_id: int
    ends_at: datetime | None = None

    @property
    def is_withdrawn(self) -> bool:
        return self.value is None


FactValues = dict[str, FactValue]

_IN_REQUEST: ContextVar[dict[str, FactValues] | None] = ContextVar("facts_in_request", default=None)


def get_live_values() -> FactValues:
    """Return all approved values by key, withdrawn ones without their value, with at most one query per request."""
    kept = _IN_REQUEST.get()
    if kept is None:
        return _read_live(at=timezone.now())
    if "live" not in kept:
        kept["live"] = _read_live(at=timezone.now())
    return kept["live"]


def get_values_at(moment: datetime) -> FactValues:
    """Return the values that were live at a moment in the past, by key, without regard to the state of contacts."""
    versions = FactVersion.objects.filter(state__in=_ONCE_LIVE, decided_at__lte=moment)
    gone = Q(ends_at__lte=moment) | Q(revocations__revoked_at__lte=moment)
    return _read(versions.annotate(is_withdrawn=Exists(FactVersion.objects.filter(gone, pk=OuterRef("pk")))))


def begin_request() -> None:
    _IN_REQUEST.set({})


def end_request() -> None:
    _IN_REQUEST.set(None)


def forget_in_request() -> None:
    """Drop the values that this request has read, because it has changed the register."""
    kept = _IN_REQUEST.get()
    if kept is not None:
        kept.clear()


def _read_live(*, at: datetime) -> FactValues:
    gone = Q(state=VersionState.REVOKED) | Q(ends_at__lte=at, ends_at__isnull=False)
    versions = FactVersion.objects.filter(state__in=[VersionState.APPROVED, VersionState.REVOKED])
    return _read(versions.annotate(is_withdrawn=ExpressionWrapper(gone | _make_withheld(), BooleanField())))


@cache
def _make_withheld() -> Q:
    """Return the condition that no contact with the fact is verified, and one was revoked."""
    channels = ContactChannel.objects.filter(facts=OuterRef("fact"))
    return Q(Exists(channels.revoked()), ~Exists(channels.verified()))


def _read(versions: QuerySet[Any]) -> FactValues:
    """Return the value of each fact in these versions, annotated with ``is_withdrawn``; of several, the latest one."""
    return {
        version.fact.key: FactValue(
            key=version.fact.key,
            kind=version.fact.kind,
            label=version.fact.label,
            value=None if version.is_withdrawn else version.value,
            version_id=version.pk,
            ends_at=version.ends_at,
        )
        for version in versions.select_related("fact").order_by("decided_at", "pk")
    }
