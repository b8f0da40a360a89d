"""The query language: which queries match, and where an error is shown."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from monitor.errors import QueryError
from monitor.match.syntax.query import DEEPEST_QUERY, LONGEST_QUERY, read_query
from tests.match.watching import look, match, near_miss, watch


def holds(query, text, title=""):
    """Return whether a query matches."""
    return bool(look(watch(query=query), text, title).matches)


@pytest.mark.parametrize(
    ("query", "text", "held"),
    [
        ("treaty", "The treaties were signed.", True),
        ("treaty AND police", "police without one", False),
        ("treaty AND police", "a treaty of police", True),
        ("treaty police", "a treaty of police", True),
        ("treaty police", "only police", False),
        ("treaty OR police", "only police", True),
        ("treaty OR police", "neither", False),
        ("treaty NOT police", "a treaty", True),
        ("treaty NOT police", "a treaty of police", False),
        ("treaty AND NOT police", "a treaty of police", False),
        ("(treaty OR pact) AND (Laos OR Lao)", "a Lao pact", True),
        ("(treaty OR pact) AND (Laos OR Lao)", "a pact and a treaty", False),
        ("treaty OR pact Laos", "a treaty", True),
        ("treaty OR pact Laos", "a pact", False),
        ("(treaty OR pact) Laos", "a treaty", False),
        ("treaty NOT (pact OR police)", "a treaty and a pact", False),
        ("treaty NOT NOT police", "a treaty", False),
        ("treaty NOT NOT police", "a treaty of police", True),
        ('"legal assistance"', "mutual legal assistance", True),
        ('"legal assistance"', "assistance that is legal", False),
        ("“legal assistance”", "legal assistance", True),
        ("extradit*", "an extraditable offence", True),
        ('"legal assist*"', "nothing", False),
        ('"legal assist"*', "a legal assistant", True),
        ("=MOU", "an mou", False),
        ("=MOU", "an MOU", True),
        ('="Lao PDR"', "the lao pdr", False),
        ('="Lao PDR"', "the Lao PDR", True),
        ("treaty NEAR/3 Laos", "treaty one two Laos", True),
        ("treaty NEAR/3 Laos", "treaty one two three Laos", False),
        ("Laos NEAR/3 treaty", "treaty one two Laos", True),
        ("(treaty OR pact) NEAR/2 (Laos OR Lao)", "a Lao pact", True),
        ("treaty NEAR/2 Laos NEAR/2 police", "police, Laos, treaty", True),
        ("treaty NEAR/2 Laos NEAR/2 police", "treaty Laos one two three police", False),
        ("treaty NOT Laos NEAR/2 police", "a treaty. Laos one two three police", True),
        ("treaty NOT Laos NEAR/2 police", "a treaty. Laos police", False),
        ("and OR or", "this and that", True),
        ("범죄인 OR 조약", "그 조약은", True),
        ('"범죄인 인도" NEAR/5 라오스', "라오스와 범죄인인도 협의", True),
        ("老挝 NEAR/2 条约", "老挝条约", True),
        ("S.Korea", "the S. Korea team", True),
    ],
)  # fmt: skip
def test_what_holds_where(query, text, held):
    """Each operator works as documented; NEAR binds tighter than NOT, AND and OR."""
    assert holds(query, text) is held


def test_a_word_under_not_is_no_evidence():
    """A word under NOT is named as the reason, never as a keyword that was found."""
    missed = near_miss(watch(query="treaty NOT police"), "a treaty of police")
    assert [piece.keyword for piece in missed.evidence] == ["treaty"]


def test_title_asks_for_the_headline():
    """`title:` works in queries, with a word, a phrase in quotes or a prefix."""
    assert holds("title:treaty", "", "A treaty")
    assert not holds("title:treaty", "A treaty")
    assert holds('title:"legal assistance" AND Laos', "In Laos.", "Legal assistance agreed")
    assert holds("title:extradit*", "", "Extraditable")


def test_near_reaches_from_the_headline_into_the_text():
    """Words are counted through title and text."""
    assert holds("treaty NEAR/2 Laos", "Laos said so", "A treaty")


def test_a_query_joins_keywords_and_both_must_hold():
    """With keywords and a query the keywords give the points and the query is a condition."""
    watched = watch("treaty", query="Laos OR Lao")
    assert match(watched, "A treaty with Laos.").score == 12
    assert near_miss(watched, "A treaty.").lacking == ("the query does not hold: no Laos and no Lao",)
    assert not look(watched, "Laos.").matches


@pytest.mark.parametrize(
    ("query", "text", "lacking"),
    [
        ("treaty AND Laos", "a treaty", "no Laos"),
        ("treaty NEAR/3 Laos", "treaty one two three four Laos", "no treaty within 3 words of Laos"),
        ("treaty NOT police", "a treaty of police", "excluded by police"),
        ("(treaty OR pact) AND Laos AND police", "a pact in Laos", "no police"),
    ],
)
def test_a_near_miss_names_what_the_query_misses(query, text, lacking):
    """The explanation quotes the part of a query that is not met."""
    assert near_miss(watch(query=query), text).lacking == (f"the query does not hold: {lacking}",)


@pytest.mark.parametrize(
    ("query", "place", "said"),
    [
        ("(treaty OR pact", 15, "a bracket is not closed"),
        ("treaty)", 6, "no bracket is open here"),
        ("treaty AND", 10, "is missing"),
        ("AND treaty", 0, "is missing before 'AND'"),
        ("treaty OR OR pact", 10, "is missing before 'OR'"),
        ("treaty ()", 8, "is missing before this"),
        ('treaty "legal', 7, "a quote is not closed"),
        ("treaty “legal", 7, "a quote is not closed"),
        ("treaty NEAR Laos", 7, "NEAR wants a number of words"),
        ("treaty NEAR/0 Laos", 7, "NEAR wants a number of words"),
        ("treaty NEAR/999999999 Laos", 7, "NEAR wants a number of words"),
        ("(treaty AND pact) NEAR/3 Laos", 1, "have no place in the text"),
        ("treaty NEAR/3 (NOT Laos)", 19, "have no place in the text"),
        ("treaty AND ***", 11, "the * is allowed only at the end"),
        ("treaty AND a*b", 11, "the * is allowed only at the end"),
        ("treaty AND =", 11, "nothing is left"),
        ("treaty AND --", 11, "holds no letter"),
        ("NOT treaty", 0, "none of its words"),
        ("treaty OR NOT police", 0, "none of its words"),
        ("NOT (treaty AND NOT police)", 0, "none of its words"),
    ],
)
def test_an_error_shows_its_place(query, place, said):
    """An invalid query is refused with a message and a caret under the place."""
    with pytest.raises(QueryError) as caught:
        read_query(query, lambda _: 0)
    assert caught.value.place == place
    assert said in caught.value.message
    shown, line, caret = str(caught.value).rsplit("\n", 2)
    assert shown == caught.value.message
    assert line == f"  {query}"
    assert caret.index("^") == place + 2


def test_what_is_too_large_is_refused():
    """Length, depth and chains of NOT are bounded, so no query can exhaust the program."""
    deep = "(" * (DEEPEST_QUERY + 1) + "a" + ")" * (DEEPEST_QUERY + 1)
    many = "a " + "NOT " * (DEEPEST_QUERY + 1) + "b"
    for query in ("a " * LONGEST_QUERY, deep, many):
        with pytest.raises(QueryError):
            read_query(query, lambda _: 0)
    deep = "(" * DEEPEST_QUERY + "treaty" + ")" * DEEPEST_QUERY
    assert holds(deep, "a treaty")
    assert holds(" OR ".join(f"w{number}" for number in range(2000)), "w1999")


WORDS = ["alpha", "bravo", "delta", "조약", "老挝"]
PARTS = st.recursive(
    st.sampled_from(WORDS),
    lambda inner: st.tuples(inner, st.sampled_from(["AND", "OR"]), inner) | st.tuples(st.just("NOT"), inner),
    max_leaves=8,
)


def written(part):
    """Write a part of a query in brackets."""
    if isinstance(part, str):
        return part
    return f"NOT {written(part[1])}" if len(part) == 2 else f"({' '.join(map(written, part))})"


def true_of(part, words):
    """Return whether a part is true of an article with exactly these words."""
    if isinstance(part, str):
        return part in words
    if len(part) == 2:
        return not true_of(part[1], words)
    left, right = true_of(part[0], words), true_of(part[2], words)
    return left and right if part[1] == "AND" else left or right


@given(PARTS, st.sets(st.sampled_from(WORDS)))
def test_queries_are_boolean(part, words):
    """AND, OR, NOT and brackets follow logic at any depth; a query that is always true is refused."""
    if true_of(part, ()):
        with pytest.raises(QueryError):
            read_query(written(part), lambda _: 0)
        return
    assert holds(written(part), ", ".join(words)) is true_of(part, words)


PIECES = [
    "AND",
    "OR",
    "NOT",
    "NEAR/3",
    "NEAR",
    "(",
    ")",
    '"',
    "“",
    "title:",
    "=",
    "*",
    "treaty",
    "라오스",
    " ",
    "/",
]


@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map(" ".join) | st.text(max_size=30)
)
def test_every_query_is_read_or_refused_with_a_place(query):
    """Any text is a query that can be evaluated, or one error with a place inside it."""
    assume(query.strip())
    refused = None
    try:
        read_query(query, lambda _: 0)
    except QueryError as error:
        refused = error
    if refused is None:
        look(watch(query=query), "treaty 라오스")
    else:
        assert refused.message
        assert 0 <= refused.place <= len(query)
