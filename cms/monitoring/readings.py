"""Readings for whoever watches the installation: apps register functions, which are called when somebody asks."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reading:
    """A number now. Neither labels nor text may say anything of a person or hold an address with a secret in it."""

    name: str
    text: str
    value: float
    labels: dict[str, str] = field(default_factory=dict)


ReadingFunction = Callable[[datetime], Iterable[Reading]]
_functions: dict[str, ReadingFunction] = {}
FAILED = "cms_reading_failed"


def register_readings(name: str, read: ReadingFunction) -> None:
    _functions[name] = read


def collect_readings(*, at: datetime) -> Iterator[Reading]:
    """Yield all readings. What fails is said by a reading of its own, and doesn't keep back the others."""
    for name, read in _functions.items():
        failed = False
        try:
            yield from list(read(at))
        except Exception:
            logger.exception("The readings of “%s” failed.", name)
            failed = True
        yield Reading(FAILED, "Whether the readings of an app failed.", failed, {"app": name})
