"""Tables made from digests or for them; see `schema` for the others.

They share its metadata, so that one migration and one check covers all.
"""

from sqlalchemy import BigInteger, Column, Date, Float, ForeignKey, Index, Integer, LargeBinary, Table, Text

from monitor.archive.columns import PlainText, UtcDateTime
from monitor.archive.schema import articles, metadata, topic_versions

# SQLite makes a row id only of INTEGER PRIMARY KEY.
NUMBER = BigInteger().with_variant(Integer, "sqlite")
# The stories of each topic as the digest of a day has them, in its order; the chronicle is made from them.
topic_stories = Table(
    "topic_stories",
    metadata,
    Column("topic", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("story", Text, nullable=False),
    Column("event", Text),  # None: stored before events were; then each story is one
    Column("status", Text, nullable=False),
    Column("headline", PlainText, nullable=False),
    Column("language", PlainText, nullable=False),
    Column("outlet", PlainText, nullable=False),
    Column("url", PlainText),
    Column("outlets", Integer, nullable=False),
    Column("found", UtcDateTime, nullable=False),
    Index("ix_topic_stories_day", "day"),
)
# Digests of weeks and months. A row never changes.
period_digests = Table(
    "period_digests",
    metadata,
    Column("name", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("start", UtcDateTime, nullable=False),
    Column("end", UtcDateTime, nullable=False),
    Column("first", NUMBER, nullable=False),
    Column("last", NUMBER, nullable=False),
    Column("edition", NUMBER, nullable=False, key="generation"),
    Column("config_version", Text, nullable=False),
    Column("topics_id", NUMBER, ForeignKey(topic_versions.c.id), nullable=False),
    Column("topics", Text, nullable=False),
    Column("top_stories", Integer, nullable=False),
    Column("counts", Text, nullable=False),
    Column("health", Text, nullable=False),
    Column("title", PlainText, nullable=False),
    Column("aids", Text),
    Column("stories", Text, nullable=False),  # number of events of each topic
)
# Machine translations of headlines and quotes, by hash of the original and language of the translation.
translations = Table(
    "translations",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("edition", NUMBER, nullable=False, key="generation"),
    Column("translation", PlainText, nullable=False),
)
# What the second opinion says of articles and topics; `model` names the encoder and what it learned from.
scores = Table(
    "scores",
    metadata,
    Column("article_id", NUMBER, ForeignKey(articles.c.id), primary_key=True, autoincrement=False),
    Column("topic", Text, primary_key=True),
    Column("model", Text, primary_key=True),
    Column("score", Float, nullable=False),
    Column("scored", UtcDateTime, nullable=False, index=True),
)
