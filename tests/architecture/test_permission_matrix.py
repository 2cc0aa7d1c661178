"""Every address, asked by everybody, answers as ``permission_matrix.txt`` says, and every address stands there (R5)."""

from dataclasses import replace

import pytest
from django.http import HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.utils.translation import override

from tests.architecture.matrix import (
    FAULT,
    METHODS,
    OPEN,
    REFUSED,
    SIGN_IN,
    WHO,
    ask,
    classify,
    list_addresses,
    read_table,
)
from tests.architecture.world import make_world

STRANGERS = ("anonymous", "partner")
"""They are asked about in every run, the people of the desk in a sample of runs."""


@pytest.fixture(autouse=True)
def in_vietnamese(in_english):
    """The table writes addresses with the prefix of the source's language."""
    with override("vi"):
        yield


def find_differences(world, addresses, table, who):
    """Return a line for each answer that isn't the one in the table."""
    place = WHO.index(who)
    for address in addresses:
        expected = table.get(str(address), "").split()
        for method, letters in zip(METHODS, expected, strict=False):
            answer = ask(world, address, who=who, method=method)
            if answer != letters[place]:
                yield f"{method} {address}: {answer}, the table says {letters[place]}"


@pytest.mark.django_db
@pytest.mark.parametrize("who", [who if who in STRANGERS else pytest.param(who, marks=pytest.mark.slow) for who in WHO])
def test_each_address_answers_this_person_as_the_table_says(who):
    addresses = list(list_addresses())

    assert list(find_differences(make_world(), addresses, read_table(), who)) == []


def test_every_address_of_the_project_stands_in_the_table_and_no_other():
    assert {str(address) for address in list_addresses()} == set(read_table())


def test_every_row_has_a_letter_for_everybody():
    wrong = [
        address for address, row in read_table().items() if [len(part) for part in row.split()] != [len(WHO), len(WHO)]
    ]

    assert wrong == []


def test_nobody_but_a_superuser_meets_a_fault():
    faults = [
        address
        for address, row in read_table().items()
        if any(FAULT in letters[: WHO.index("superuser")] for letters in row.split())
    ]

    assert faults == []


@pytest.mark.django_db
def test_a_door_that_stands_open_against_the_table_is_found():
    address = next(address for address in list_addresses() if address.pattern == "admin/desk/")
    opened = replace(address, pattern="robots.txt")
    table = {"robots.txt": f"{REFUSED * len(WHO)}  {REFUSED * len(WHO)}"}

    found = list(find_differences(make_world(), [opened], table, "anonymous"))

    assert found[0] == f"GET robots.txt: {OPEN}, the table says {REFUSED}"


def test_answers_are_told_apart():
    answers = [
        HttpResponse(),
        HttpResponseForbidden(),
        HttpResponseRedirect("/accounts/login/?next=/"),
        HttpResponse(status=500),
    ]

    assert [classify(answer) for answer in answers] == [OPEN, REFUSED, SIGN_IN, FAULT]
