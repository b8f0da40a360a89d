"""Read what the open digest is built from, as the archive is now. Stores nothing."""

from dataclasses import replace
from datetime import datetime

from monitor import policy
from monitor.archive import Archive
from monitor.models import Config, DigestInput, Health, ReadingAids, Window


def open_window(archive: Archive, config: Config, now: datetime) -> Window:
    """Return the window of the digest that will contain what is found now."""
    days = archive.digests.windows()
    day = policy.open_digest_date(now, config.timezone, days[-1] if days else None)
    return archive.digests.window(day, config.timezone, now)


def open_digest_input(archive: Archive, config: Config, window: Window) -> DigestInput:
    """Return the input of the open digest with the topics in force and the matches stored so far.

    Its events are grouped as in the digest. The health of feeds is left out; `read_status` has it. Glosses
    and translations are left out, too.

    Args:
        archive: may be read-only.
        config: the config in force.
        window: from `open_window`.
    """
    topics = [(topic.id, topic.title) for topic in config.topics.topics]
    found = archive.digests.input_for_window(window, topics)
    counts, unreadable, gaps = archive.digests.facts(window)
    return replace(
        found,
        config_version=config.version,
        top_stories=config.digest.top_stories,
        title=config.digest.title,
        name_forms=config.topics.name_forms,
        aids=ReadingAids(config.translate.to, languages=config.digest.languages),
        counts=counts,
        health=Health(unreadable=unreadable, gaps=gaps),
    )
