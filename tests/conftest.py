"""Pytest hooks and fixtures for all tests: servers, database, settings and browser.

A run is configured by `DATABASE=postgresql` (the default) or `sqlite`, `STORAGE=disk` (the default) or `s3`, and
`SLOW=sample` (the default), `all` or `none`. `PICTURES=all` keeps a screenshot of every page that browser tests see.
Everything else is started here.
"""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import hypothesis
import pytest

from tests.services import RunningServices, start_services
from tests.services.chromium import ensure_chromium, get_launch_arguments
from tests.services.migrated import find_or_make

if TYPE_CHECKING:
    from tests.approvals.factories import Desk
    from tests.pages.factories import PublicSite
    from tests.services.disks import SmallDisk

SERVICES = pytest.StashKey[RunningServices]()
# By default each slow test is drawn on one day in so many, those of minutes more rarely. What CI will draw can be run
# before it, and once more after a mend.
SLOW_SAMPLE = 5
LONG = ("walk", "slow", "browser")
SECONDS_TO_EXPECT = 30
TEST_OUTPUT = Path(__file__).resolve().parent.parent / "test-output"

# Not set in pyproject.toml, because pytest-django would then read the settings before the servers have addresses.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
# Playwright keeps an event loop running in the test's thread, where Django would refuse database access.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# No test fails because the machine is busy.
hypothesis.settings.register_profile(
    "no wall clock", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("no wall clock")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the servers in the main process; xdist workers inherit their addresses."""
    if hasattr(config, "workerinput"):
        return
    os.environ.setdefault("SLOW_SEED", datetime.now(UTC).date().isoformat())
    if not config.option.collectonly:
        _start_services(config)
    if not config.getoption("numprocesses", None):
        django.setup()


def _start_services(config: pytest.Config) -> None:
    on_postgresql = os.environ.get("DATABASE", "postgresql") == "postgresql"
    migrated = find_or_make(on_postgresql=on_postgresql)
    services = start_services(*(["postgresql"] if on_postgresql else []), "s3", "valkey", databases=migrated)
    config.stash[SERVICES] = services
    data = services.folder / "files"
    data.mkdir()
    os.environ.update(services.environment, DATA_DIR=str(data), RUN_FOLDER=str(services.folder), MIGRATED=str(migrated))
    if not on_postgresql:
        os.environ["DATABASE_URL"] = f"sqlite:///{data}/db.sqlite3"


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
    """Deselect the slow tests that are not drawn for this run, and have every worker begin with its share of long ones.

    xdist first divides the tests into as many blocks as there are workers. If the longest came last, one worker would
    run them while the others had nothing left to do.
    """
    kept = [item for item in items if _is_drawn(item)]
    if len(kept) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if not _is_drawn(item)])
    long = sorted(filter(_count_marks, kept), key=_count_marks, reverse=True)
    short = [item for item in kept if not _count_marks(item)]
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    ends = [len(short) * number // workers for number in range(workers + 1)]
    items[:] = [
        item for number in range(workers) for item in (*long[number::workers], *short[ends[number] : ends[number + 1]])
    ]


def pytest_collection_finish() -> None:
    """Exclude modules and collected tests from garbage collection, and collect rarely: tests leave little behind."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _is_drawn(item: pytest.Item) -> bool:
    chosen = os.environ.get("SLOW", "sample")
    marker = item.get_closest_marker("slow")
    if chosen == "all" or marker is None:
        return True
    if chosen == "none":
        return False
    drawn_by = "".join(os.environ.get(name, "") for name in ("SLOW_SEED", "DATABASE", "STORAGE"))
    drawn = hashlib.sha256(f"{drawn_by}{item.nodeid}".encode()).digest()
    return int.from_bytes(drawn[:8]) % marker.kwargs.get("once_in", SLOW_SAMPLE) == 0


def _count_marks(item: pytest.Item) -> int:
    return sum(item.get_closest_marker(marker) is not None for marker in LONG)


@pytest.fixture(autouse=True)
def afresh() -> None:
    """No cached value and no request under way, whatever the test before left."""
    from tests.rows import start_afresh

    start_afresh()


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """English as the active language, whichever one an earlier request activated; tests assert English messages."""
    from django.utils.translation import override

    with override("en"):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> None:
    """This process's copy of the run's database, instead of one that pytest-django migrates for each worker."""
    from tests.services.database import use_copy

    with django_db_blocker.unblock():
        use_copy(folder=Path(os.environ["RUN_FOLDER"]), worker=os.environ.get("PYTEST_XDIST_WORKER", "main"))


@pytest.fixture(autouse=True, scope="session")
def _signing_key() -> None:
    """A demonstration authority for this process, as set-up makes it, but old enough for tests that travel back."""
    from datetime import timedelta

    from django.utils import timezone

    from cms.credentials.authority import has_key, make_authority

    if not has_key():
        make_authority(at=timezone.now() - timedelta(days=5 * 365))


@pytest.fixture
def desk(db: None) -> Desk:
    """The desk's users, who read English. Groups, page trees and workflows of all languages exist before every test."""
    from tests.approvals.factories import make_desk

    return make_desk()


@pytest.fixture
def site(db: None) -> PublicSite:
    """The users who write and approve the public site's pages, whose trees exist before every test."""
    from tests.pages.factories import make_public_site

    return make_public_site()


@pytest.fixture
def empty_site(db: None) -> None:
    """The database as migrations leave it, for tests of the commands that set up a server."""
    from django.contrib.auth.models import Group
    from wagtail.models import Locale, Page, Site, Task, Workflow

    for model in (Site, Workflow, Task, Group):
        model.objects.all().delete()
    root = Page.objects.get(depth=1)
    root.get_descendants().delete()
    Locale.objects.exclude(pk=root.locale_id).delete()
    root = Page.objects.get(pk=root.pk)
    welcome = root.add_child(instance=Page(title="Welcome to your new Wagtail site!", slug="home"))
    Site.objects.create(hostname="localhost", root_page=welcome, is_default_site=True)
    Group.objects.bulk_create(Group(name=name) for name in ("Editors", "Moderators"))


@pytest.fixture
def kept(settings: Any, tmp_path: Path) -> Path:
    """A folder with a signing key's place and a storage of their own, so that no other test's checkpoints are there."""
    settings.LEDGER_KEY_FILE = str(tmp_path / "keys" / "signing-key.pem")
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "cms.files.storage.PrivateDiskStorage",
            "OPTIONS": {"location": str(tmp_path / "media")},
        },
    }
    return tmp_path


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk of a few megabytes, to fill."""
    from tests.services.disks import mount_small_disk

    with mount_small_disk(tmp_path / "small-disk") as disk:
        yield disk


@pytest.fixture(scope="session")
def s3_environment() -> dict[str, str]:
    """The address, bucket and keys of the run's S3 server."""
    names = ("S3_ENDPOINT_URL", "S3_BUCKET", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION")
    return {name: os.environ[name] for name in names}


@pytest.fixture(scope="session")
def valkey_url() -> str:
    """The address of the run's Valkey; tests that don't use this fixture cache in local memory."""
    return os.environ["VALKEY_URL"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Options with which pytest-playwright starts Debian's Chromium, which may take its time on a busy machine."""
    from playwright.sync_api import expect

    expect.set_options(timeout=SECONDS_TO_EXPECT * 1000)
    return {**browser_type_launch_args, "executable_path": ensure_chromium(), "args": get_launch_arguments()}


@pytest.fixture(scope="session")
def test_output() -> Path:
    """The folder for files to look at after the run: screenshots, posters, kits."""
    TEST_OUTPUT.mkdir(exist_ok=True)
    return TEST_OUTPUT


@pytest.fixture(autouse=True, scope="session")
def _transactional_tests_are_followed_by_a_new_copy() -> Iterator[None]:
    """A new copy after a test that commits: quicker than emptying it, and the ledger can't be emptied."""
    from django.test import TransactionTestCase

    from tests.services.database import renew_copy

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: renew_copy())
        yield
