"""Examinations of what a server consists of: settings, database, cache, storage, mail, disk, licences, back-ups."""

import secrets
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import redis
from django.conf import settings
from django.core import checks
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from cms.backups.record import read_record
from cms.installation.diagnosis import Diagnosis, describe_age, judge
from cms.installation.licences import list_installed
from translations.catalogues import find_uncompiled

SECONDS_TO_ANSWER = 5
LONGEST_DRIFT = timedelta(seconds=5)
LONGEST_WITHOUT_BACK_UP = timedelta(days=2)
LEAST_FREE, LITTLE_FREE = 0.05, 0.15
SMTP = "django.core.mail.backends.smtp.EmailBackend"
_CLOCK = "Have the machines' clocks set by the network (timedatectl set-ntp true): times of publication depend on them."


def examine_settings(at: datetime) -> Iterator[Diagnosis]:
    """Yield each finding of ``check``; on a server, of ``check --deploy``."""
    on_server = bool(settings.SECURE_PROXY_SSL_HEADER)
    found = [message for message in checks.run_checks(include_deployment_checks=on_server) if not message.is_silenced()]
    for message in found:
        text = message.msg if message.level >= checks.ERROR else ""
        yield judge("settings", ok="", warning=message.msg, error=text, advice=message.hint or "")
    if not found:
        yield judge("settings", ok="The settings are consistent.")


def examine_catalogues(at: datetime) -> Iterator[Diagnosis]:
    missing = find_uncompiled()
    yield judge(
        "catalogues",
        ok="The interface's texts are compiled in every language.",
        error=f"The interface would be English in {', '.join(missing)}." if missing else "",
        advice="Run: manage.py setup",
    )


def examine_database(at: datetime) -> Iterator[Diagnosis]:
    """Yield whether all migrations are applied, and whether the database's clock agrees with this machine's."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield judge(
        "database",
        ok="The tables are up to date.",
        error=f"{len(plan)} migrations aren't applied." if plan else "",
        advice="Run: manage.py setup",
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            before = timezone.now()
            cursor.execute("SELECT clock_timestamp()")
            yield _judge_clock("The database", cursor.fetchone()[0], before=before)


def examine_cache(at: datetime) -> Iterator[Diagnosis]:
    if settings.CACHES["default"]["BACKEND"].endswith("LocMemCache"):
        warning = "Each process has a cache of its own." if settings.SECURE_PROXY_SSL_HEADER else ""
        ok = "Each process has a cache of its own, which is enough on one machine."
        yield judge("cache", ok=ok, warning=warning, advice="Set CACHE_URL to a Valkey or Redis server.")
        return
    # Asked directly: the pages' cache may have something to fall back on.
    server = redis.Redis.from_url(settings.CACHES["default"]["LOCATION"], socket_timeout=SECONDS_TO_ANSWER)
    key, value = f"doctor:{secrets.token_hex(8)}", secrets.token_bytes(8)
    server.set(key, value, ex=60)
    is_kept = server.getdel(key) == value
    server.close()
    yield judge(
        "cache",
        ok="The cache server keeps what is written.",
        error="" if is_kept else "The cache server lost a value at once.",
        advice="Give the cache server more memory, or look into its log.",
    )


def examine_storage(at: datetime) -> Iterator[Diagnosis]:
    """Write, read and delete a file, and compare the storage's clock with this machine's."""
    content = secrets.token_bytes(64)
    before = timezone.now()
    name = default_storage.save(f"doctor/{secrets.token_hex(8)}", ContentFile(content))
    try:
        with default_storage.open(name) as file:
            is_same = file.read() == content
        clock = _judge_clock("The storage", default_storage.get_modified_time(name), before=before)
    finally:
        default_storage.delete(name)
    yield judge(
        "storage",
        ok="A file was written, read and deleted.",
        error="" if is_same else "A file came back with another content.",
        advice="Stop publishing files, and look into the storage's log.",
    )
    yield clock


def examine_mail(at: datetime) -> Iterator[Diagnosis]:
    if settings.EMAIL_BACKEND != SMTP:
        yield judge("mail", ok="Mails aren't sent: these settings only show them.")
        return
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    with get_connection(timeout=10):
        yield judge("mail", ok=f"The mail server {server} accepts connections.")


def examine_disk(at: datetime) -> Iterator[Diagnosis]:
    usage = shutil.disk_usage(Path(settings.DATA_DIR))
    share = usage.free / usage.total
    text = f"{share:.0%} of the disk of DATA_DIR is free ({usage.free / 1e9:.1f} GB)."
    yield judge(
        "disk",
        ok=text,
        warning=text if share < LITTLE_FREE else "",
        error=text if share < LEAST_FREE else "",
        advice="Free space or enlarge the disk: when it is full, scans are lost and nothing can be published.",
    )


def examine_licences(at: datetime) -> Iterator[Diagnosis]:
    parts = list(list_installed())
    binding = ", ".join(part.name for part in parts if part.binds)
    yield judge(
        "licences",
        ok=f"None of {len(parts)} installed parts binds the whole to the GPL.",
        error=f"These parts bind the whole to the GPL: {binding}." if binding else "",
        advice="Install exactly what requirements.lock names.",
    )


def examine_back_up(at: datetime) -> Iterator[Diagnosis]:
    last = read_record()
    age = (at - last.time) if last else None
    old = f"The last back-up is {describe_age(age.total_seconds())} old." if age else "No back-up is recorded."
    yield judge(
        "back-up",
        ok=old,
        warning=old if age is None or age > LONGEST_WITHOUT_BACK_UP else "",
        advice="Make one every day, and keep it on another machine (docs/operating.md, Back-up).",
    )


def _judge_clock(whose: str, shown: datetime, *, before: datetime) -> Diagnosis:
    """Judge a time that was asked for after ``before``, by this machine's time then and now."""
    drift = (shown - min(max(shown, before), timezone.now())).total_seconds()
    direction = "ahead of" if drift > 0 else "behind"
    differs = abs(drift) > LONGEST_DRIFT.total_seconds()
    text = f"{whose}'s clock is {describe_age(abs(drift))} {direction} this machine's."
    return judge(
        "clock", ok=f"{whose}'s clock agrees with this machine's.", error=text if differs else "", advice=_CLOCK
    )
