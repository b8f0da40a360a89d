"""Text of any kind up to 10 MB is matched without a crash, within pytest's time limit."""

import random
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.match import compile_topics, normalize, topic_problems
from monitor.match.credits import is_address
from monitor.models import Group, Keyword, Topic, Topics
from tests.match.watching import compiled, field_of, group, look, topic, watch, word

MEGABYTE = 1_000_000
WATCHED = compiled(
    topic(
        "extradition", word("조약", None, "ko", edge=True), word("ຫຼວງພະບາງ", None, "lo"), word("aa*", 3),
        word("Flughafen", None, "de"), "琅勃拉邦", id="keywords",
    ),
    topic(query="extradition NEAR/5 (Laos OR 라오스)", id="query"),
    topic("extradition", id="near", require=("laos",), near=5),
    groups=(group("laos", "Laos", "라오스", "ສ ເກົາຫຼີ"),),
)  # fmt: skip
RANDOM = random.Random(15122025)
HOSTILE = {
    "random bytes read as UTF-8": lambda: RANDOM.randbytes(4 * MEGABYTE).decode("utf-8", "replace"),
    "random bytes read as Latin-1": lambda: RANDOM.randbytes(3 * MEGABYTE).decode("latin-1"),
    "bytes kept as lone surrogates": lambda: RANDOM.randbytes(MEGABYTE).decode("utf-8", "surrogateescape"),
    "lone surrogates alone": lambda: "\ud800\udfff" * (MEGABYTE // 2),
    "ten megabytes of words": lambda: "the minister of trade said on Monday. " * (10 * MEGABYTE // 38),
    "NULs": lambda: "\0" * MEGABYTE,
    "NULs between letters": lambda: "La\0os. " * (MEGABYTE // 7),
    "a megabyte of Latin without a space": lambda: "a" * MEGABYTE,
    "a megabyte of Hangul without a space": lambda: "조약" * (MEGABYTE // 6),
    "a megabyte of Lao without a space": lambda: "ຫຼວງພະບາ" * (MEGABYTE // 24),
    "a megabyte of Chinese without a space": lambda: "琅勃拉" * (MEGABYTE // 9),
    "a million combining marks": lambda: "e" + "\u0301" * MEGABYTE,
    "a million marks of many classes": lambda: "e" + "\u0301\u0323\u0345\u0f71" * (MEGABYTE // 4),
    "a million Lao marks": lambda: "ກ" + "\u0ec9\u0ebb\u0ebc" * (MEGABYTE // 3),
    "a million Hangul letters apart": lambda: "\u1100\u1161\u11a8" * (MEGABYTE // 3),
    "a million zero-width characters": lambda: "\u200b\ufeff" * (MEGABYTE // 2),
    "a million spaces": lambda: " \t\u3000" * (MEGABYTE // 3),
    "a million dots": lambda: "a." * (MEGABYTE // 2),
    "a million exclamation marks": lambda: "!" * MEGABYTE,
    "a million ends of sentences": lambda: "。" * MEGABYTE,
    "a million hyphens": lambda: "a-" * (MEGABYTE // 2),
    "a million lines": lambda: "\n" * MEGABYTE,
    "letters that grow": lambda: "ßŉİ\ufb03ΐ" * (MEGABYTE // 10),
    "letters that NFKC makes eighteen of": lambda: "\ufdfa" * 100_000,
    "one keyword again and again": lambda: "extradition " * 50_000,
    "groups and keywords in turn": lambda: "Laos extradition " * 30_000,
}


@pytest.mark.no_cover
@pytest.mark.fault(96, 97)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_matched_to_its_end(name):
    """A keyword at the end of any text is found at its place."""
    text = HOSTILE[name]() + "\n。 extradition by Laos"
    matching = look(WATCHED, text, text[:1000])
    assert {found.topic for found in matching.matches} == {"keywords", "query", "near"}
    for found in matching.matches:
        for piece in found.evidence:
            original = field_of(piece, text[:1000], text)
            assert original[piece.start : piece.end] == piece.quote
            assert original[piece.hit_start : piece.hit_end] == piece.form
            assert len(piece.quote) <= max(300, len(piece.form))


@given(st.text(st.characters(), max_size=200), st.text(st.characters(), max_size=200))
def test_any_text_is_matched(title, text):
    """Any Python string, also with lone surrogates, can be matched."""
    matching = look(WATCHED, f"{text}\n。 extradition", title)
    assert "keywords" in {found.topic for found in matching.matches}


TERMS = st.one_of(
    st.sampled_from(["Laos", "=MOU", "extradit*", "title:라오스", "ລາວ", "a", "*", "=", "--", "", "조약"]),
    st.text(st.characters(), max_size=12),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["", "=", "title:", "title:="]),
        st.text(max_size=6),
        st.sampled_from(["", "*"]),
    ),
)
WEIGHTS = st.none() | st.floats(0, 1000) | st.sampled_from([float("inf"), float("nan")])
LANGUAGES = st.sampled_from(["", "en", "fr", "de", "vi", "ko", "lo", "xx-Latn"])
KEYWORDS = st.builds(Keyword, TERMS, WEIGHTS, LANGUAGES, st.booleans())
QUERIES = st.sampled_from(["", "", " ", "Laos", "NOT Laos", "(", "Laos NEAR/3 라오스"]) | st.text(max_size=20)
NAMES = st.sampled_from(["laos", "police"])
GROUPS = st.lists(
    st.builds(Group, NAMES, st.lists(KEYWORDS, max_size=3).map(tuple)),
    max_size=2,
    unique_by=lambda one: one.name,
).map(tuple)
TOPICS = st.builds(
    Topic,
    st.just("watched"),
    st.text(max_size=5),
    st.lists(KEYWORDS, max_size=4).map(tuple),
    st.lists(NAMES, max_size=1).map(tuple),
    st.lists(KEYWORDS, max_size=1).map(tuple),
    st.sampled_from([None, None, 0, 1, 60]),
    st.sampled_from([10.0, 0.001, 1e9, 0.0, float("nan")]) | st.just(10.0),
    QUERIES,
)


@given(GROUPS, st.lists(TOPICS, min_size=1, max_size=2).map(tuple), st.text(max_size=30))
def test_whatever_the_validator_accepts_compiles(groups, topics, text):
    """Valid topics compile and match; problems name the place and what to do."""
    topics = tuple(replace(one, id=f"{one.id}-{at}") for at, one in enumerate(topics))
    source = Topics(groups, topics, "version")
    problems = topic_problems(source)
    for path, said in problems:
        assert path.startswith(("groups.", "topics."))
        assert said
    if problems:
        return
    watched = compile_topics(source)
    words = " ".join(word.term.strip("=*") for one in topics for word in one.keywords)
    matching = look(watched, f"{text} {words} Laos 라오스", words)
    for found in matching.matches:
        assert found.score >= found.threshold


@given(KEYWORDS)
@example(Keyword("0@0", None, ""))
@example(Keyword("=\u00af0", None, ""))  # NFKC turns a free-standing accent into a space and a mark
def test_every_accepted_keyword_finds_itself(keyword):
    """A keyword that the validator accepts is found in a headline that consists of it."""
    plain = replace(keyword, weight=None)
    source = Topics((), (Topic("watched", "", (plain,)),), "version")
    if topic_problems(source) or "©" in normalize(keyword.term).text:
        return  # words after a copyright sign are a credit, and credits are not evidence
    phrase = keyword.term.strip()
    if phrase[:6].casefold() == "title:":
        phrase = phrase[6:].strip()
    phrase = phrase.removeprefix("=").removesuffix("*").strip()
    if is_address(phrase):
        return  # words of addresses are not evidence either; `monitor check` says so
    assert look(compile_topics(source), "", phrase).matches


@pytest.mark.parametrize(
    ("changed", "path", "said"),
    [
        ({"keywords": (word("a*b"),)}, "topics.watched.keywords", "the * is allowed only at the end"),
        ({"keywords": (word("=a*"),)}, "topics.watched.keywords", "keep one of them"),
        ({"keywords": (word("  ", None, "ko"),)}, "topics.watched.keywords.ko", "is empty"),
        ({"keywords": (word("…"),)}, "topics.watched.keywords", "holds no letter or digit"),
        ({"keywords": ()}, "topics.watched", "neither keywords nor a query"),
        ({"require": ("lao",)}, "topics.watched.require", 'there is no group "lao": the groups are laos'),
        ({"near": 5}, "topics.watched.near", "add require, or remove near"),
        ({"sentences": 0}, "topics.watched.sentences", "from 1 up"),
        (
            {"sentences": 2, "keywords": (), "query": "dam"},
            "topics.watched.sentences",
            "add keywords, or remove sentences",
        ),
        ({"near": 0, "require": ("laos",)}, "topics.watched.near", "from 1 up"),
        ({"threshold": 0}, "topics.watched.threshold", "a number above 0"),
        ({"query": "("}, "topics.watched.query", "a bracket is not closed"),
        ({"exclude": (word("="),)}, "topics.watched.exclude", "nothing is left"),
    ],
)
def test_what_cannot_be_matched_is_refused_with_its_place(changed, path, said):
    """Each mistake is named once, with its key path and what to do."""
    source = Topics((group("laos", "Laos"),), (replace(topic("treaty"), **changed),), "version")
    ((where, what),) = topic_problems(source)
    assert where == path
    assert said in what


def test_an_automaton_of_many_words_finds_each():
    """Twenty thousand keywords in one topic are one search, and each is found at its place."""
    words = [f"w{number}x" for number in range(20_000)]
    watched = watch(*words)
    matching = look(watched, "w0x and w19999x and w20000x")
    assert [piece.keyword for piece in matching.matches[0].evidence] == ["w0x", "w19999x"]
