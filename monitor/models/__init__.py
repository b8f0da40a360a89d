"""The frozen data that flows: Feed, Response, Entry, Page, Article, Match, Story, Digest.

All of it is frozen, slotted and picklable (workers receive and return it), holds tuples, and knows only aware
UTC datetimes. Imports nothing of the program.
"""

from monitor.models.articles import (
    Article,
    Backing,
    Fate,
    Page,
    Pending,
    ReadArticle,
    SettledText,
    ToldArticle,
)
from monitor.models.digests import (
    Counts,
    Delivery,
    Digest,
    DigestMaterial,
    FeedHealth,
    Gap,
    Health,
    MatchedArticle,
    Story,
    StoryArticle,
    StoryStatus,
    TopicSection,
    TopStory,
    Trend,
    Unreadable,
    Window,
)
from monitor.models.feeds import Entry, Feed, FeedState, FeedStatus, ParsedFeed
from monitor.models.matches import Evidence, Match, Matching, NearMiss
from monitor.models.secrets import without_secrets
from monitor.models.settings import (
    ArchiveSettings,
    Config,
    DeliverSettings,
    DigestSettings,
    ExtractSettings,
    FetchSettings,
    ScheduleSettings,
    WebSettings,
)
from monitor.models.topics import NOBODY, Group, Keyword, Outlet, Topic, Topics
from monitor.models.transport import Failure, FailureKind, Request, Response

__all__ = [
    "NOBODY",
    "ArchiveSettings",
    "Article",
    "Backing",
    "Config",
    "Counts",
    "DeliverSettings",
    "Delivery",
    "Digest",
    "DigestMaterial",
    "DigestSettings",
    "Entry",
    "Evidence",
    "ExtractSettings",
    "Failure",
    "FailureKind",
    "Fate",
    "Feed",
    "FeedHealth",
    "FeedState",
    "FeedStatus",
    "FetchSettings",
    "Gap",
    "Group",
    "Health",
    "Keyword",
    "Match",
    "MatchedArticle",
    "Matching",
    "NearMiss",
    "Outlet",
    "Page",
    "ParsedFeed",
    "Pending",
    "ReadArticle",
    "Request",
    "Response",
    "ScheduleSettings",
    "SettledText",
    "Story",
    "StoryArticle",
    "StoryStatus",
    "ToldArticle",
    "TopStory",
    "Topic",
    "TopicSection",
    "Topics",
    "Trend",
    "Unreadable",
    "WebSettings",
    "Window",
    "without_secrets",
]
