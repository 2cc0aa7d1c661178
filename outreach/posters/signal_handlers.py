from typing import Any

from django.utils import timezone

from cms.published import GetWording, ItemRef
from outreach.posters.validity import mark_differing, withdraw_recalled
from outreach.recalls.models import Recall


def on_publication_changed(
    kind: str, key: str, language: str, ref: ItemRef | None, get_poster_wording: GetWording, **kwargs: Any
) -> None:
    is_public = ref is not None
    mark_differing(
        kind=kind, key=key, language=language, is_public=is_public, get_wording=get_poster_wording, at=timezone.now()
    )


def on_item_recalled(recall_id: int, **kwargs: Any) -> None:
    """Withdraw the posters that the recall reaches. The recall of an edition leaves the posters valid."""
    recall = Recall.objects.get(pk=recall_id)
    withdraw_recalled(recall.target, reason=recall.reason, at=recall.sent_at)
