"""Raise alerts that do not wait for the digest: news on topics with `alert`, and unusual days.

The outbox key of an alert holds the sequence numbers of its articles. So its text is built from the archive
each time it is sent, two alerts on one topic never share an article, and no other state is stored.
"""

import asyncio
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Self

from monitor import policy
from monitor.digest import Message, alert_message, build_digest, spike_message
from monitor.models import Digest, Window
from monitor.pipeline.context import AppContext
from monitor.publish import target_name

logger = logging.getLogger(__name__)

_TIME = "%Y%m%dT%H%M%SZ"
_KEY = re.compile(r"(alert|spike):([^:]+):(\d{4}-\d\d-\d\d):(\d+)-(\d+):(\d{8}T\d{6}Z)")
_MESSAGES = {"alert": alert_message, "spike": spike_message}


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert on the articles of a topic with sequence numbers first < seq <= last.

    Attributes:
        kind: `alert` for news, `spike` for an unusual day.
        day: date of the digest in which the articles are new.
        raised: time of the alert, to the second.
    """

    kind: str
    topic: str
    day: date
    first: int
    last: int
    raised: datetime

    @property
    def key(self) -> str:
        """Return the outbox key."""
        span = f"{self.day.isoformat()}:{self.first}-{self.last}"
        return f"{self.kind}:{self.topic}:{span}:{self.raised.astimezone(UTC).strftime(_TIME)}"

    @classmethod
    def of(cls, key: str) -> Self | None:
        """Parse an outbox key; return None if it is not the key of an alert."""
        found = _KEY.fullmatch(key)
        if found is None:
            return None
        kind, topic, day, first, last, raised = found.groups()
        moment = datetime.strptime(raised, _TIME).replace(tzinfo=UTC)
        return cls(kind, topic, date.fromisoformat(day), int(first), int(last), moment)


async def raise_alerts(app: AppContext) -> int:
    """Queue the due alerts for each target; return the number of alerts. Raises ArchiveError."""
    targets = [target_name(url) for url in app.config.deliver.urls]
    alerting = {topic.id for topic in app.config.topics.topics if topic.alert}
    if not targets or not alerting:
        return 0
    now, window = app.clock(), await _open_window(app)
    before = await _raised(app)
    ready = {
        topic.id
        for topic in app.config.topics.topics
        if topic.alert is True
        and policy.may_alert(_last(before, topic.id), now, app.config.deliver.alert_pause)
    }
    checked = (window.first, window.last, frozenset(ready), app.config.topics.version)
    if window.last == window.first or app.alerts_checked == checked:
        return 0
    spiking = alerting - {
        alert.topic for alert in before if (alert.kind, alert.day) == ("spike", window.date)
    }
    alerts = await _spikes(app, window, spiking, now)
    earlier = [*before, *alerts]
    alerts += await _news(app, window, ready - {alert.topic for alert in alerts}, earlier, now)
    for alert in alerts:
        await app.store(app.archive.outbox.queue, alert.key, targets, now)
        logger.info("alert raised message=%s", alert.key)
    app.alerts_checked = checked
    return len(alerts)


async def message_of(app: AppContext, alert: Alert) -> Message | None:
    """Return the message of an alert, or None if its topic or its matches no longer exist."""
    moment = alert.raised
    window = Window(alert.day, app.config.timezone, moment, moment, alert.first, alert.last)
    digest = await _digest(app, window)
    return _MESSAGES[alert.kind](alert.key, digest, alert.topic)


async def _open_window(app: AppContext) -> Window:
    now, timezone = app.clock(), app.config.timezone
    days = await app.store(app.archive.digests.windows)
    day = policy.open_digest_date(now, timezone, days[-1] if days else None)
    return await app.store(app.archive.digests.window, day, timezone, now)


async def _raised(app: AppContext) -> list[Alert]:
    keys = [
        *await app.store(app.archive.outbox.queued_keys, "alert:"),
        *await app.store(app.archive.outbox.queued_keys, "spike:"),
    ]
    return [alert for alert in map(Alert.of, keys) if alert is not None]


def _last(alerts: Iterable[Alert], topic: str) -> datetime | None:
    return max((alert.raised for alert in alerts if alert.topic == topic), default=None)


async def _spikes(app: AppContext, window: Window, topics: set[str], now: datetime) -> list[Alert]:
    """Return an alert for each topic with an unusual day."""
    if not topics:
        return []
    digest = await _digest(app, window)
    return [
        Alert("spike", section.id, window.date, window.first, window.last, now)
        for section in digest.topics
        if section.id in topics and section.trend.spike
    ]


async def _news(
    app: AppContext, window: Window, topics: set[str], earlier: Iterable[Alert], now: datetime
) -> list[Alert]:
    """Return an alert for each topic that has news after its last alert."""
    firsts = {
        topic: max([window.first, *(alert.last for alert in earlier if alert.topic == topic)])
        for topic in topics
    }
    alerts = []
    for first in sorted({*firsts.values()} - {window.last}):
        digest = await _digest(app, replace(window, first=first))
        alerts += [
            alert
            for section in digest.topics
            if firsts.get(section.id) == first
            for alert in [Alert("alert", section.id, window.date, first, window.last, now)]
            if alert_message(alert.key, digest, section.id)
        ]
    return alerts


async def _digest(app: AppContext, window: Window) -> Digest:
    topics = [(topic.id, topic.title) for topic in app.config.topics.topics]
    digest_input = await app.store(app.archive.digests.input_for_window, window, topics)
    digest_input = replace(
        digest_input, title=app.config.digest.title, name_forms=app.config.topics.name_forms
    )
    return await asyncio.to_thread(build_digest, digest_input)
