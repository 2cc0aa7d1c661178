import tempfile
from pathlib import Path

from cms.settings.base import *  # noqa: F403  (settings extend their base)
from cms.settings.base import STORAGES, environment

SECRET_KEY = "for tests only: never a server's"
DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATA_DIR = Path(environment.text("DATA_DIR", tempfile.mkdtemp(prefix="nho-nguon-test-")))
SPOOL_DIR = DATA_DIR / "spool"
if environment.text("STORAGE", "disk") == "disk":
    STORAGES["default"]["OPTIONS"]["location"] = str(DATA_DIR / "media")
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
