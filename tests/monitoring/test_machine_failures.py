"""Errors of the machine are told from faults of the program, whatever wraps them."""

from __future__ import annotations

import errno
import sqlite3

import psycopg
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError
from django.db import OperationalError

from cms.monitoring.machine_failures import MachineFailure, SigningAway, find_failure


def answer(status: int) -> ClientError:
    return ClientError({"Error": {"Code": "x"}, "ResponseMetadata": {"HTTPStatusCode": status}}, "PutObject")


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), MachineFailure.DISK_FULL),
        (OSError(errno.EDQUOT, "Quota exceeded"), MachineFailure.DISK_FULL),
        (psycopg.errors.DiskFull("could not extend file"), MachineFailure.DISK_FULL),
        (sqlite3.OperationalError("database or disk is full"), MachineFailure.DISK_FULL),
        (EndpointConnectionError(endpoint_url="x"), MachineFailure.STORAGE_AWAY),
        (ReadTimeoutError(endpoint_url="x"), MachineFailure.STORAGE_AWAY),
        (answer(503), MachineFailure.STORAGE_AWAY),
        (SigningAway("no key"), MachineFailure.SIGNING_AWAY),
        (answer(404), None),
        (answer(403), None),
        (FileNotFoundError("gone"), None),
        (sqlite3.OperationalError("no such table"), None),
        (ValueError("a fault"), None),
    ],
)
def test_failure_is_found_by_itself_and_behind_another_error(error: Exception, failure: MachineFailure | None) -> None:
    wrapper = OperationalError("something failed")
    wrapper.__cause__ = error

    assert (find_failure(error), find_failure(wrapper)) == (failure, failure)
