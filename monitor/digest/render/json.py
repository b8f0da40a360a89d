"""Render the digest as one JSON document; docs/digest.schema.json is its schema."""

import json
import re
import unicodedata
from datetime import UTC, datetime
from typing import Any

from monitor.digest.ranking import event_reach
from monitor.digest.render.clean import safe_url
from monitor.digest.render.foreign import Foreign
from monitor.digest.render.quote import best_evidence
from monitor.digest.telling import event_id
from monitor.models import (
    Digest,
    EarlierReport,
    Evidence,
    Health,
    MissedArticle,
    SharedFacts,
    Story,
    StoryArticle,
    TopicSection,
    Trend,
    Window,
    mask_secrets,
)

SCHEMA_VERSION = 1

# These are valid in JSON but act where the document is shown or embedded: direction overrides in a terminal,
# line separators in JavaScript, `</script>` in a page. Escape sequences have the same meaning.
_ACTIVE = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def render_json(digest: Digest) -> str:
    """Render a digest as JSON with an indent of two and a newline at the end."""
    return dump(document(digest))


def dump(value: object) -> str:
    """Return JSON with active characters escaped and lone surrogates replaced by U+FFFD."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False).replace("</", "<\\/")
    return _ACTIVE.sub(_escape, text) + "\n"


def document(digest: Digest) -> dict[str, Any]:
    """Return the JSON document of a digest as plain dictionaries and lists."""
    window = digest.window
    foreign = Foreign(digest.aids)
    monitor = {"title": digest.title, "archive": digest.archive_id}
    return {
        "schema_version": SCHEMA_VERSION,
        **({"monitor": monitor} if digest.title else {}),  # absent in older digests: they keep their bytes
        "date": window.date.isoformat(),
        **({"period": window.name} if window.period != "day" else {}),
        "window": _window(window),
        "timezone": window.timezone,
        "config_hash": digest.config_version,
        "counts": {name: getattr(digest.counts, name) for name in digest.counts.__slots__},
        "top": [{"topic": top.topic, "story": top.story.id, "reason": top.reason} for top in digest.top],
        "topics": [_section(section, foreign) for section in digest.topics],
        "events": _events(digest),
        # Absent in digests without any: those written before the key existed keep their bytes.
        **({"missed": [_missed(one) for one in digest.missed]} if digest.missed else {}),
        "health": _health(digest.health),
    }


def _missed(one: MissedArticle) -> dict[str, Any]:
    return {
        "topic": one.topic,
        "url": one.url if safe_url(one.url) else None,
        "title": one.title,
        "source": one.sources[0] if one.sources else "",
        "language": one.language,
        "published": _time(one.published),
        "found": _time(one.found),
        "likelihood": one.likelihood,
        # Absent without a second opinion: digests written before the keys existed keep their bytes.
        **({"score": one.score, "belongs": one.belongs} if one.score is not None else {}),
        "lacking": list(one.lacking),
        "quote": one.quote,
    }


def _window(window: Window) -> dict[str, Any]:
    return {
        "start": _time(window.start),
        "end": _time(window.end),
        "closed": window.closed,
        "asked": window.requested,
    }


def _section(section: TopicSection, foreign: Foreign) -> dict[str, Any]:
    return {
        "id": section.id,
        "title": section.title,
        "stories": [_story(story, foreign) for story in section.stories],
        "trend": _trend(section.trend),
    }


def _story(story: Story, foreign: Foreign) -> dict[str, Any]:
    return {
        "id": story.id,
        "status": story.status.value,
        "headline": story.headline,
        "language": story.language,
        "since": story.since.isoformat(),
        "outlets": list(story.outlets),
        "event": story.event,
        "other_topics": list(story.other_topics),
        "told_under": story.told_under,
        # Written only where they say something, so that other stories keep their bytes.
        **({"main": story.main, "shared": _shared(story.shared)} if story.main else {}),
        **({"added": story.added} if story.added else {}),
        **({"earlier_headline": story.earlier_headline} if story.earlier_headline else {}),
        **({"earlier": [_earlier(report) for report in story.earlier]} if story.earlier else {}),
        "articles": [_article(article, foreign) for article in story.articles],
    }


def _earlier(report: EarlierReport) -> dict[str, Any]:
    return {
        "id": report.story,
        "date": report.day.isoformat(),
        "headline": report.headline,
        "language": report.language,
        "source": report.source,
        "url": report.url if safe_url(report.url) else None,
        "shared": _shared(report.shared),
    }


def _shared(shared: SharedFacts) -> dict[str, list[str]]:
    return {name: list(getattr(shared, name)) for name in shared.__slots__}


def _events(digest: Digest) -> list[dict[str, Any]]:
    """List the events with their stories, the main story first, in the order of the topics."""
    members: dict[str, dict[str, Story]] = {}
    for section in digest.topics:
        for story in section.stories:
            members.setdefault(story.main or story.id, {}).setdefault(story.id, story)
    reach = event_reach(digest.topics)
    return [
        {
            "id": stories[main].event or event_id(main),
            "told_under": stories[main].told_under,
            "stories": sorted(stories, key=lambda number: (bool(stories[number].main), number)),
            "outlets": reach[main].outlets,
            "languages": reach[main].languages,
            "articles": reach[main].articles,
        }
        for main, stories in members.items()
        if main in stories
    ]


def _article(article: StoryArticle, foreign: Foreign) -> dict[str, Any]:
    return {
        "url": article.url if safe_url(article.url) else None,
        "title": article.title,
        "source": article.source,
        "country": article.country,
        "language": article.language,
        "published": _time(article.published),
        "found": _time(article.found),
        "score": article.score,
        "late": article.late,
        # Written only if True: digests written before the key existed keep their bytes.
        **({"updated": True} if article.updated else {}),
        "copy": article.copy,
        "backing": article.text_source.value,
        "reason": article.reason,
        "arithmetic": article.arithmetic,
        "evidence": [_evidence(evidence, foreign) for evidence in article.evidence],
        **_translation(article, foreign),
    }


def _evidence(evidence: Evidence, foreign: Foreign) -> dict[str, Any]:
    plain = {name: getattr(evidence, name) for name in evidence.__slots__}
    _, gloss = foreign.gloss(evidence)
    return {**plain, "gloss": gloss} if gloss else plain


def _translation(article: StoryArticle, foreign: Foreign) -> dict[str, Any]:
    """Return the machine translations of headline and quote; {} without any."""
    shown = foreign.view(article, best_evidence(article.evidence))
    texts = {name: text for name, text in (("title", shown.title), ("quote", shown.quote)) if text}
    return {"machine_translation": {"language": foreign.language, **texts}} if texts else {}


def _trend(trend: Trend) -> dict[str, Any]:
    return {
        "today": trend.days[-1][1] if trend.days else 0,
        "mean_7": trend.mean_7,
        "mean_28": trend.mean_28,
        "spike": trend.spike,
        "reason": trend.reason,
        # "stories" is the name that this number had before digests counted events.
        "days": [
            {"date": day.isoformat(), "events": events, "stories": events} for day, events in trend.days
        ],
    }


def _health(health: Health) -> dict[str, Any]:
    return {
        "feeds": [
            {
                "name": feed.name,
                "url": mask_secrets(feed.url),
                "status": feed.status,
                "reason": feed.reason,
                "detail": feed.detail,
                "since": _time(feed.since),
            }
            for feed in health.feeds
        ],
        "unreadable": [
            {
                "title": article.title,
                "source": article.source,
                "url": article.url if safe_url(article.url) else None,
                "reason": article.reason,
                "detail": article.detail,
            }
            for article in health.unreadable
        ],
        "gaps": [
            {"start": _time(gap.start), "end": _time(gap.end), "feeds": list(gap.feeds)}
            for gap in health.gaps
        ],
        "config_problems": list(health.config_problems),
        "deliveries": list(health.deliveries),
        **({"notices": list(health.notices)} if health.notices else {}),
    }


def utc_text(at: datetime) -> str:
    """Return an aware time in UTC as RFC 3339, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _time(at: datetime | None) -> str | None:
    return utc_text(at) if at else None


def _escape(match: re.Match[str]) -> str:
    lone_surrogate = unicodedata.category(match[0]) == "Cs"
    return "\\ufffd" if lone_surrogate else f"\\u{ord(match[0]):04x}"
