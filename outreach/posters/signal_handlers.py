"""Posters end or become valid again as their item's public wording changes; a changed fact also requests successors.

Recalled posters end, and are valid again once the recall was lifted.
"""

from typing import Any

from django.utils import timezone

from cms.jobs.queue import enqueue
from cms.published import GetWording, ItemRef
from outreach.organisations.models import Organisation
from outreach.posters.models import Poster
from outreach.posters.successors import FOLLOWED, JOB, request_successors
from outreach.posters.validity import mark_differing, restore_recalled, withdraw_recalled
from outreach.recalls.models import Recall


def on_publication_changed(
    kind: str, key: str, language: str, change: str, ref: ItemRef | None, get_poster_wording: GetWording, **kwargs: Any
) -> None:
    is_public, now = ref is not None, timezone.now()
    mark_differing(kind=kind, key=key, language=language, is_public=is_public, get_wording=get_poster_wording, at=now)
    if ref is not None and change == "fact":
        request_successors(ref=ref, get_wording=get_poster_wording, at=now)


def on_item_recalled(recall_id: int, **kwargs: Any) -> None:
    """Withdraw the posters that the recall reaches. The recall of an edition leaves the posters valid."""
    recall = Recall.objects.get(pk=recall_id)
    withdraw_recalled(recall.target, reason=recall.reason, at=recall.sent_at)


def on_organisation_saved(instance: Organisation, created: bool, **kwargs: Any) -> None:
    """Have its posters compared with what is right for it now: its country, or its contacts, may be others."""
    if not created and Poster.objects.of_organisation(instance.key).filter(state__in=FOLLOWED).exists():
        enqueue(kind=JOB, key=str(instance.key), params={"organisation": str(instance.key)})


def on_recall_lifted(recall: Recall, **kwargs: Any) -> None:
    restore_recalled(recall, at=timezone.now())
