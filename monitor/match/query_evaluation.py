"""Say whether a query holds in an article, how nearly, and what it lacks.

Pure: no I/O, no clock.
"""

from bisect import bisect_left

from monitor.match.hits import ArticleHits
from monitor.match.query import Both, Either, Leaf, Near, No, Node

Span = tuple[int, int]  # number of the first and the last word

# A NEAR whose sides both stand in the article, but too far apart.
_TOO_FAR = 0.75


def share_held(node: Node, found: ArticleHits) -> float:
    """Return how much of a query holds, from 0 to 1 where all of it does."""
    match node:
        case Leaf():
            return float(node.word in found.hits)
        case Both():
            asked = [part for part in node.parts if not isinstance(part, No)] or node.parts
            share = sum(share_held(part, found) for part in asked) / len(asked)
            spoilt = any(share_held(part, found) < 1 for part in node.parts)
            return min(share, _TOO_FAR) if spoilt else 1.0
        case Either():
            return max(share_held(part, found) for part in node.parts)
        case No():
            return float(share_held(node.part, found) < 1)
        case Near():
            if _spans(node, found):
                return 1.0
            return _TOO_FAR * (share_held(node.left, found) + share_held(node.right, found)) / 2


def describe_lack(node: Node, found: ArticleHits) -> str:
    """Return what keeps a query from holding, in words; "" if it holds."""
    if share_held(node, found) >= 1:
        return ""
    match node:
        case Leaf():
            return f"no {node.term}"
        case Both():
            return ", ".join(filter(None, (describe_lack(part, found) for part in node.parts)))
        case Either():
            return " and ".join(filter(None, (describe_lack(part, found) for part in node.parts)))
        case No():
            return f"excluded by {_name(node.part)}"
        case Near():
            sides = [describe_lack(side, found) for side in (node.left, node.right)]
            apart = f"no {_name(node.left)} within {node.words} words of {_name(node.right)}"
            return ", ".join(filter(None, sides)) or apart


def _name(node: Node) -> str:
    match node:
        case Leaf():
            return node.term
        case Both():
            return "(" + " AND ".join(map(_name, node.parts)) + ")"
        case Either():
            return "(" + " OR ".join(map(_name, node.parts)) + ")"
        case No():
            return f"NOT {_name(node.part)}"
        case Near():
            return f"{_name(node.left)} NEAR/{node.words} {_name(node.right)}"


def _spans(node: Node, found: ArticleHits) -> list[Span]:
    """Return where a part of a query stands, in order; a part without a place stands nowhere."""
    match node:
        case Leaf():
            return [found.word_span(hit) for hit in found.hits.get(node.word, ())]
        case Either():
            return sorted(span for part in node.parts for span in _spans(part, found))
        case Near():
            return _join(_spans(node.left, found), _spans(node.right, found), node.words)
        case _:
            return []


def _join(left: list[Span], right: list[Span], words: int) -> list[Span]:
    """Join each span on the left with its nearest on the right, where that is near enough."""
    joined = []
    for span in left:
        other = nearest(span, right)
        if other is not None and distance(span, other) <= words:
            joined.append((min(span[0], other[0]), max(span[1], other[1])))
    return sorted(joined)


def nearest(span: Span, others: list[Span]) -> Span | None:
    """Return the span nearest to one, of others in order of their beginning."""
    at = bisect_left(others, span)
    beside = others[max(at - 1, 0) : at + 1]
    return min(beside, key=lambda other: distance(span, other), default=None)


def distance(one: Span, other: Span) -> int:
    """Return how many words apart two spans are: 1 for neighbours, 0 for those that overlap."""
    return max(one[0] - other[1], other[0] - one[1], 0)
