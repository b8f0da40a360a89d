"""Each topic is explained: its points, everything that is missing, and keywords that almost occur."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.match import compile_topics, match_article
from monitor.match.missed.why_not import TopicExplanation, explain_article
from monitor.models import Group, Keyword, Topic, Topics

WORDS = (
    Keyword("extradition treaty"),
    Keyword("parliament", weight=4),
    Keyword("=MOU", weight=4),
    Keyword("title:summit", weight=4),
    Keyword("핵심광물", weight=4),
    Keyword("引渡条约", weight=4),
)
TOPIC = Topic(
    "treaty", "Treaty", require=("laos", "seoul"), keywords=WORDS, exclude=(Keyword("football"),), near=5
)
TOPICS = Topics(
    (Group("laos", (Keyword("Laos"),)), Group("seoul", (Keyword("Seoul"),))),
    (TOPIC, Topic("query", "Query", query="bridge NEAR/3 river")),
    "v1",
)
COMPILED = compile_topics(TOPICS)


def explain(text: str, title: str = "Headline") -> TopicExplanation:
    """Return what a text has of the first topic."""
    return explain_article(COMPILED, title, text).topics[0]


def test_every_missing_condition_is_listed() -> None:
    """A topic that fails several conditions names every one of them, with the points it has."""
    found = explain("The parliament met after the football.")
    assert (found.result, found.score, found.threshold) == ("no match", 4.8, 10.0)
    assert found.lacking == (
        "score 4.8 of 10",
        'no word of the group "laos" or "seoul"',
        'excluded by "football"',
    )
    assert found.evidence[0].quote == "The parliament met after the football."


def test_without_a_keyword_that_is_said() -> None:
    """Without any keyword the explanation says so instead of a score of 0, and names the groups found."""
    found = explain("Laos and Seoul talk.")
    assert (found.groups, found.lacking) == (("laos", "seoul"), ("no keyword",))


def test_a_query_says_what_is_missing() -> None:
    """A topic of a query names the word that is missing or too far away."""
    found = explain_article(COMPILED, "", "The bridge is old.").topics[1]
    assert (found.result, found.lacking) == ("no match", ("the query does not hold: no river",))


@pytest.mark.parametrize(
    ("text", "keyword", "because"),
    [
        (
            "A treaty on the extradition of two men.",
            "extradition treaty",
            "it has the words, but not next to each other",
        ),
        ("An extradiction treaty was read.", "extradition treaty", 'the article says "extradiction treaty"'),
        ("The parliment voted.", "parliament", 'the article says "parliment"'),
        ("They have a mou for it.", "=MOU", "it occurs only with other capital letters"),
        ("The summit ends.", "title:summit", "it is in the text, but not in the title"),
        ("두 나라의 핵심광믈 협력", "핵심광물", 'the article says "핵심광믈"'),
        ("两国签署引渡条药。", "引渡条约", 'the article says "引渡条药"'),
    ],
)
def test_keywords_that_almost_occur(text: str, keyword: str, because: str) -> None:
    """A keyword that is split, misspelled, in another case or in the wrong field is named with the reason."""
    assert (keyword, because) in [(one.keyword, one.because) for one in explain(text).almost]


def test_unrelated_texts_have_almost_nothing() -> None:
    """A text about something else has no almost keyword."""
    assert explain("The cup final ended without goals, and everybody went home early.").almost == ()


def test_marks_are_the_hits_of_title_and_text() -> None:
    """Every word of a topic or group is marked at its place, also after normalized characters."""
    title, text = "Laos\u200b and ＳＥＯＵＬ", "“Laos” in ﬁne print: 핵심광물"
    found = explain_article(COMPILED, title, text)
    assert [title[start:end] for start, end in found.title_marks] == ["Laos", "ＳＥＯＵＬ"]
    assert [text[start:end] for start, end in found.text_marks] == ["Laos", "핵심광물"]


PIECES = [
    *(word.term.strip("=").removeprefix("title:") for word in WORDS),
    "Laos",
    "Seoul",
    "football",
    "bridge",
]


@settings(max_examples=60)
@given(st.lists(st.sampled_from([*PIECES, "and", "the", ".", "\n", "\ud800", "river"]), max_size=12))
def test_the_verdict_is_that_of_the_matcher(pieces: list[str]) -> None:
    """An explanation has the result of the matcher; without a match it names something missing."""
    title, text = " ".join(pieces[:3]), " ".join(pieces[3:])
    matching = match_article(COMPILED, title, text)
    verdicts = {match.topic: "match" for match in matching.matches}
    verdicts |= {miss.topic: "near miss" for miss in matching.near_misses}
    for one in explain_article(COMPILED, title, text).topics:
        assert one.result == verdicts.get(one.topic, "no match")
        assert bool(one.lacking) == (one.result != "match")
