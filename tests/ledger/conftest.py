from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from outreach.organisations.models import Organisation


@pytest.fixture
def seoul(kept: Path) -> Organisation:
    from tests.ledger.alterations import make_seoul

    return make_seoul()
