"""The view model of the section "You may have missed": articles that match no topic."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from monitor.digest.render.article_view import ShownTime, moment_of, safe_language
from monitor.digest.render.clean import one_line, safe_url
from monitor.digest.render.locale_names import language_name
from monitor.models import MissedArticle

MISSED_TITLE = "You may have missed"
MISSED_NOTE = (
    "These articles match no topic and are no part of the stories above; “monitor review” asks about them."
)


@dataclass(frozen=True, slots=True)
class MissedView:
    """One article that may have been missed, as shown.

    Attributes:
        topic: title of the topic that it may belong to.
        quote: the best sentence, "" if that is the headline.
        lacking: what is missing for a match.
        article_id: its number in the archive.
        topic_id: id of that topic.
        opinion: that the second opinion says it belongs, or "".
    """

    title: str
    url: str
    outlet: str
    language: str
    language_name: str
    published: ShownTime | None
    topic: str
    quote: str
    lacking: str
    article_id: int
    topic_id: str
    opinion: str = ""


def show_opinion(one: MissedArticle) -> str:
    """Return in words that the second opinion marks an article, or "" if it does not."""
    return f"the second opinion says it belongs: {one.score:.2f}" if one.belongs else ""


def missed_views(
    missed: Iterable[MissedArticle], titles: Mapping[str, str], tz: tzinfo, year: int
) -> tuple[MissedView, ...]:
    """Return the views of the articles in their order.

    Args:
        missed: the articles.
        titles: title of each topic, by its id.
        tz: time zone of all times.
        year: year of the digest; times in this year are printed without it.
    """
    return tuple(_missed_view(one, titles, tz, year) for one in missed)


def _missed_view(one: MissedArticle, titles: Mapping[str, str], tz: tzinfo, year: int) -> MissedView:
    title, quote = one_line(one.title), one_line(one.quote)
    return MissedView(
        title=title or "(no headline)",
        url=safe_url(one.url),
        outlet=one_line(one.sources[0] if one.sources else "") or "unknown outlet",
        language=safe_language(one.language),
        language_name=one_line(language_name(one.language)),
        published=moment_of(one.published, tz, year) if one.published else None,
        topic=titles.get(one.topic, one_line(one.topic)),
        quote="" if quote == title else quote,
        lacking=one_line("; ".join(one.lacking)),
        article_id=one.article_id,
        topic_id=one.topic,
        opinion=show_opinion(one),
    )
