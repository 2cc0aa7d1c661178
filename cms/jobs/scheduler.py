"""Scheduled tasks: apps register functions that may run at any time, any number of times.

A task ``on_each_machine`` concerns what is on a machine's own disk. The scheduler runs it for its machine; on others,
``manage.py relay`` does.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

logger = logging.getLogger(__name__)

TaskFunction = Callable[..., Any]


@dataclass
class ScheduledTask:
    name: str
    period: timedelta
    run: TaskFunction
    on_each_machine: bool = False
    due_at: datetime | None = None


_tasks: dict[str, ScheduledTask] = {}


def every(*, seconds: float, name: str, on_each_machine: bool = False) -> Callable[[TaskFunction], TaskFunction]:
    """Register a function to run at this interval; it is called as ``function(at=now)``."""

    def register(function: TaskFunction) -> TaskFunction:
        _tasks[name] = ScheduledTask(name, timedelta(seconds=seconds), function, on_each_machine)
        return function

    return register


def list_tasks_of_each_machine() -> list[ScheduledTask]:
    return [task for task in _tasks.values() if task.on_each_machine]


def tick(*, at: datetime) -> list[str]:
    """Run the tasks that are due and return their names. A task that fails is logged and doesn't stop the others."""
    ran = []
    for task in _tasks.values():
        if task.due_at is not None and at < task.due_at:
            continue
        task.due_at = at + task.period
        try:
            task.run(at=at)
        except Exception:
            logger.exception("The scheduled task “%s” failed; it will run again in %s.", task.name, task.period)
        ran.append(task.name)
    return ran
