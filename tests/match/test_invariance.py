"""Invisible characters and the composition of letters never change what matches."""

import pickle
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.match import compile_topics
from monitor.models import Keyword, Topic, Topics
from tests.match.watching import compiled, forms, group, look, topic, word

PIECES = [
    "Laos", "treaty", "treaties", "extradité", "Việt Nam", "hoà bình", "라오스와",
    "범죄인 인도를", "조약", "조약돌", "루앙 프라방", "ຫຼວງພະບາງ", "ຫລວງ ພະບາງ", "ສປປ ລາວ", "ນ້ຳ",
    "หลวงพระบาง", "น้ำ", "琅勃拉邦", "老挝", "ラオス", "パ", "MOU",
    "word", "long words of no matter", " ", " ", ", ", ". ", "\n", "é", "한",
]  # fmt: skip
ARTICLES = st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join)
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\ufe0f"
WATCHED = compiled(
    topic("treaty", word("extradité", 6, "fr"), word("Việt Nam", 5, "vi"), word("=MOU", 6), id="one"),
    topic(word("범죄인 인도", 6, "ko"), word("조약", 4, "ko", edge=True), word("루앙프라방", 6),
          id="two", near=9, require=("laos",)),
    topic(word("ຫຼວງພະບາງ", 6), word("ນ້ຳ", 4), word("น้ำ", 4), word("琅勃拉邦", 6),
          id="three", exclude=(word("パ"),)),
    topic(query='("hoà bình" OR 琅勃拉邦) NEAR/6 (老挝 OR ラオス OR Laos)', id="four"),
    groups=(group("laos", "Laos", "라오스", "ສປປ ລາວ", "老挝", "ラオス"),),
)  # fmt: skip


def said(title, text):
    """Return everything about a matching except spelling and places."""
    matching = look(WATCHED, text, title)
    return [
        (
            found.topic,
            found.score,
            found.arithmetic,
            [(one.keyword, one.field, one.count) for one in found.evidence],
        )
        for found in (*matching.matches, *matching.near_misses)
    ]


@given(ARTICLES, ARTICLES, st.data())
def test_zero_width_characters_change_nothing(title, text, data):
    """Zero-width characters anywhere in an article change no topic, score or sum."""
    places = data.draw(st.lists(st.integers(0, len(text)), max_size=8))
    strewn = text
    for place in sorted(places, reverse=True):
        strewn = strewn[:place] + data.draw(st.sampled_from(ZERO_WIDTH)) + strewn[place:]
    assert said(title, strewn) == said(title, text)
    assert said(data.draw(st.sampled_from(ZERO_WIDTH)).join(title), text) == said(title, text)


@given(ARTICLES, ARTICLES)
def test_the_composition_of_letters_changes_nothing(title, text):
    """An article gives the same matches in NFD and NFC."""
    assert said(normalize("NFD", title), normalize("NFD", text)) == said(
        normalize("NFC", title), normalize("NFC", text)
    )


@given(ARTICLES)
def test_the_kind_of_space_changes_nothing(text):
    """No-break spaces, ideographic spaces and repeated spaces count as one space."""
    assert said("", text.replace(" ", "\u00a0")) == said("", text)
    assert said("", text.replace(" ", "\u3000 ")) == said("", text)


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize("term", ["Việt Nam", "라오스", "ນ້ຳ", "น้ำ", "パ", "extradité", "루앙프라방"])
def test_a_keyword_may_be_composed_in_any_way(term, form):
    """A keyword typed in any normal form finds the text in every other."""
    for other in ("NFC", "NFD", "NFKC", "NFKD"):
        text = normalize(other, term)
        assert forms(normalize(form, term), f"1 {text} 2", "ko") == [text]


@pytest.mark.no_cover
@given(st.sampled_from(PIECES).filter(str.strip), st.data())
def test_a_keyword_may_hold_what_cannot_be_seen(piece, data):
    """A keyword pasted with zero-width characters finds the plain text."""
    if not any(map(str.isalnum, piece)):
        return
    pasted = data.draw(st.sampled_from(ZERO_WIDTH)).join(piece)
    assert forms(pasted, piece, "pl") == forms(piece, piece, "pl") != []


@pytest.mark.no_cover
@given(ARTICLES)
def test_compiled_topics_survive_pickling(text):
    """Topics sent to a worker give the same matches there."""
    again = pickle.loads(pickle.dumps(WATCHED))
    assert look(again, text) == look(WATCHED, text)


def test_the_order_of_topics_does_not_matter_to_any_of_them():
    """All topics share one automaton, and no topic changes what another finds."""
    words = ["treaty", "treaty law", "law", "라오스", "라오스인", "조약"]
    text = "treaty law of laws, 라오스인, 조약, treaties"
    topics = [Topic(f"t{at}", "", (Keyword(one),)) for at, one in enumerate(words)]
    together = {one.topic: one for one in look(compile_topics(Topics((), tuple(topics), "v")), text).matches}
    for one in topics:
        (alone,) = look(compile_topics(Topics((), (one,), "v")), text).matches
        assert together[one.id] == alone
