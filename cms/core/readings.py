"""Readings of what apps say about their health at ``/readyz``."""

from collections.abc import Iterator
from datetime import datetime

from cms.core.hooks import health
from cms.monitoring.readings import Reading


def read_health_of_apps(at: datetime) -> Iterator[Reading]:
    for state in health.collect():
        for name, value in state.items():
            yield Reading("cms_health", "What apps say at /readyz, by name; yes is 1.", float(value), {"name": name})
