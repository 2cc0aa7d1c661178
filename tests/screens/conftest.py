"""Fixtures. They import Django inside, because pytest reads this file before Django is ready."""

from copy import deepcopy

import pytest

from tests.rows import made_once


def make():
    from tests.screens.factories import make_installation

    return make_installation()


untouched = made_once(make)


@pytest.fixture
def installation(untouched, db):
    return deepcopy(untouched)
