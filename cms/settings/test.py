"""Settings for tests. ``tests/conftest.py`` sets the services; each xdist worker has its own folder."""

import tempfile
from pathlib import Path

from cms.settings import environment
from cms.settings.base import *  # noqa: F403  (settings extend their base)
from cms.settings.base import DATABASES, STORAGES

SECRET_KEY = "for tests only: never a server's"  # noqa: S105  (not a secret)
DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATA_DIR = Path(environment.text("DATA_DIR", "") or tempfile.mkdtemp(prefix="nho-nguon-test-"))
DATA_DIR /= environment.text("PYTEST_XDIST_WORKER", "main")
DATA_DIR.mkdir(parents=True, exist_ok=True)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # In a file, as on a server: in memory, threads would share one connection and WAL would be off.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
SPOOL_DIR = DATA_DIR / "spool"
LEDGER_KEY_FILE = str(DATA_DIR / "ledger" / "signing-key.pem")
SIGNING_KEY_FILE, SIGNING_CHAIN_FILE = str(DATA_DIR / "signing" / "key.pem"), str(DATA_DIR / "signing" / "chain.pem")
if environment.text("STORAGE", "disk") == "disk":
    STORAGES["default"]["OPTIONS"]["location"] = str(DATA_DIR / "media")
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LEDGER_TRIGGERS_MAY_BE_LIFTED = True
"""Tests empty the database; see ``outreach/ledger/triggers.py``."""
LEDGER_CLOCK_MAY_DIFFER = True
"""Tests travel in time; see ``outreach/ledger/clock.py``."""
