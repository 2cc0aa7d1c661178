"""Whether a translation still says what its source says.

A source's approved texts are a chain, oldest first; each says how much it changed the one before (``Weight``). A
translation was approved against one of them, named by its digest.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cms.translation_desk.models import Approval, Weight
from translations.languages import SOURCE


@dataclass(frozen=True)
class Step:
    """One approved text of the source. ``stands``: neither superseded nor withdrawn, live or awaiting its time."""

    digest: str
    weight: str
    approved_at: datetime
    published_at: datetime | None
    stands: bool


Chain = Sequence[Step]


def read_chains(keys: Collection[UUID]) -> dict[UUID, list[Step]]:
    """Return each item's chain, in one query."""
    chains: dict[UUID, list[Step]] = defaultdict(list)
    rows = Approval.objects.filter(translation_key__in=keys, language=SOURCE).order_by("approved_at", "pk")
    wanted = ("translation_key", "digest", "weight", "approved_at", "published_at", "superseded_at", "withdrawn_at")
    for key, digest, weight, approved_at, published_at, superseded_at, withdrawn_at in rows.values_list(*wanted):
        stands = superseded_at is None and withdrawn_at is None
        chains[key].append(Step(digest, weight, approved_at, published_at, stands))
    return chains


def follows(*, chain: Chain, digest: str) -> bool:
    """Say whether what was approved against this text of the source still says what a standing one says.

    It does if that is the same text, or was made from it only by changes that were declared not to be of meaning.
    With no text of the source standing there is nothing to be behind of.
    """
    standing = {step.digest for step in chain if step.stands}
    return not standing or bool(standing & {step.digest for step in _get_equals(chain, digest)})


def find_followed(*, chain: Chain, digest: str) -> Step | None:
    """Return the version that a translation says of itself it follows, if readers are to be told that it is behind:
    a version that is public by now, or one before it, was declared an important change of it. Else None.
    """
    current = next((n for n, step in enumerate(chain) if step.stands and step.published_at), None)
    public = chain[: current + 1] if current is not None else ()
    place = _find_place(public, digest)
    if place is None or public[-1].digest in {step.digest for step in _get_equals(public, digest)}:
        return None
    return public[place] if any(step.weight == Weight.IMPORTANT for step in public[place + 1 :]) else None


def _get_equals(chain: Chain, digest: str) -> Iterable[Step]:
    """Return the text with this digest and those after it that differ from it in wording only."""
    place = _find_place(chain, digest)
    if place is None:
        return
    yield chain[place]
    for step in chain[place + 1 :]:
        if step.weight != Weight.WORDING:
            return
        yield step


def _find_place(chain: Chain, digest: str) -> int | None:
    """Return the newest place of the text: a source may have gone back to it."""
    return max((place for place, step in enumerate(chain) if step.digest == digest), default=None)
