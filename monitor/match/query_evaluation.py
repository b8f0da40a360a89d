"""Evaluate a query in an article: how much of it holds, and what is missing."""

from bisect import bisect_left

from monitor.match.hits import ArticleHits
from monitor.match.syntax.query import And, Leaf, Near, Node, Not, Or

Span = tuple[int, int]  # numbers of the first and last word

# The share of a NEAR whose sides are both in the article but too far apart.
_TOO_FAR = 0.75


def share_satisfied(node: Node, found: ArticleHits) -> float:
    """Return the share of a query that holds, from 0 to 1."""
    match node:
        case Leaf():
            return float(node.word in found.hits)
        case And():
            positive = [part for part in node.parts if not isinstance(part, Not)] or node.parts
            share = sum(share_satisfied(part, found) for part in positive) / len(positive)
            violated = any(share_satisfied(part, found) < 1 for part in node.parts)
            return min(share, _TOO_FAR) if violated else 1.0
        case Or():
            return max(share_satisfied(part, found) for part in node.parts)
        case Not():
            return float(share_satisfied(node.part, found) < 1)
        case Near():
            if _spans(node, found):
                return 1.0
            return _TOO_FAR * (share_satisfied(node.left, found) + share_satisfied(node.right, found)) / 2


def describe_unmet(node: Node, found: ArticleHits) -> str:
    """Return a description of what is missing for a query to hold; "" if it holds."""
    if share_satisfied(node, found) >= 1:
        return ""
    match node:
        case Leaf():
            return f"no {node.term}"
        case And():
            return ", ".join(filter(None, (describe_unmet(part, found) for part in node.parts)))
        case Or():
            unmet = " and ".join(filter(None, (describe_unmet(part, found) for part in node.parts)))
            return f"no word of @{node.group}" if node.group else unmet
        case Not():
            return f"excluded by {_name(node.part)}"
        case Near():
            sides = [describe_unmet(side, found) for side in (node.left, node.right)]
            apart = f"no {_name(node.left)} within {node.words} words of {_name(node.right)}"
            return ", ".join(filter(None, sides)) or apart


def _name(node: Node) -> str:
    match node:
        case Leaf():
            return node.term
        case And():
            return "(" + " AND ".join(map(_name, node.parts)) + ")"
        case Or():
            return f"@{node.group}" if node.group else "(" + " OR ".join(map(_name, node.parts)) + ")"
        case Not():
            return f"NOT {_name(node.part)}"
        case Near():
            return f"{_name(node.left)} NEAR/{node.words} {_name(node.right)}"


def _spans(node: Node, found: ArticleHits) -> list[Span]:
    """Return the sorted word spans of a part of a query; AND and NOT have none."""
    match node:
        case Leaf():
            return [found.word_span(hit) for hit in found.hits.get(node.word, ())]
        case Or():
            return sorted(span for part in node.parts for span in _spans(part, found))
        case Near():
            return _join(_spans(node.left, found), _spans(node.right, found), node.words)
        case _:
            return []


def _join(left: list[Span], right: list[Span], words: int) -> list[Span]:
    """Join each left span with its nearest right span if that is within `words`."""
    joined = []
    for span in left:
        other = nearest(span, right)
        if other is not None and distance(span, other) <= words:
            joined.append((min(span[0], other[0]), max(span[1], other[1])))
    return sorted(joined)


def nearest(span: Span, others: list[Span]) -> Span | None:
    """Return the span of the sorted `others` that is nearest to `span`."""
    at = bisect_left(others, span)
    beside = others[max(at - 1, 0) : at + 1]
    return min(beside, key=lambda other: distance(span, other), default=None)


def distance(one: Span, other: Span) -> int:
    """Return the distance of two spans in words: 1 for neighbours, 0 for overlapping spans."""
    return max(one[0] - other[1], other[0] - one[1], 0)
