"""``permission_matrix.txt`` lists every address of the project, and each one responds to each role as it says."""

from copy import deepcopy
from dataclasses import replace

import pytest
from django.http import HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.utils.translation import override

from tests.architecture.matrix import (
    ABSENT,
    FAULT,
    METHODS,
    NO_METHOD,
    OPEN,
    REFUSED,
    SIGN_IN,
    WHO,
    ask,
    classify,
    list_addresses,
    read_table,
)
from tests.architecture.world import World, make_world_in_vietnamese
from tests.rows import made_once

# Tested in every run; the desk's roles are tested in a sample of the runs.
OUTSIDE_ROLES = ("anonymous", "partner")


@pytest.fixture(autouse=True)
def in_vietnamese(in_english):
    """Addresses with the prefix of the source language, as the table has them."""
    with override("vi"):
        yield


untouched = made_once(make_world_in_vietnamese)


@pytest.fixture
def world(untouched: World, db: None) -> World:
    return deepcopy(untouched)


def find_differences(world, addresses, table, who):
    """Return a line for each answer that isn't the one in the table."""
    place = WHO.index(who)
    for address in addresses:
        expected = table.get(str(address), "").split()
        for method, letters in zip(METHODS, expected, strict=False):
            answer = ask(world, address, who=who, method=method)
            if answer != letters[place]:
                yield f"{method} {address}: {answer}, the table says {letters[place]}"


@pytest.mark.parametrize(
    "who", [who if who in OUTSIDE_ROLES else pytest.param(who, marks=pytest.mark.slow(once_in=12)) for who in WHO]
)
def test_each_address_responds_to_this_role_as_the_table_says(world, who):
    addresses = list(list_addresses())

    assert list(find_differences(world, addresses, read_table(), who)) == []


def test_the_table_lists_exactly_the_addresses_of_the_project():
    assert {str(address) for address in list_addresses()} == set(read_table())


def test_every_row_has_a_letter_for_each_role():
    wrong = [
        address for address, row in read_table().items() if [len(part) for part in row.split()] != [len(WHO), len(WHO)]
    ]

    assert wrong == []


def test_no_row_of_the_table_is_a_server_error():
    letters = set("".join("".join(row.split()) for row in read_table().values()))

    assert letters <= {OPEN, REFUSED, SIGN_IN, ABSENT, NO_METHOD}


def test_an_open_address_that_the_table_refuses_is_found(world):
    address = next(address for address in list_addresses() if address.pattern == "admin/desk/")
    opened = replace(address, pattern="robots.txt")
    table = {"robots.txt": f"{REFUSED * len(WHO)}  {REFUSED * len(WHO)}"}

    found = list(find_differences(world, [opened], table, "anonymous"))

    assert found[0] == f"GET robots.txt: {OPEN}, the table says {REFUSED}"


def test_responses_are_classified():
    answers = [
        HttpResponse(),
        HttpResponseForbidden(),
        HttpResponseRedirect("/accounts/login/?next=/"),
        HttpResponse(status=500),
    ]

    assert [classify(answer) for answer in answers] == [OPEN, REFUSED, SIGN_IN, FAULT]
