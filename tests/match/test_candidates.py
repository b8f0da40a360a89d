"""Articles that may belong to a topic without matching it are found and ordered."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.match import compile_topics, match_article
from monitor.match.missed.candidates import list_candidates
from monitor.models import Group, Keyword, Outlet, Topic, TopicCandidate, Topics

TOPICS = Topics(
    (
        Group("laos", (Keyword("Laos"), Keyword("ລາວ")), countries=("LA",)),
        Group("police", (Keyword("police"),)),
    ),
    (
        Topic(
            "pact",
            "Pact",
            (Keyword("treaty"), Keyword("signed", 6.0), Keyword("talks", 3.0)),
            require=("laos", "police"),
            exclude=(Keyword("football"),),
        ),
        Topic("dams", "Dams", (Keyword("dam"), Keyword("river", 4.0))),
    ),
    "v1",
)
COMPILED = compile_topics(TOPICS)
LEAD = "It rained on that day. " * 20  # what follows is not in the lead
WORDS = ("Laos", "ລາວ", "police", "treaty", "signed", "talks", "football", "dam", "river", "rain", ".", "\n")


def find(text: str, title: str = "News", outlet: Outlet = Outlet()) -> dict[str, TopicCandidate]:  # noqa: B008
    """Return the candidates of a text by topic."""
    return {one.topic: one for one in list_candidates(COMPILED, title, text, outlet)[1]}


def test_what_a_candidate_says() -> None:
    """A near miss has the words of the match explanation, and the sentence around its best keyword."""
    one = find(LEAD + "The police of Laos signed something. It stopped.")["pact"]
    assert one.near_miss
    assert one.in_groups
    assert one.lacking == ("score 6 of 10",)
    assert one.quote == "The police of Laos signed something."


def test_groups_without_enough_keywords() -> None:
    """All required groups with few keywords, or none, make a candidate that is not a near miss."""
    few = find(LEAD + "Police in Laos held talks.")["pact"]
    none = find("Police in Laos.")["pact"]
    assert (few.near_miss, few.lacking) == (False, ("keywords that weigh 3 of 10",))
    assert (none.near_miss, none.lacking, none.quote) == (False, ("no keyword",), "Police in Laos.")
    assert "pact" not in find("Talks in Laos.")
    assert "pact" in find("Police held talks.", outlet=Outlet("Times", "LA"))


def test_the_order_of_candidates() -> None:
    """Missing points come before a missing group, fewer points later, and an excluded word near the end."""
    texts = [
        "The police of Laos signed something and held talks.",
        "The police of Laos signed something.",
        "The police of Laos held talks.",
        "The police signed a treaty.",
        "The police of Laos signed a treaty on football.",
        "The police of Laos.",
    ]
    found = [find(LEAD + text)["pact"].likelihood for text in texts]
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == len(found)
    assert find(LEAD + "It was signed.", "Police of Laos")["pact"].likelihood > found[1]


def test_a_topic_without_groups() -> None:
    """An article has candidates only if a keyword occurs in it."""
    assert find(LEAD + "A river.")["dams"].lacking == ("keywords that weigh 4 of 10",)
    assert "dams" not in find("A market.")


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), st.sampled_from(WORDS))
def test_candidates_and_matches_share_nothing(text: str, title: str) -> None:
    """Near misses are candidates, matches are not, and quotes are verbatim."""
    matching, candidates = list_candidates(COMPILED, title, text)
    assert matching == match_article(COMPILED, title, text)
    topics = {one.topic for one in candidates}
    assert topics.isdisjoint(match.topic for match in matching.matches)
    assert {one.topic for one in candidates if one.near_miss} == {one.topic for one in matching.near_misses}
    for one in candidates:
        assert 0 <= one.likelihood <= 1
        assert one.lacking
        assert one.quote in text or one.quote in title
