"""Compile a search query into a plan of grams for the index and a matcher that decides."""

from dataclasses import dataclass

from monitor.match.compile import CompiledTopics, compile_topics
from monitor.match.grams import EVERYTHING, Plan, all_of, any_of, plan_pattern
from monitor.match.matching import match_article
from monitor.match.patterns import list_patterns
from monitor.match.syntax.grouping import resolve_groups
from monitor.match.syntax.query import And, Leaf, Near, Node, Not, Or, read_query
from monitor.models import Group, Keyword, Match, Topic, Topics

_ID = "search"


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A compiled search query, in the query language of topics.

    Attributes:
        text: the query as the user wrote it.
        plan: condition on grams with which the index finds candidates.
        compiled: the topic that decides whether a candidate matches.
    """

    text: str
    plan: Plan
    compiled: CompiledTopics

    def match(self, title: str, text: str) -> Match | None:
        """Return the match with its quotes, or None if the query does not hold in the article."""
        matches = match_article(self.compiled, title, text).matches
        return matches[0] if matches else None


def read_search(query: str, groups: tuple[Group, ...] = ()) -> SearchQuery:
    """Read a query.

    Args:
        query: words, phrases, `prefix*`, `=Exact`, `title:phrase`, AND, OR, NOT, NEAR/n, brackets,
            `@group` for any word of a group.
        groups: the groups of the config in force.

    Raises:
        QueryError: if the query cannot be parsed, names an unknown group or would match every article.
    """
    topics = Topics(groups, (Topic(_ID, query, query=query),), "")
    words: dict[Keyword, int] = {}
    node = read_query(query, lambda word: words.setdefault(word, len(words)), resolve_groups(topics))
    plans = [_plan_word(word) for word in words]
    return SearchQuery(query, _plan(node, plans), compile_topics(topics))


def _plan_word(keyword: Keyword) -> Plan:
    return any_of(plan_pattern(pattern, use) for pattern, use in list_patterns(keyword, 0).items())


def _plan(node: Node, plans: list[Plan]) -> Plan:
    match node:
        case Leaf():
            return plans[node.word]
        case And():
            return all_of(_plan(part, plans) for part in node.parts)
        case Or():
            return any_of(_plan(part, plans) for part in node.parts)
        case Near():
            return all_of((_plan(node.left, plans), _plan(node.right, plans)))
        case Not():
            return EVERYTHING
