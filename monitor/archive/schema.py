"""The tables, one schema for SQLite and PostgreSQL.

Numbers of entries, articles, processed articles (`seq`) and recorded digests (`generation`) come from the
one row of `numbers`, which every writing transaction locks, so they never run backwards. Recording a digest
raises `generation`. Rows that digests are built from carry the generation they were written in, so that a
digest sees only what existed when it was recorded. Must match the newest migration; a test compares them.

`Column(name, key=...)` maps a stored name to the name that the code uses.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
    true,
    type_coerce,
)

from monitor.archive.columns import DayCounts, PackedBytes, PackedText, PlainText, Seconds, UtcDateTime

APPLICATION_ID = 0x53554D4D  # "SUMM", in the header of every SQLite archive
HEAD = "0016"  # revision of this schema
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
# SQLite makes a row id only of INTEGER PRIMARY KEY.
_Number = BigInteger().with_variant(Integer, "sqlite")
numbers = Table(
    "numbers",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("feed", _Number, nullable=False),
    Column("entry", _Number, nullable=False),
    Column("article", _Number, nullable=False),
    Column("seq", _Number, nullable=False),
    Column("edition", _Number, nullable=False, key="generation"),
    Column("settled", _Number, nullable=False, key="processed"),
    Column("matched", _Number, nullable=False),
    Column("began", UtcDateTime),
    Column("identity", Text),  # random: distinguishes archives
)
feeds = Table(
    "feeds",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=False),
    Column("url", PlainText, nullable=False),
    Column("url_hash", LargeBinary, nullable=False, unique=True),
    Column("status", Text, nullable=False),
    Column("reason", PlainText, nullable=False),
    Column("detail", PlainText, nullable=False),
    Column("etag", PlainText),
    Column("last_modified", PlainText),
    Column("body_hash", Text),
    Column("interval", Seconds, nullable=False),
    Column("strikes", Float(53), nullable=False),
    Column("polled", UtcDateTime),
    Column("succeeded", UtcDateTime),
    Column("changed", UtcDateTime),
    Column("entries", Integer, nullable=False),
    Column("next_poll", UtcDateTime),
    Column("full_due", UtcDateTime),
    Column("moved_to", PlainText),
    Column("moved_count", Integer, nullable=False),
    Column("failing_since", UtcDateTime),
    Column("usual_gap", Seconds),
    Column("days", DayCounts, nullable=False, server_default=""),
)
# The name of a feed when an entry was found, so that renaming it does not change earlier digests.
outlets = Table(
    "outlets",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("name", PlainText, nullable=False),
    Column("country", PlainText, nullable=False),
    UniqueConstraint("name", "country"),
)
topic_versions = Table(
    "topic_versions",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("version", Text, nullable=False, unique=True),
    Column("snapshot", Text),
)
articles = Table(
    "articles",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=False),
    Column("url", PlainText),
    Column("url_hash", LargeBinary, unique=True),
    Column("entry_id", _Number, nullable=False),
    Column("found", UtcDateTime, nullable=False),
    Column("backlog", Boolean, nullable=False),
    Column("full_text", Boolean, nullable=False),
    Column("fate", Text, nullable=False, key="status"),
    Column("reason", PlainText, nullable=False),
    Column("detail", PlainText, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try", UtcDateTime),
    Column("seq", _Number, unique=True),
    Column("settled", UtcDateTime, key="processed"),
    Column("title", PlainText, nullable=False),
    Column("author", PlainText, nullable=False),
    Column("language", PlainText, nullable=False),
    Column("published", UtcDateTime),
    Column("backing", Text, key="text_source"),
    Column("topics_id", _Number, ForeignKey(topic_versions.c.id)),
    Column("matched", Boolean, nullable=False),
    # Articles published before this time are old. Set while every entry of the article is backlog.
    Column("old_before", UtcDateTime),
    # Authority of the entry of `entry_id`; see `polls`.
    Column("standing", Integer, nullable=False, server_default="3", key="authority"),
    # When its page is read again, and whether its feed edited the entry.
    Column("again", UtcDateTime),
    Column("edited", Boolean, nullable=False, server_default=false()),
)
_pending = articles.c.seq.is_(None)
Index(
    "ix_articles_pending",
    articles.c.next_try,
    articles.c.id,
    sqlite_where=_pending,
)
Index(
    "ix_articles_matched",
    articles.c.seq,
    sqlite_where=articles.c.matched,
)
_to_be_read_again = articles.c.again.is_not(None)
Index(
    "ix_articles_again",
    articles.c.again,
    sqlite_where=_to_be_read_again,
)
entries = Table(
    "entries",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=False),
    Column("feed_id", _Number, ForeignKey(feeds.c.id), nullable=False),
    Column("key", PlainText, nullable=False),
    Column("key_hash", LargeBinary, nullable=False),
    Column("reuse", Integer, nullable=False),
    Column("url", PlainText),
    Column("url_hash", LargeBinary),
    Column("article_id", _Number, ForeignKey(articles.c.id), nullable=False, index=True),
    Column("outlet_id", _Number, ForeignKey(outlets.c.id), nullable=False),
    Column("edition", _Number, nullable=False, key="generation"),
    Column("found", UtcDateTime, nullable=False),
    Column("title", PlainText, nullable=False),
    Column("summary", PlainText, nullable=False),
    Column("author", PlainText, nullable=False),
    Column("published", UtcDateTime),
    Column("language", PlainText, nullable=False),
    Column("revisions", Integer, nullable=False),
    Column("content", PackedText),
    Column("content_hash", LargeBinary),
    # Feed and link belong to the same outlet, which is named first.
    Column("own", Boolean, nullable=False, server_default=true()),
    UniqueConstraint("feed_id", "key_hash", "reuse"),
    Index("ix_entries_link", "feed_id", "url_hash"),
    Index("ix_entries_recent", "feed_id", "id"),
)
revisions = Table(
    "revisions",
    metadata,
    Column("entry_id", _Number, ForeignKey(entries.c.id), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("replaced", UtcDateTime, nullable=False),
    Column("title", PlainText, nullable=False),
    Column("summary", PlainText, nullable=False),
)
texts = Table(
    "texts",
    metadata,
    Column("article_id", _Number, ForeignKey(articles.c.id), primary_key=True, autoincrement=False),
    Column("settled", UtcDateTime, nullable=False, index=True, key="processed"),
    Column("body", PackedText, nullable=False),
)
pages = Table(
    "pages",
    metadata,
    Column("article_id", _Number, ForeignKey(articles.c.id), primary_key=True, autoincrement=False),
    Column("settled", UtcDateTime, nullable=False, index=True, key="processed"),
    Column("url", PlainText, nullable=False),
    Column("content_type", PlainText, nullable=False),
    Column("body", PackedBytes, nullable=False),
    Column("etag", PlainText),
    Column("last_modified", PlainText),
)
# Earlier versions of an article that was read again. A digest shows the first version that was replaced in
# its generation or later, or else the present text.
versions = Table(
    "versions",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("article_id", _Number, ForeignKey(articles.c.id), nullable=False, index=True),
    Column("edition", _Number, nullable=False, key="generation"),
    Column("replaced", UtcDateTime, nullable=False),
    Column("title", PlainText, nullable=False),
    Column("author", PlainText, nullable=False),
    Column("language", PlainText, nullable=False),
    Column("published", UtcDateTime),
    Column("backing", Text, nullable=False, key="text_source"),
    Column("reason", PlainText, nullable=False),
    Column("body", PackedText),
)
# An article of an earlier digest whose new text matches more: a later digest shows it with those matches.
updates = Table(
    "updates",
    metadata,
    Column("seq", _Number, primary_key=True, autoincrement=False),
    Column("article_id", _Number, ForeignKey(articles.c.id), nullable=False, index=True),
    Column("topics", Text, nullable=False),
)
matchings = Table(
    "matchings",
    metadata,
    Column("article_id", _Number, ForeignKey(articles.c.id), primary_key=True, autoincrement=False),
    Column("edition", _Number, primary_key=True, autoincrement=False, key="generation"),
    Column("topics_id", _Number, ForeignKey(topic_versions.c.id), nullable=False),
    Column("matched", Boolean, nullable=False),
    Column("matches", Text, nullable=False),
    Column("near_misses", Text, nullable=False),
)
digests = Table(
    "ledger",
    metadata,
    Column("day", Date, primary_key=True),
    Column("timezone", Text, nullable=False),
    Column("start", UtcDateTime, nullable=False),
    Column("end", UtcDateTime, nullable=False),
    Column("first", _Number, nullable=False),
    Column("last", _Number, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("edition", _Number, nullable=False, key="generation"),
    Column("config_version", Text, nullable=False),
    Column("topics_id", _Number, ForeignKey(topic_versions.c.id), nullable=False),
    Column("topics", Text, nullable=False),
    Column("top_stories", Integer, nullable=False),
    Column("history", Text, nullable=False),
    Column("counts", Text, nullable=False),
    Column("health", Text, nullable=False),
    Column("title", Text),  # None: written before digests had one
    Column("aids", Text),  # None: written before digests had them
    Column("missed", Text),  # articles that may have been missed; None: written before digests had them
)
topic_days = Table(
    "topic_days",
    metadata,
    Column("day", Date, ForeignKey(digests.c.day), primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("edition", _Number, nullable=False, key="generation"),
    Column("stories", Integer, nullable=False),
    Column("story_ids", Text, nullable=False),
    Column("events", Integer),  # that its stories report; None: written before events were counted
)
# Spans of time with regular sweeps; the time between two spans is a gap.
sweeps = Table(
    "sweeps",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("began", UtcDateTime, nullable=False),
    Column("started", UtcDateTime, nullable=False),
    Column("finished", UtcDateTime, nullable=False, index=True),
)
# A poll of a known feed in which every entry was new: entries may have been missed between the two times.
overruns = Table(
    "overruns",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("name", PlainText, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False, index=True),
)
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("key", PlainText, nullable=False),
    Column("target", PlainText, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try", UtcDateTime, index=True),
    Column("sent", UtcDateTime),
    Column("error", PlainText, nullable=False),
    UniqueConstraint("key", "target"),
)
# The search index, see `monitor.archive.search.search_index`: grams of articles that are in no segment yet.
search_tail = Table(
    "search_tail",
    metadata,
    Column("article_id", _Number, ForeignKey(articles.c.id), primary_key=True, autoincrement=False),
    Column("grams", LargeBinary, nullable=False),
)
search_segments = Table(
    "search_segments",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=False),
    Column("size", Integer, nullable=False),
    Column("newest", _Number, nullable=False),
    Column("articles", LargeBinary, nullable=False),
    Column("sources", Text, nullable=False),  # numbers of the segments that it is merged from
    Column("built", Integer, nullable=False),  # rows of postings that are written
)
search_postings = Table(
    "search_postings",
    metadata,
    Column("segment_id", _Number, primary_key=True, autoincrement=False),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("packed", LargeBinary, nullable=False),
)
# One row. Articles up to `existing` are older than the index; those up to `indexed` are in it.
search_state = Table(
    "search_state",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("scheme", Integer, nullable=False),
    Column("indexed", _Number, nullable=False),
    Column("existing", _Number, nullable=False),
)
# What people said of an article and a topic; the last answer counts. `key_hash` is the fingerprint of the
# article's URL, or of its feed and entry, and finds it in another archive. `article_id` is NULL while an
# imported verdict waits for its article.
verdicts = Table(
    "verdicts",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("article_id", _Number, ForeignKey(articles.c.id)),
    Column("key_hash", LargeBinary, nullable=False, index=True),
    Column("topic", PlainText, nullable=False),
    Column("answer", Text, nullable=False),
    Column("judged", UtcDateTime, nullable=False),
    Column("config_version", PlainText, nullable=False),
    Column("url", PlainText),
    Column("feed_url", PlainText, nullable=False),
    Column("entry_key", PlainText, nullable=False),
    Column("title", PlainText, nullable=False),
    UniqueConstraint("article_id", "topic"),
)
# Searches that people keep; `parameters` is a query string.
saved_searches = Table(
    "saved_searches",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("name", PlainText, nullable=False, unique=True),
    Column("parameters", PlainText, nullable=False),
    Column("saved", UtcDateTime, nullable=False),
)
# Problems of the archive that a reader must know, one line of each kind; deleted when solved.
notices = Table(
    "notices",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("text", PlainText, nullable=False),
)
# Unpacked row by row, because one may be damaged.
RAW_BODY = type_coerce(texts.c.body, LargeBinary).label("body")
