"""Translations out of date by their source, and items that show a fact."""

from typing import Any

import pytest

from cms.published import find_behind_source, find_items_showing, get_published
from tests.approvals.factories import Desk, accept, edit, hand_in, make_source, make_translation
from tests.factories import ContactChannelFactory, FactFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def publish(desk: Desk, **fields: Any) -> Any:
    source = make_source(desk.editor, **fields)
    accept(hand_in(source, desk.editor), desk.publisher)
    accept(
        hand_in(make_translation(source, "ko", desk.translator, title="돌아온 병사"), desk.translator), desk.reviewer
    )
    return source


def get_refs(source: Any) -> list[Any]:
    key = str(source.translation_key)
    items = [get_published(kind=source.kind, key=key, language=language) for language in ("vi", "ko")]
    return [item.ref for item in items if item]


def test_a_translation_of_the_public_source_is_not_behind(desk: Desk) -> None:
    assert find_behind_source(get_refs(publish(desk))) == frozenset()


def test_a_changed_source_leaves_its_translation_behind_until_that_follows(desk: Desk) -> None:
    source = publish(desk)
    draft = edit(source, desk.editor, summary="Một câu khác.")
    accept(hand_in(draft, desk.editor), desk.publisher)
    vietnamese, korean = get_refs(source)

    assert find_behind_source([vietnamese, korean]) == {korean.revision}


def test_a_fact_is_found_in_every_language_that_shows_it(desk: Desk) -> None:
    ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value="+84965001222")])
    source = publish(desk, summary="Xin gọi [[hotline]].")
    publish(desk, title="Khác")

    found = {(item.key, item.language) for item in find_items_showing("hotline")}

    assert found == {(str(source.translation_key), "vi"), (str(source.translation_key), "ko")}
