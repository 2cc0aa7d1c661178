"""Failures of the machine below the program, which nobody at the desk can mend: no space, no storage, wrong clock."""

import errno
from collections.abc import Iterator
from enum import StrEnum

from django.utils.translation import gettext as _


class MachineFailure(StrEnum):
    DISK_FULL = "disk_full"
    STORAGE_AWAY = "storage_away"
    CLOCK_WRONG = "clock_wrong"
    SIGNING_AWAY = "signing_away"


class ClockWrong(Exception):
    """This machine's time can't be right, so nothing may be stamped with its time; the text is for the log."""


class SigningAway(Exception):
    """No file can be signed, so none may be released: key, device or time stamp authority fail.

    The text is for the log.
    """


class StorageHangs(TimeoutError):
    """The storage isn't asked, because earlier requests still wait for its answer."""


_NAMED: dict[type[Exception], MachineFailure] = {
    ClockWrong: MachineFailure.CLOCK_WRONG,
    SigningAway: MachineFailure.SIGNING_AWAY,
    StorageHangs: MachineFailure.STORAGE_AWAY,
}
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
_POSTGRESQL_DISK_FULL = "53100"
_SQLITE_DISK_FULL = "disk is full"
_SERVER_ERROR = 500


def find_failure(error: BaseException | None) -> MachineFailure | None:
    """Return the failure that the error, or what caused it, comes from; None if it is a fault of the program."""
    return next((failure for each in _list_causes(error) if (failure := _classify(each))), None)


def describe_failure(failure: MachineFailure) -> str:
    """Return a sentence to a person who was doing something, in the active language."""
    return {
        MachineFailure.DISK_FULL: _(
            "The server's disk is full, so this could not be saved. Please keep what you have, tell an administrator, "
            "and try again when there is space."
        ),
        MachineFailure.STORAGE_AWAY: _(
            "The server that keeps the files does not answer, so this could not be done. Please try again in a few "
            "minutes."
        ),
        MachineFailure.CLOCK_WRONG: _(
            "The server's clock is wrong, so this could not be recorded. Please tell an administrator, and try again "
            "when it is right."
        ),
        MachineFailure.SIGNING_AWAY: _(
            "The server can't sign files at present, and no file is released without a signature. Please tell an "
            "administrator."
        ),
    }[failure]


def _list_causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _classify(error: BaseException) -> MachineFailure | None:
    for kind, failure in _NAMED.items():
        if isinstance(error, kind):
            return failure
    if isinstance(error, OSError) and error.errno in _NO_SPACE:
        return MachineFailure.DISK_FULL
    if getattr(error, "sqlstate", "") == _POSTGRESQL_DISK_FULL:
        return MachineFailure.DISK_FULL
    if type(error).__module__ == "sqlite3" and _SQLITE_DISK_FULL in str(error):
        return MachineFailure.DISK_FULL
    return MachineFailure.STORAGE_AWAY if _is_storage_away(error) else None


def _is_storage_away(error: BaseException) -> bool:
    """Return whether the S3 server can't be reached or fails, by names: importing boto3 slows down every start."""
    kinds = {kind.__name__ for kind in type(error).__mro__ if kind.__module__.startswith("botocore.")}
    if "ClientError" in kinds:
        answer = getattr(error, "response", {}).get("ResponseMetadata", {})
        return int(answer.get("HTTPStatusCode", 0)) >= _SERVER_ERROR
    return bool(kinds & {"HTTPClientError", "ConnectionError", "IncompleteReadError", "ResponseStreamingError"})
