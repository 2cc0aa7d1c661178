"""Readings and requests as OpenMetrics."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from cms.monitoring.readings import Reading, collect_readings
from cms.monitoring.requests import get_registry


class ReadingCollector(Collector):
    """The readings, those of one name as one family."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._readings = readings

    def collect(self) -> Iterator[Metric]:
        families: dict[str, GaugeMetricFamily] = {}
        for reading in self._readings:
            if reading.name not in families:
                families[reading.name] = GaugeMetricFamily(reading.name, reading.text, labels=sorted(reading.labels))
            values = [reading.labels[name] for name in sorted(reading.labels)]
            families[reading.name].add_metric(values, float(reading.value))
        yield from families.values()


def write_metrics(*, accept: str, at: datetime) -> tuple[bytes, str]:
    """Return the text and its content type, in the format that the client accepts."""
    encode, content_type = choose_encoder(accept)
    readings = CollectorRegistry()
    readings.register(ReadingCollector(list(collect_readings(at=at))))
    texts = [encode(readings), encode(get_registry())]
    end = b"# EOF\n"
    is_open = texts[0].endswith(end)
    return b"".join(text.removesuffix(end) for text in texts) + (end if is_open else b""), content_type
