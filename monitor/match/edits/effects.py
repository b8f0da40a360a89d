"""Compare the matches of one article before and after an edit, and name the change that is responsible."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from monitor.match.compile import CompiledTopics, compile_topics
from monitor.match.edits.topic_changes import (
    EXCLUDED,
    GROUP,
    KEYWORD,
    MASK,
    NOT_AFTER,
    THRESHOLD,
    TopicChange,
    WordChange,
    list_changes,
    plan_changes,
)
from monitor.match.grams import EVERYTHING, Plan
from monitor.match.hits import ArticleHits, normalize_fields
from monitor.match.matching import match_article
from monitor.models import (
    Evidence,
    Keyword,
    Match,
    MatchEffect,
    Matching,
    NearMiss,
    Outlet,
    TextToMatch,
    Topic,
    Topics,
)

_MOST_NAMED = 3
_NO_WORD = Evidence("body", "", "", "", 0, 0, 0, 0)
_BLOCKING = {EXCLUDED, MASK, NOT_AFTER}

Reason = tuple[str, Evidence]


class TopicsComparison:
    """Two versions of the topics, ready to compare what they match.

    Attributes:
        before: the topics before the edit; None compares with matches that are given.
        after: the edited topics.
        changes: what the edit changes, by the topic's id.
    """

    def __init__(self, before: Topics | None, after: Topics) -> None:
        self.before = None if before is None else _compile_before(before)
        self.after = compile_topics(after)
        self.changes: Mapping[str, TopicChange] = (
            {one.topic: one for one in list_changes(self.before, self.after)} if self.before else {}
        )
        self._own = {one.id for one in before.topics} if before else set()
        self._words = _find_words(self.before, self.changes.values())
        # The name of an outlet hides a word, but not a mask that contains it.
        self._hidden = any(
            one.role in {MASK, NOT_AFTER} for change in self.changes.values() for one in change.words
        )

    def plan(self) -> Plan:
        """Return a condition on grams that holds for every article that the edit may concern."""
        return plan_changes(self.before, self.after) if self.before else EVERYTHING

    def compare(
        self,
        title: str,
        text: str,
        outlet: Outlet,
        matched: tuple[Match, ...] = (),
        known: tuple[str, ...] | None = None,
    ) -> tuple[MatchEffect, ...]:
        """Return the effect of the edit on each topic that an article matches before or after it.

        Args:
            title: of the article.
            text: of the article.
            outlet: the publisher, if known.
            matched: its matches before, if there are no topics before.
            known: ids of the topics before that it matches; None if they are not known.
        """
        concerned = self._concerns(title, text)
        if known is not None and not concerned:
            return tuple(MatchEffect(topic, "kept") for topic in known)
        after = match_article(self.after, title, text, outlet) if concerned else None
        if (
            after
            and known is not None
            and self._own.intersection(known) == {one.topic for one in after.matches}
        ):
            return tuple(
                map(_kept, after.matches)
            )  # nothing to explain, so the version before is not matched
        before = match_article(self.before, title, text, outlet) if self.before else Matching("", matched)
        after = after or before
        if not before.matches and not after.matches:
            return ()
        return _compare(before, after, self.changes, title, text)

    def _concerns(self, title: str, text: str) -> bool:
        """Return whether the edit can change the matches of an article: a changed word may be in it."""
        if self._words is None:
            return True
        if not any(self._words.find(field.text) for field in normalize_fields(title, text)):
            return False
        return self._hidden or bool(ArticleHits(self._words, title, text).hits)


@lru_cache(maxsize=1)  # one edit after the other is compared with the topics in force
def _compile_before(topics: Topics) -> CompiledTopics:
    return compile_topics(topics)


def compare_all(
    comparison: TopicsComparison, texts: Iterable[TextToMatch]
) -> tuple[tuple[int, tuple[MatchEffect, ...]], ...]:
    """Return the effects by article, without articles that match nothing with either version."""
    compared = (
        (one.article_id, comparison.compare(one.title, one.text, one.outlet, one.matched, one.known))
        for one in texts
    )
    return tuple(pair for pair in compared if pair[1])


def _find_words(before: CompiledTopics | None, changes: Iterable[TopicChange]) -> CompiledTopics | None:
    """Return a topic of the changed words, or None if more than words changed."""
    if before is None or any(change.status != "edited" or change.settings for change in changes):
        return None
    words = {replace(one.keyword, countries=(), not_after=()) for change in changes for one in change.words}
    return compile_topics(Topics((), (Topic("changed", "", tuple(words)),), ""))


def _compare(
    before: Matching, after: Matching, changes: Mapping[str, TopicChange], title: str, text: str
) -> tuple[MatchEffect, ...]:
    old, new = ({match.topic: match for match in side.matches} for side in (before, after))
    near_before, near_after = ({one.topic: one for one in side.near_misses} for side in (before, after))
    effects = []
    for topic in dict.fromkeys((*new, *old)):
        change = changes.get(topic) or TopicChange(topic, "edited", ())
        if topic in old and topic in new:
            effects.append(_kept(new[topic]))
            continue
        gained = topic in new
        match = new[topic] if gained else old[topic]
        near = (near_before if gained else near_after).get(topic)
        because, shown = _explain(change, match, near, title, text, gained=gained)
        now = match if gained else near
        effects.append(
            MatchEffect(
                topic,
                "gained" if gained else "lost",
                because,
                *(shown.keyword, shown.group, shown.quote, shown.field),
                now.score if now else 0.0,
                now.threshold if now else 0.0,
                near.lacking if near and not gained else (),
            )
        )
    return tuple(effects)


def _kept(match: Match) -> MatchEffect:
    return MatchEffect(match.topic, "kept", score=match.score, threshold=match.threshold)


def _explain(
    change: TopicChange, match: Match, near: NearMiss | None, title: str, text: str, *, gained: bool
) -> Reason:
    """Return the change that is responsible, and the word to show.

    Args:
        change: what the edit changes in the topic.
        match: the match that is gained or lost.
        near: the near miss on the other side, if it is one.
        title: of the article.
        text: of the article.
        gained: the edit gains the match; otherwise it loses it.
    """
    best = match.evidence[0] if match.evidence else _NO_WORD
    if change.status == "removed":
        return "the topic is removed", best
    if change.status == "added":
        return f'the topic is new: "{best.keyword}"', best
    lacking = "; ".join(near.lacking) if near else ""
    found = list(_counted_words(change, match, gained=gained))
    if "of the group" in lacking:
        found.sort(key=lambda one: not one[1].group)
    found = found or list(_blocking(change, title, text, gained=gained))
    named = dict.fromkeys((*(because for because, _ in found[:_MOST_NAMED]), *change.settings))
    if named:
        return "; ".join(named), found[0][1] if found else best
    if lacking:
        return (f"it lacked: {lacking}" if gained else lacking), best
    return f'"{best.keyword}" {"counts now" if gained else "no longer counts"}', best


def _counted_words(change: TopicChange, match: Match, *, gained: bool) -> Iterator[Reason]:
    """Yield the changed words that count in the match: those that gained weight, or lost it."""
    by_term = {
        (one.group, one.keyword.term.strip()): one
        for one in change.words
        if one.role not in _BLOCKING and _weight(one.after if gained else one.before) > _weight(
            one.before if gained else one.after
        )
    }  # fmt: skip
    for shown in match.evidence:
        one = by_term.get((shown.group, shown.keyword))
        if one is not None:
            yield describe_change(one), shown


def _weight(value: float | None) -> float:
    return -1.0 if value is None else value


def _blocking(change: TopicChange, title: str, text: str, *, gained: bool) -> Iterator[Reason]:
    """Yield the words in the article that stop the match: excluded words, masks, keywords of weight 0."""
    for one in change.words:
        stops = one.before if gained else one.after
        if stops is None or (one.before is not None and one.after is not None and one.role != KEYWORD):
            continue
        if one.role in _BLOCKING or (one.role == KEYWORD and stops == 0):
            evidence = match_article(_probe(one.keyword), title, text).matches
            if evidence:
                yield describe_change(one), evidence[0].evidence[0]


@lru_cache(maxsize=256)
def _probe(keyword: Keyword) -> CompiledTopics:
    bare = replace(keyword, countries=(), not_after=())
    return compile_topics(Topics((), (Topic("probe", "", (bare,)),), ""))


def describe_change(change: WordChange) -> str:
    """Return a change of a word as text for users: `keyword "extradit*" added`."""
    named = f'"{change.keyword.term.strip()}"'
    if change.role == GROUP:
        return f'{named} {"added to" if change.before is None else "removed from"} the group "{change.group}"'
    if change.before is None or change.after is None:
        return f"{change.role} {named} {'added' if change.before is None else 'removed'}"
    before, after = (
        "the threshold" if one == THRESHOLD else f"{one:g}" for one in (change.before, change.after)
    )
    return f"{change.role} {named} weighs {after} instead of {before}"


def describe_changes(changes: Sequence[TopicChange]) -> dict[str, tuple[str, ...]]:
    """Return all changes of each topic as text for users."""
    return {
        one.topic: (
            *(
                (f"the topic is {'new' if one.status == 'added' else 'removed'}",)
                if one.status != "edited"
                else ()
            ),
            *one.settings,
            *(tuple(map(describe_change, one.words)) if one.status == "edited" else ()),
        )
        for one in changes
    }
