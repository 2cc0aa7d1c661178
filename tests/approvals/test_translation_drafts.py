"""Two saves of one translation at the same moment, each on its own connection."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction

from cms.approvals.translation_drafts import SavedMeanwhile, save_translation
from tests.approvals.factories import accept, hand_in, make_source, make_translation

if TYPE_CHECKING:
    from tests.approvals.factories import Desk


def wait_until_one_waits(thread: threading.Thread) -> None:
    """Return once a connection waits for a lock, or the thread has ended without."""
    with connection.cursor() as cursor:
        while thread.is_alive():
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return


@pytest.mark.django_db(transaction=True)
def test_save_that_waited_for_another_persons_is_refused(desk: Desk) -> None:
    story = make_source(desk.editor)
    accept(hand_in(story, desk.editor), desk.publisher)
    page = make_translation(story, "ko", desk.translator)
    base = page.latest_revision
    fields: dict[str, Any] = {
        "page": page,
        "base_revision_id": base.pk,
        "base_moment": base.created_at.isoformat(),
        "by_itself": True,
    }
    refused: list[str] = []

    def save_second() -> None:
        try:
            save_translation(texts={"summary": "나의 글"}, by=desk.reviewer, **fields)
        except SavedMeanwhile as meanwhile:
            refused.append(str(meanwhile.revision.user))
        finally:
            connection.close()

    second = threading.Thread(target=save_second)
    with transaction.atomic():
        save_translation(texts={"summary": "다른 글"}, by=desk.translator, **fields)
        second.start()
        wait_until_one_waits(second)
    second.join()

    assert refused == [str(desk.translator)]
    assert type(page).objects.get(pk=page.pk).get_latest_revision_as_object().summary == "다른 글"
