"""Requests to this process: how many, with which class of status, and how long they took. No address is kept.

Each process counts its own. With ``PROMETHEUS_MULTIPROC_DIR``, an empty folder at the start of the service, the
processes of a machine are counted together.
"""

import os
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

BUCKETS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
_own = CollectorRegistry()
_seconds = Histogram(
    "cms_request_seconds", "Seconds until the answer began.", ["status"], buckets=BUCKETS, registry=_own
)


class RequestMetricsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        _seconds.labels(f"{response.status_code // 100}xx").observe(time.perf_counter() - started)
        return response


def get_registry() -> CollectorRegistry:
    """Return the counts of this process, or of all processes of the machine."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return _own
    together = CollectorRegistry()
    MultiProcessCollector(together)
    return together
