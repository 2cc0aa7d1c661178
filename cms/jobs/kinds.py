"""Registry of job kinds. Each app registers its handlers in ``tasks.py``, which is imported at start."""

from collections.abc import Callable

from cms.jobs.running import RunningJob

Handler = Callable[[RunningJob], None]
_handlers: dict[str, Handler] = {}
_queues: dict[str, str] = {}
EVERYWHERE = "default"


class UnknownJobKind(LookupError):
    """No app registered this kind of job."""


def job_kind(name: str, *, queue: str = EVERYWHERE) -> Callable[[Handler], Handler]:
    """Register a handler for jobs of this kind. It may be killed at any moment and run again.

    Jobs of another queue need what not every machine has: workers leave those in ``JOBS_ELSEWHERE`` to others.
    """

    def register(handler: Handler) -> Handler:
        _handlers[name], _queues[name] = handler, queue
        return handler

    return register


def get_queue(kind: str) -> str:
    return _queues.get(kind, EVERYWHERE)


def get_handler(kind: str) -> Handler:
    try:
        return _handlers[kind]
    except KeyError as error:
        raise UnknownJobKind(f"No app has registered a handler for jobs of the kind “{kind}”.") from error
