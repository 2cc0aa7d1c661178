from typing import Any

from django.utils import timezone

from outreach.posters.validity import follow_item, withdraw
from outreach.recalls.models import Recall


def follow_publication(kind: str, key: str, language: str, **kwargs: Any) -> None:
    follow_item(kind=kind, key=key, language=language, at=timezone.now())


def follow_recall(kind: str, key: str, language: str, edition_key: str, recall_id: int, **kwargs: Any) -> None:
    if edition_key:
        return
    recall = Recall.objects.get(pk=recall_id)
    withdraw(kind=kind, key=key, language=language, reason=recall.reason, at=recall.sent_at)
