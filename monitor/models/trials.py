"""What an edit of the topics would change in the stored articles."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from monitor.models.packing import packed
from monitor.models.search import StoredArticle
from monitor.models.verdicts import Verdict

Effect = Literal["gained", "lost", "kept"]


@packed
@dataclass(frozen=True, slots=True)
class MatchEffect:
    """The effect of an edit on one topic in one article.

    Attributes:
        topic: the topic's id.
        effect: `gained`: only the edited topics match; `lost`: only those before; `kept`: both.
        because: the change that is responsible, in words for users; "" if kept.
        keyword: the keyword or word of a group that is responsible, as the user wrote it.
        group: the required group it is a word of, else "".
        quote: the sentence around it, verbatim; "" if it does not occur.
        field: where the quote is from: `title`, `lead` or `body`.
        score: the score after the edit, 0 if there is none.
        threshold: the threshold after the edit, 0 if the topic is gone.
        lacking: what keeps a lost article from matching, if it is a near miss now.
    """

    topic: str
    effect: Effect
    because: str = ""
    keyword: str = ""
    group: str = ""
    quote: str = ""
    field: str = ""
    score: float = 0.0
    threshold: float = 0.0
    lacking: tuple[str, ...] = ()

    @property
    def below(self) -> bool:
        """Whether the article falls below the threshold, so that it is a near miss for lack of points."""
        return self.effect == "lost" and any(one.startswith(("score ", "a second ")) for one in self.lacking)


@dataclass(frozen=True, slots=True)
class TriedArticle:
    """An article that an edit gains or loses for a topic.

    Attributes:
        article: the article.
        effect: what happens to it, and why.
        verdict: what the user said of whether it belongs to the topic, or None.
    """

    article: StoredArticle
    effect: MatchEffect
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class TopicTrial:
    """What an edit would do to one topic.

    Attributes:
        topic: the topic's id.
        title: for people.
        changes: what the edit changes, in words for users.
        gained: articles that only the edited topic matches: judged ones first, then the newest.
        lost: articles that only the topic before matches, in the same order.
        kept: number of articles that both match.
    """

    topic: str
    title: str
    changes: tuple[str, ...]
    gained: tuple[TriedArticle, ...]
    lost: tuple[TriedArticle, ...]
    kept: int

    def by_language(self, effect: Effect) -> dict[str, int]:
        """Return the number of articles gained or lost in each language, most first."""
        return _count(one.article.language for one in self._of(effect))

    def by_source(self, effect: Effect) -> dict[str, int]:
        """Return the number of articles gained or lost of each outlet, most first."""
        return _count(next(iter(one.article.sources), "") for one in self._of(effect))

    def _of(self, effect: Effect) -> tuple[TriedArticle, ...]:
        return self.gained if effect == "gained" else self.lost


@dataclass(frozen=True, slots=True)
class Trial:
    """What an edit of the topics would do to the stored articles of a window.

    Attributes:
        since: articles found at this moment or later; None for all.
        until: articles found before this moment; None for all.
        topics: each edited topic in the new order, then removed ones.
        examined: number of articles that were matched with both versions.
        without_text: number of articles left out because their text is no longer stored.
        outdated: number of articles that were stored with other topics than those before the edit and were
            not matched again; if it is not 0, `kept` may be too low.
        complete: every article that the edit may concern was compared.
    """

    since: datetime | None
    until: datetime | None
    topics: tuple[TopicTrial, ...]
    examined: int
    without_text: int = 0
    outdated: int = 0
    complete: bool = True


def _count(names: Iterable[str]) -> dict[str, int]:
    counts = Counter(name or "unknown" for name in names)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
