"""How tests find their servers, their settings and their browser.

`DATABASE=postgresql` (the default) or `sqlite`, `STORAGE=disk` (the default) or `s3`, and `SLOW=sample` (the default),
`all` or `none` choose what a run is made on. Everything else is started here.
"""

from __future__ import annotations

import os
import secrets
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest

from tests.services import RunningServices, start_services
from tests.services.chromium import ensure_chromium, get_launch_arguments

SERVICES = pytest.StashKey[RunningServices]()
# One slow test in so many runs by default; which ones is drawn anew each run, so that all are seen within a week.
SLOW_SAMPLE = 5
TEST_OUTPUT = Path(__file__).resolve().parent.parent / "test-output"

# Set here and not in pyproject.toml: pytest-django would read the settings before the servers have addresses.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
# Playwright keeps an event loop running in the thread of the test, where Django would refuse the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the servers in the process that was called; workers of xdist inherit their addresses."""
    if hasattr(config, "workerinput"):
        return
    if not config.option.collectonly:
        _start_services(config)
    if not config.getoption("numprocesses", None):
        django.setup()


def _start_services(config: pytest.Config) -> None:
    on_postgresql = os.environ.get("DATABASE", "postgresql") == "postgresql"
    services = start_services(*(["postgresql"] if on_postgresql else []), "s3", "valkey")
    config.stash[SERVICES] = services
    data = services.folder / "files"
    data.mkdir()
    os.environ.update(services.environment, DATA_DIR=str(data), RUN_FOLDER=str(services.folder))
    if not on_postgresql:
        os.environ["DATABASE_URL"] = f"sqlite:///{data}/db.sqlite3"
    os.environ.setdefault("SLOW_SEED", secrets.token_hex(4))


def pytest_unconfigure(config: pytest.Config) -> None:
    services = config.stash.get(SERVICES, None)
    if services is not None:
        services.stop()


def pytest_report_header() -> str:
    get = os.environ.get
    return (
        f"database: {get('DATABASE', 'postgresql')}, storage: {get('STORAGE', 'disk')}, "
        f"slow tests: {get('SLOW', 'sample')} (SLOW_SEED={get('SLOW_SEED')})"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the slow tests that this run's draw doesn't hold, and say so as deselected."""
    if os.environ.get("SLOW", "sample") == "all":
        return
    left_out = [item for item in items if item.get_closest_marker("slow") and not _is_drawn(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _is_drawn(item: pytest.Item) -> bool:
    if os.environ.get("SLOW") == "none":
        return False
    return zlib.crc32(f"{os.environ['SLOW_SEED']}{item.nodeid}".encode()) % SLOW_SAMPLE == 0


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Row numbers come again in the next test: what was kept for one, such as a rendition, is wrong for the other."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Rules speak to the person in the active language; tests read English, whatever language a request left behind."""
    from django.utils.translation import override

    with override("en"):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> None:
    """Give this process its copy of the run's database, in place of pytest-django's migrating once a worker."""
    from tests.services.database import use_copy

    with django_db_blocker.unblock():
        use_copy(folder=Path(os.environ["RUN_FOLDER"]), worker=os.environ.get("PYTEST_XDIST_WORKER", "main"))


@pytest.fixture(scope="session")
def s3_environment() -> dict[str, str]:
    """The address, bucket and keys of the run's S3 server."""
    names = ("S3_ENDPOINT_URL", "S3_BUCKET", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION")
    return {name: os.environ[name] for name in names}


@pytest.fixture(scope="session")
def valkey_url() -> str:
    """The address of the run's Valkey; tests use local memory unless they ask for it."""
    return os.environ["VALKEY_URL"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Have pytest-playwright start Debian's Chromium."""
    return {**browser_type_launch_args, "executable_path": ensure_chromium(), "args": get_launch_arguments()}


@pytest.fixture(scope="session")
def test_output() -> Path:
    """The folder whose content is kept after the run: screenshots, posters, kits to look at."""
    TEST_OUTPUT.mkdir(exist_ok=True)
    return TEST_OUTPUT


@pytest.fixture(autouse=True, scope="session")
def _transactional_tests_leave_the_database_as_migrations_made_it() -> Iterator[None]:
    """Let them empty the database, the ledger included, and put back what migrations wrote (root page, locales)."""
    from django.apps import apps
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection
    from django.test import TransactionTestCase

    from outreach.ledger.triggers import lifted

    setup, flush = TransactionTestCase._fixture_setup.__func__, TransactionTestCase._fixture_teardown

    def keep_and_set_up(case: Any) -> None:
        if not hasattr(connection, "_test_serialized_contents"):
            connection._test_serialized_contents = connection.creation.serialize_db_to_string()
        setup(case)

    def flush_and_put_back(case: Any) -> None:
        case.serialized_rollback = True
        # Known types are not written anew by what listens to the rows that come back before theirs do.
        ContentType.objects.get_for_models(*apps.get_models(), for_concrete_models=False)
        with lifted():
            flush(case)
            connection.creation.deserialize_db_from_string(connection._test_serialized_contents)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_setup", classmethod(keep_and_set_up))
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_and_put_back)
        yield
