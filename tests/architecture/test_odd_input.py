"""No address answers with a server error to a form or query that its page never sends."""

import pytest
from django.utils.translation import override

from tests.architecture.matrix import ask_oddly, list_addresses, make_client
from tests.architecture.world import make_world
from tests.journeys.person import say

ODD_QUERIES = (
    {
        "p": "abc",
        "page": "-1",
        "id": "abc",
        "q": "\x00",
        "ordering": "x",
        "page_type": "x",
        "locale": "xx",
        "next": "//x",
    },
    {"p": "99999999999999999999", "page": "99999999999999999999", "id": "99999999999999999999", "parent_page_id": "x"},
)


@pytest.fixture(autouse=True)
def in_vietnamese(in_english):
    with override("vi"):
        yield


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.parametrize("query", ODD_QUERIES, ids=["no numbers", "large numbers"])
def test_odd_queries_are_answered_properly(query):
    world = make_world()

    faults = [str(address) for address in list_addresses() if ask_oddly(world, address, query=query) >= 500]

    assert faults == []


@pytest.mark.django_db
def test_the_import_of_redirects_refuses_a_form_made_by_hand():
    client = make_client(make_world(), "superuser")
    odd = {"import_file_name": "x", "input_format": "unsigned"}

    answer = client.post("/admin/redirects/import/process/", odd)

    assert answer.status_code == 400
    told = say("Nothing was changed. Please go back, reload the page and submit the form again.")
    assert told in answer.content.decode()
