"""Environment variables for the settings; docs/operating.md lists those that a server sets."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]
KEPT_OPEN = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
"""Each thread of a process keeps its connection: opening one takes longer than all queries of a page."""
CONNECT_SECONDS = 2


class UnusableSetting(ImproperlyConfigured):
    """A variable that a server can't run with; its message says which, and what to do."""


def text(name: str, default: str | None = None) -> str:
    """Return the variable; raise ``UnusableSetting`` if it is missing and has no default."""
    value = os.environ.get(name, default)
    if value is None:
        raise UnusableSetting(f"Set the environment variable {name}; docs/operating.md says what it is for.")
    return value


def filled_text(name: str) -> str:
    """Return the variable; raise ``UnusableSetting`` if it is missing or empty."""
    value = text(name)
    if not value:
        raise UnusableSetting(
            f"The environment variable {name} is empty. Give it a value; docs/operating.md says what it is for."
        )
    return value


def words(name: str, default: str | None = None) -> list[str]:
    """Return the words of the variable, separated by spaces or commas."""
    return [word for word in text(name, default).replace(",", " ").split() if word]


def flag(name: str, *, default: bool = False) -> bool:
    return text(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def sender(variable: str, default: str, *, name: str) -> str:
    """Return the address in the variable as a sender of mail, with the name unless the address has one."""
    address = text(variable, default)
    return f'"{name}" <{address}>' if name and "<" not in address else address


def data_dir() -> Path:
    return Path(text("DATA_DIR", str(ROOT / "data")))


def database(url: str) -> dict[str, Any]:
    """Convert ``sqlite:///path`` or ``postgresql://user:password@host/name?host=/socket`` to Django's settings."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path,
            **KEPT_OPEN,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON;",
            },
        }
    if parts.scheme not in {"postgres", "postgresql"}:
        raise UnusableSetting(f"DATABASE_URL must begin with sqlite: or postgresql:, not {parts.scheme}:.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(options.pop("port", parts.port or "")),
        **KEPT_OPEN,
        "OPTIONS": {"connect_timeout": CONNECT_SECONDS, **options},
    }


def media_storage() -> dict[str, Any]:
    """Return the storage of media files, on disk or in S3; both are private, since access is checked by views."""
    if text("STORAGE", "disk") == "disk":
        return {
            "BACKEND": "cms.files.storage.PrivateDiskStorage",
            "OPTIONS": {"location": str(data_dir() / "media")},
        }
    return {
        "BACKEND": "cms.files.s3_storage.PrivateS3Storage",
        "OPTIONS": {
            "bucket_name": filled_text("S3_BUCKET"),
            "endpoint_url": text("S3_ENDPOINT_URL", "") or None,
            "access_key": filled_text("AWS_ACCESS_KEY_ID"),
            "secret_key": filled_text("AWS_SECRET_ACCESS_KEY"),
            "region_name": text("AWS_REGION", "") or "us-east-1",
            "signature_version": "s3v4",
            "addressing_style": "path",
            "default_acl": None,
            "querystring_auth": True,
            "file_overwrite": False,
        },
    }


def cache() -> dict[str, Any]:
    url = text("CACHE_URL", "")
    if not url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {"BACKEND": "cms.core.shared_cache.SharedCache", "LOCATION": url}
