"""Fixtures. They import Django inside, because pytest reads this file before Django is ready."""

import pytest


@pytest.fixture
def installation(db):
    from tests.screens.factories import make_installation

    return make_installation()
