"""Metrics for Prometheus, made from the status at each scrape.

Labels contain only feeds of the config, so the config bounds their number.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from monitor.models import FeedStatus
from monitor.pipeline import Status
from monitor.pipeline.feed_remarks import REMARKS

METRICS_TYPE = CONTENT_TYPE_LATEST

_STATUSES = (*(status.value for status in FeedStatus), *REMARKS, "disabled")
_ANSWERING = {FeedStatus.OK, FeedStatus.PARTIAL, FeedStatus.EMPTY, *REMARKS}


def metrics(status: Status, tick_age: float) -> bytes:
    """Return the metrics of a status in the text format of Prometheus."""
    registry = CollectorRegistry()
    registry.register(_StatusCollector(status, tick_age))
    ProcessCollector(registry=registry)
    return generate_latest(registry)


class _StatusCollector(Collector):
    def __init__(self, status: Status, tick_age: float) -> None:
        self._status = status
        self._tick_age = tick_age

    def collect(self) -> Iterator[GaugeMetricFamily]:
        status = self._status
        yield _gauge("monitor_tick_age_seconds", "Seconds since the oldest job last ended.", self._tick_age)
        yield _gauge("monitor_articles", "Articles read or given up.", status.articles)
        yield _gauge("monitor_articles_matched", "Articles that match a topic.", status.matched)
        yield _gauge("monitor_articles_pending", "Articles whose page is not read yet.", status.pending)
        yield _gauge("monitor_deliveries_waiting", "Deliveries not made yet.", len(status.deliveries))
        yield _gauge("monitor_config_refused", "Problems in a refused config.", len(status.config_problems))
        yield _gauge("monitor_notices", "Notices about the archive.", len(status.notices))
        moments = (
            ("monitor_last_sweep_timestamp_seconds", "End of the last sweep.", status.last_sweep),
            ("monitor_next_digest_timestamp_seconds", "When the next digest is written.", status.next_digest),
        )
        yield from (_gauge(name, text, moment.timestamp()) for name, text, moment in moments if moment)
        if status.last_digest is not None:
            midnight = datetime.combine(status.last_digest, time(), UTC)
            yield _gauge("monitor_last_digest_date", "Date of the last digest, UTC.", midnight.timestamp())
        yield from self._feeds()

    def _feeds(self) -> Iterator[GaugeMetricFamily]:
        feeds = self._status.feeds
        counts = Counter(feed.status for feed in feeds)
        by_status = GaugeMetricFamily("monitor_feeds", "Number of feeds by status.", labels=["status"])
        for value in _STATUSES:
            by_status.add_metric([value], counts[value])
        up = GaugeMetricFamily("monitor_feed_up", "1 if the feed answered its last poll.", labels=["feed"])
        polled = GaugeMetricFamily(
            "monitor_feed_polled_timestamp_seconds", "When it was last polled.", labels=["feed"]
        )
        same_url: Counter[str] = Counter()
        for feed in feeds:
            if feed.polled is not None and feed.status != "disabled":
                # URLs that differ only in a masked secret look the same, but Prometheus needs unique labels.
                same_url[feed.url] += 1
                label = f"{feed.url} ({same_url[feed.url]})" if same_url[feed.url] > 1 else feed.url
                up.add_metric([label], feed.status in _ANSWERING)
                polled.add_metric([label], feed.polled.timestamp())
        yield from (by_status, up, polled)


def _gauge(name: str, documentation: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, documentation, value=value)
