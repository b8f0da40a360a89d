"""Every hit of a topic is found at its place in the original."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.match import compile_topics
from monitor.match.hit_spans import find_hit_spans
from monitor.match.search import read_search
from monitor.models import Group, Keyword, Topic, Topics

TOPICS = Topics(
    (Group("laos", (Keyword("Laos"), Keyword("ລາວ"))),),
    (
        Topic("treaty", "Treaty", (Keyword("extradit*"),), require=("laos",)),
        Topic("rail", "Rail", (Keyword("railway"),)),
    ),
    "v1",
)
COMPILED = compile_topics(TOPICS)


def words(text, spans):
    """Return the text at the spans."""
    return [text[start:end] for start, end in spans]


def test_all_hits_of_the_topic_are_found():
    """Keywords and words of required groups are found each time they occur; other topics' words are not."""
    title, text = "Laos agrees", "Extradition: Laos extradites two by railway.\nລາວ signs the extradition."
    found = find_hit_spans(COMPILED, title, text, ["treaty"])
    assert words(title, found.title) == ["Laos"]
    assert words(text, found.text) == ["Extradition", "Laos", "extradites", "ລາວ", "extradition"]
    assert words(text, find_hit_spans(COMPILED, title, text, ["rail"]).text) == ["railway"]
    assert find_hit_spans(COMPILED, title, text, []).text == ()


def test_the_words_of_a_query_are_found_but_those_it_excludes():
    """The words of a search are found, those under NOT are not."""
    search = read_search('"night market" AND river NOT lottery', ())
    text = "The night market moves to the river; the lottery stays."
    found = find_hit_spans(search.compiled, "", text, [one.topic.id for one in search.compiled.topics])
    assert words(text, found.text) == ["night market", "river"]


@given(st.text(st.sampled_from("Laos extradition\n\u0301\u200b\uff2c"), max_size=60))
def test_spans_are_inside_the_text(text):
    """Spans never exceed the text, whatever normalization changes."""
    for start, end in find_hit_spans(COMPILED, text, text, ["treaty"]).text:
        assert 0 <= start < end <= len(text)
