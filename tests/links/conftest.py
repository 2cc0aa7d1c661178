import pytest


@pytest.fixture(autouse=True)
def spool_dir(settings, tmp_path):
    """Each test has a spool of its own."""
    settings.SPOOL_DIR = tmp_path / "spool"
    return settings.SPOOL_DIR
