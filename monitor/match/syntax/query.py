"""Parse the query language into a tree.

`(extradit* OR "legal assistance") NEAR/30 (Laos OR Lao) NOT Assange`: NEAR binds
tighter than NOT, NOT than AND, AND than OR; words side by side are joined by AND. `@laos` finds any word of
the group `laos`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from monitor.errors import QueryError
from monitor.match.syntax.keyword_syntax import read_term, term_problem
from monitor.models import Group, Keyword

LONGEST_QUERY = 20_000
DEEPEST_QUERY = 50
FARTHEST_NEAR = 100_000

_GRAMMAR = r"""
?start: either
?either: both (_OR both)*
?both: each (_AND? each)*
?each: _NOT each -> no
     | close
?close: part (NEAR part)*
?part: TERM | "(" either ")"
_OR.3: /OR(?=[\s()]|$)/
_AND.3: /AND(?=[\s()]|$)/
_NOT.3: /NOT(?=[\s()]|$)/
NEAR.3: /NEAR(\/\d+)?(?=[\s()]|$)/
TERM.1: /(?!(?:AND|OR|NOT|NEAR(?:\/\d+)?)(?=[\s()]|$))(?:(?i:title:)?=?"[^"]*"\*?|[^\s()"]+)/
%ignore /\s+/
"""
_CURLY = str.maketrans("“”„«»", '"""""')
_EXPECTED = "a word, a phrase in quotes or a bracket"
_NO_GROUPS: Mapping[str, Group] = {}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A word by its number; `term` is the text in the query."""

    word: int
    term: str


@dataclass(frozen=True, slots=True)
class And:
    """All parts must hold."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One part must hold; `group` is the name of the group whose words the parts are, or ""."""

    parts: tuple["Node", ...]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not hold."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class Near:
    """Both sides must hold within `words` words of each other."""

    left: "Node"
    right: "Node"
    words: int


Node = Leaf | And | Or | Not | Near


def read_query(
    query: str, number: Callable[[Keyword], int], groups: Mapping[str, Group] = _NO_GROUPS
) -> Node:
    """Parse a query.

    Args:
        query: the text that the user wrote.
        number: returns the number of a keyword.
        groups: the groups that `@name` may refer to, with the words of nested groups.

    Raises:
        QueryError: if the query cannot be parsed, names an unknown group or would match every article.
    """
    _check_size(query)
    text = query.translate(_CURLY)
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as error:
        raise _explain(error, query) from error
    node = _Builder(query, number, groups).build(tree)
    if _matches_empty_text(node):
        raise QueryError(
            "this would hold in articles with none of its words: ask for a word as well", query, 0
        )
    return node


def leaves(node: Node, *, wanted: bool = True) -> Iterator[int]:
    """Yield the numbers of the words that help a query to match, without those under a NOT."""
    match node:
        case Leaf():
            if wanted:
                yield node.word
        case And() | Or():
            for part in node.parts:
                yield from leaves(part, wanted=wanted)
        case Near():
            yield from leaves(node.left, wanted=wanted)
            yield from leaves(node.right, wanted=wanted)
        case Not():
            yield from leaves(node.part, wanted=not wanted)


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", maybe_placeholders=False)


def _check_size(query: str) -> None:
    if len(query) > LONGEST_QUERY:
        raise QueryError(f"the query is longer than {LONGEST_QUERY} characters", query[:60] + "...", 60)
    depth = 0
    for place, char in enumerate(query):
        depth += (char == "(") - (char == ")")
        if depth > DEEPEST_QUERY:
            raise QueryError(f"brackets are nested more than {DEEPEST_QUERY} deep", query, place)
    if query.split().count("NOT") > DEEPEST_QUERY:
        raise QueryError(f"more than {DEEPEST_QUERY} NOT in one query", query, query.index("NOT"))


class _Builder:
    """Builds nodes from the parse tree."""

    def __init__(self, query: str, number: Callable[[Keyword], int], groups: Mapping[str, Group]) -> None:
        self._query = query
        self._number = number
        self._groups = groups

    def build(self, tree: "Tree[Token] | Token") -> Node:
        if isinstance(tree, Token):
            return self._leaf(tree)
        if tree.data == "close":
            return self._near(tree)
        parts = tuple(map(self.build, tree.children))
        if tree.data == "no":
            return Not(parts[0])
        return And(parts) if tree.data == "both" else Or(parts)

    def _leaf(self, token: Token) -> Node:
        place = token.start_pos or 0
        written = str(token)
        term = written.replace('"', "")
        # Quotes make no difference: a handle is never evidence, so "@name" alone can only mean a group.
        if term[:1] == "@" and len(term.split()) == 1 and term != "@":
            return self._group(term[1:], place)
        problem = term_problem(term)
        if not problem and read_term(written).phrase[:1] == "@":
            problem = f"{written!r}: title: and = take a word, not a group"
        if problem:
            raise QueryError(problem, self._query, place)
        return Leaf(self._number(Keyword(term)), written)

    def _group(self, name: str, place: int) -> Or:
        group = self._groups.get(name)
        if group is None:
            raise QueryError(_unknown_group(name, self._groups), self._query, place)
        words = [word for word in group.words if word.weight != 0]
        if not words:
            raise QueryError(f'the group "@{name}" has no word to search for', self._query, place)
        return Or(tuple(Leaf(self._number(word), word.term) for word in words), name)

    def _near(self, tree: "Tree[Token]") -> Node:
        first, *rest = tree.children
        node = self._side(first)
        for near, part in zip(rest[::2], rest[1::2], strict=True):
            assert isinstance(near, Token)  # noqa: S101 - the grammar puts NEAR between parts
            _, _, words = str(near).partition("/")
            if not words or not 0 < int(words) <= FARTHEST_NEAR:
                raise QueryError(
                    "NEAR wants a number of words, as in NEAR/30", self._query, near.start_pos or 0
                )
            node = Near(node, self._side(part), int(words))
        return node

    def _side(self, tree: "Tree[Token] | Token") -> Node:
        node = self.build(tree)
        if not _has_place(node):
            raise QueryError(
                "NEAR joins words, phrases and OR groups of them; AND and NOT have no place in the text",
                self._query,
                _first_place(tree),
            )
        return node


def _unknown_group(name: str, groups: Mapping[str, Group]) -> str:
    message = f'there is no group "@{name}"'
    by_casefolded = {known.casefold(): known for known in groups}
    close = get_close_matches(name.casefold(), by_casefolded, n=1)
    if close:
        return f'{message}; did you mean "@{by_casefolded[close[0]]}"?'
    if not groups:
        return f"{message}: no groups are defined"
    return f"{message}: the groups are {', '.join(f'@{one}' for one in groups)}"


def group_names(node: Node) -> Iterator[str]:
    """Yield the names of the groups in a query."""
    match node:
        case Or(group=name) if name:
            yield name
        case And() | Or():
            for part in node.parts:
                yield from group_names(part)
        case Near():
            yield from group_names(node.left)
            yield from group_names(node.right)
        case Not():
            yield from group_names(node.part)


def _has_place(node: Node) -> bool:
    match node:
        case Or():
            return all(map(_has_place, node.parts))
        case Leaf() | Near():
            return True
    return False


def _first_place(tree: "Tree[Token] | Token") -> int:
    while isinstance(tree, Tree):
        tree = tree.children[0]
    return tree.start_pos or 0


def _matches_empty_text(node: Node) -> bool:
    match node:
        case And():
            return all(map(_matches_empty_text, node.parts))
        case Or():
            return any(map(_matches_empty_text, node.parts))
        case Not():
            return not _matches_empty_text(node.part)
    return False


def _explain(error: UnexpectedInput, query: str) -> QueryError:
    place = len(query) if error.pos_in_stream is None else error.pos_in_stream  # type: ignore[redundant-expr]
    if isinstance(error, UnexpectedCharacters):
        quote = query[place : place + 1].translate(_CURLY) == '"'
        return QueryError("a quote is not closed" if quote else "this cannot be read here", query, place)
    if isinstance(error, UnexpectedToken):
        token = error.token
        if token.type == "$END":
            missing = query.count("(") > query.count(")")
            message = "a bracket is not closed" if missing else f"{_EXPECTED} is missing"
            return QueryError(message, query, len(query))
        if token.type == "RPAR":
            extra = query[: place + 1].count(")") > query[:place].count("(")
            message = "no bracket is open here" if extra else f"{_EXPECTED} is missing before this"
            return QueryError(message, query, place)
        return QueryError(f"{_EXPECTED} is missing before {str(token)!r}", query, place)
    return QueryError("this cannot be read here", query, place)
