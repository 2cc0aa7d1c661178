"""No address answers with a server error to a form or query that its page never sends."""

from copy import deepcopy

import pytest
from django.utils.translation import override

from tests.architecture.matrix import ask_oddly, list_addresses, make_client
from tests.architecture.world import World, make_world_in_vietnamese
from tests.journeys.person import say
from tests.rows import made_once

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
_NAMES = """
    action action-publish action-submit approve assignee base_revision_id by channel code collection comment
    content_type copy_subpages digest due_at due_on email expire_at external-link-chooser-url file files fields
    finding format go_live_at group groups id import_file_name input_format item items key kind language languages
    level link locale locales login master model move name new_parent_page next organisation page pages parent_page
    password path pk place position quantity reason resource role roles slug state states submit tags target task
    task-id term text title tokens type until url user value version window withdraw
"""
"""Names of fields in the forms of Wagtail, allauth and this project."""
ODD_FORMS = (
    {**dict.fromkeys(_NAMES.split(), "x,-1"), "body-count": "x", "corrections-count": "x", "form-TOTAL_FORMS": "x"},
    {**dict.fromkeys(("corrections-count", "id"), "9" * 20), "body-count": "3", "form-TOTAL_FORMS": "9"},
)


@pytest.fixture(autouse=True)
def in_vietnamese(in_english):
    with override("vi"):
        yield


untouched = made_once(make_world_in_vietnamese)


@pytest.fixture
def world(untouched: World, db: None) -> World:
    return deepcopy(untouched)


@pytest.mark.slow
@pytest.mark.both_databases
@pytest.mark.parametrize("query", ODD_QUERIES, ids=["no numbers", "large numbers"])
def test_odd_queries_are_answered_properly(world, query):
    faults = [str(address) for address in list_addresses() if ask_oddly(world, address, fields=query) >= 500]

    assert faults == []


@pytest.mark.slow
@pytest.mark.parametrize("form", ODD_FORMS, ids=["wrong kinds", "cut off"])
def test_odd_forms_are_answered_properly(world, form):
    faults = [
        str(address) for address in list_addresses() if ask_oddly(world, address, fields=form, method="POST") >= 500
    ]

    assert faults == []


def test_the_import_of_redirects_refuses_a_form_made_by_hand(world):
    client = make_client(world, "superuser")
    odd = {"import_file_name": "x", "input_format": "unsigned"}

    answer = client.post("/admin/redirects/import/process/", odd)

    assert answer.status_code == 400
    told = say("Nothing was changed. Please go back, reload the page and submit the form again.")
    assert told in answer.content.decode()


def test_nothing_is_done_if_the_address_to_show_next_is_none(world):
    page = world.pages["vi-draft"]
    client = make_client(world, "superuser")

    answer = client.post(f"/admin/pages/{page.pk}/lock/", {"next": "nowhere"})

    page.refresh_from_db()
    assert (answer.status_code, page.locked) == (400, False)


@pytest.mark.parametrize("action", ["edit", "edit/preview", "copy"])
def test_page_forms_made_by_hand_are_refused(world, action):
    address = f"/admin/pages/{world.pages['vi-live'].pk}/{action}/"

    answer = make_client(world, "superuser").post(address, {"body-count": "x", "new_parent_page": "x"})

    assert answer.status_code == 400
