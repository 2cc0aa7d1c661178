"""Registry of job kinds. Each app registers its handlers in ``tasks.py``, which is imported at start."""

from collections.abc import Callable

from cms.jobs.running import RunningJob

Handler = Callable[[RunningJob], None]
_handlers: dict[str, Handler] = {}


class UnknownJobKind(LookupError):
    """No app registered this kind of job."""


def job_kind(name: str) -> Callable[[Handler], Handler]:
    """Register a handler for jobs of this kind. It may be killed at any moment and run again."""

    def register(handler: Handler) -> Handler:
        _handlers[name] = handler
        return handler

    return register


def get_handler(kind: str) -> Handler:
    try:
        return _handlers[kind]
    except KeyError as error:
        raise UnknownJobKind(f"No app has registered a handler for jobs of the kind “{kind}”.") from error
