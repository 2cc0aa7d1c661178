"""Creation of tracked links."""

import threading
from uuid import uuid4

import pytest
from django.db import connection

from outreach.links import creation
from outreach.links.creation import UnknownLinkLanguage, create_link
from outreach.links.models import Link
from outreach.redirector.codes import read_code

ITEM = {"item_kind": "call", "item_key": "a"}


def test_each_placement_has_one_link(db):
    organisation = uuid4()
    one = create_link(**ITEM, language="ko", organisation_key=organisation, placement="lift")

    assert create_link(**ITEM, language="ko", organisation_key=organisation, placement="lift") == one
    others = [
        create_link(**ITEM, language="any", organisation_key=organisation, placement="lift"),
        create_link(**ITEM, language="ko", organisation_key=uuid4(), placement="lift"),
        create_link(**ITEM, language="ko", organisation_key=organisation, placement="hall"),
        create_link(**ITEM, language="ko", placement="lift"),
        create_link(item_kind="call", item_key="b", language="ko", organisation_key=organisation, placement="lift"),
    ]
    assert len({one, *others}) == 6
    assert all(read_code(link.code) == link.code for link in others)


def test_a_placement_without_organisation_has_one_link(db):
    assert create_link(**ITEM, placement="hall") == create_link(**ITEM, placement="hall")


def test_an_existing_code_is_never_drawn_again(db, monkeypatch):
    taken = create_link(**ITEM).code
    drawn = iter([taken, taken, "0BCD12"])
    monkeypatch.setattr(creation, "draw_code", lambda: next(drawn))

    assert create_link(item_kind="call", item_key="b").code == "0BCD12"


def test_an_unknown_language_is_refused(db):
    with pytest.raises(UnknownLinkLanguage, match="“de” is neither a language of the campaign nor “any”"):
        create_link(**ITEM, language="de")


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_concurrent_requests_get_the_same_link():
    found = []
    start = threading.Barrier(6)

    def ask():
        start.wait()
        found.append(create_link(**ITEM, language="ko", placement="wall").code)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 6
    assert set(found) == {Link.objects.get().code}
