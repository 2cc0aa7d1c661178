"""Failures of the machine below the program, as sentences that say what to do."""

import errno

from django.db import DatabaseError

_DISK_FULL = ("disk is full", "no space left")
_READ_ONLY = ("readonly database", "unable to open database file", "permission denied")
_AWAY = ("connection refused", "no such file or directory", "connection failed", "could not connect", "starting up")
_ADVICE = {
    _DISK_FULL: "The disk is full. What was done until now is kept. Free some space, and run the same command again.",
    _READ_ONLY: (
        "The database or its folder can't be written by this user. Run the command as the user who owns DATA_DIR, or "
        "give the database's user the right to create tables."
    ),
    _AWAY: "The database doesn't answer. Start it, compare DATABASE_URL with its address, and run the command again.",
}


class SetUpFailed(Exception):
    """The installation can't go on; the text is a sentence that says what to do."""


def explain(error: Exception) -> str:
    """Return what to do about a full disk, a missing permission or a database that is away; "" for other errors."""
    if isinstance(error, PermissionError):
        return f"This user may not write {error.filename}. Run the command as its owner, or change its owner."
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _ADVICE[_DISK_FULL]
    if isinstance(error, DatabaseError):
        text = str(error).lower()
        return next((advice for signs, advice in _ADVICE.items() if any(sign in text for sign in signs)), "")
    return ""
