"""Every match and near miss has its reasons: verbatim quotes with places, and a correct sum."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.match.watching import compiled, field_of, group, look, match, near_miss, topic, watch, word

WORDS = [
    "Laos", "Lao’s", "treaty", "treaties", "extradited", "핵심 광물은", "라오스와", "루앙 프라방",
    "범죄인인도조약", "ຫຼວງພະບາງ",
    "ຫລວງ ພະບາງ", "ສ.ເກົາຫຼີ", "น้ำ", "琅勃拉邦", "ﾗｵｽ", "Straße", "U.S.", "Dr. Kham",
]  # fmt: skip
GAPS = [" ", ". ", "\n", "\u200b", " — ", "。", "! ", "\u00ad", "\ufeff", "\r\n", "´", "e\u0301 ", "\0", "  "]
ARTICLES = st.lists(st.sampled_from(WORDS + GAPS) | st.text(max_size=2), max_size=40).map("".join)
WATCHED = compiled(
    topic(
        "treaty", word("extradite", 6), word("핵심 광물", 4), "루앙프라방", word("범죄인 인도", 7),
        id="one", require=("laos",), near=20,
    ),
    topic(word("ຫຼວງພະບາງ", 6), word("琅勃拉邦", 6), word("น้ำ", 3), "Straße", id="two",
          exclude=(word("=U.S."),)),
    topic(query='(treaty OR "핵심 광물") AND (Laos OR 라오스) NOT Kham', id="three"),
    topic("treaty", word("Laos", 2.5), query="title:treaty OR ラオス", id="four", threshold=7),
    groups=(group("laos", "Laos", "라오스", "ສ ເກົາຫຼີ", "ラオス"),),
)  # fmt: skip


@pytest.mark.no_cover
@given(ARTICLES, ARTICLES)
def test_every_quote_is_verbatim_and_every_sum_adds_up(title, text):
    """In each match and near miss, quotes and forms are in the text, and the points add up to the score."""
    matching = look(WATCHED, text, title)
    for found in (*matching.matches, *matching.near_misses):
        assert found.evidence
        for piece in found.evidence:
            original = field_of(piece, title, text)
            assert original[piece.start : piece.end] == piece.quote
            assert original[piece.hit_start : piece.hit_end] == piece.form
            assert piece.start <= piece.hit_start < piece.hit_end <= piece.end
            assert piece.count >= 1
        assert sum(piece.points for piece in found.evidence) == pytest.approx(found.score)
        assert found.arithmetic.endswith(
            f"= {found.score:g} {'>=' if found.score >= found.threshold else '<'} {found.threshold:g}"
        )
        if not found.arithmetic.startswith("the query"):
            check_sum(found.arithmetic.partition(" = ")[0], found.score)
    for missed in matching.near_misses:
        assert len(missed.lacking) == 1
    assert not {found.topic for found in matching.matches} & {found.topic for found in matching.near_misses}


def check_sum(written, score):
    """Compute a sum as it is written; the saturation is shown rounded."""
    total = 0.0
    for part in written.split(" + "):
        factors = re.search(r"(?:^|\s)(\d+(?:\.\d+)?)((?: x \d+(?:\.\d+)? \([^)]*\))*)$", part)
        assert factors, part
        points = float(factors[1])
        for factor in re.findall(r" x (\d+(?:\.\d+)?) \(", factors[2]):
            points *= float(factor)
        total += points
    assert total == pytest.approx(score, abs=0.05)


def test_the_arithmetic_reads_as_it_is_documented():
    """Weight, field and repetition of each keyword are written out."""
    watched = watch("extradit*", word("prosecutor", 4))
    lead = "A first paragraph that holds none of the words, so that what follows is the body of the text.\n"
    found = match(watched, f"{lead}A prosecutor. Extraditable.", "Extradition")
    assert found.arithmetic == "extradit* 10 x 1.5 (title) x 1.25 (2 times) + prosecutor 4 = 22.75 >= 10"
    assert match(watch(query="treaty"), "treaty").arithmetic == "the query holds = 10 >= 10"
    missed = near_miss(watch(query="treaty AND Laos"), "treaty")
    assert missed.arithmetic == "the query holds in part = 5 < 10"


def test_evidence_names_keyword_form_and_place():
    """The keyword is as the user wrote it, the form as in the article, the field the best one."""
    (piece,) = match(watch("=MOU"), "They met. Both sides signed an MOU yesterday. They left.").evidence
    assert (piece.keyword, piece.form, piece.field, piece.count) == ("=MOU", "MOU", "lead", 1)
    assert piece.quote == "Both sides signed an MOU yesterday."
    assert (piece.start, piece.hit_start) == (10, 31)


def test_evidence_is_in_order():
    """Keywords are ordered by points, then by place; the words of groups follow."""
    watched = watch(
        word("one", 4), word("two", 6), word("three", 6), groups=(group("laos", "Laos"),), require=("laos",)
    )
    found = match(watched, "Laos: one, three, two.")
    assert [piece.keyword for piece in found.evidence] == ["three", "two", "one", "Laos"]
    assert [piece.group for piece in found.evidence] == ["", "", "", "laos"]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("First. The treaty holds! Last.", "The treaty holds!"),
        ("Dr. Ou, U.S., takes the treaty on Jan. 5. So", "Dr. Ou, U.S., takes the treaty on Jan. 5."),
        ("“We sign.” He took the treaty. Next", "He took the treaty."),
        ("Head\nThe treaty\nTail", "The treaty"),
        ("Later. For J. Ou the treaty was over. End", "For J. Ou the treaty was over."),
        ("他说。treaty生效。完", "treaty生效。"),
        ("Version 2.5 of the treaty costs $3.2m. Next.", "Version 2.5 of the treaty costs $3.2m."),
        ("  treaty  ", "treaty"),
    ],
)  # fmt: skip
def test_the_quote_is_the_sentence(text, quote):
    """A quote begins and ends with its sentence, in any script, also after abbreviations."""
    (piece,) = match(watch("treaty*"), text).evidence
    assert piece.quote == quote


def test_long_sentences_are_cut_around_the_hit():
    """A sentence without an end gives a quote of limited length around the hit, cut at spaces."""
    text = "word " * 500 + "treaty" + " word" * 500
    (piece,) = match(watch("treaty"), text).evidence
    assert "treaty" in piece.quote
    assert len(piece.quote) <= 300
    assert set(piece.quote.split()) == {"word", "treaty"}
    (piece,) = match(watch("条约"), "字" * 2000 + "条约" + "字" * 2000).evidence
    assert len(piece.quote) <= 300
    assert "条约" in piece.quote


@pytest.mark.parametrize(
    ("change", "text", "lacking"),
    [
        ({"require": ("laos",)}, "A treaty.", 'no word of the group "laos"'),
        ({"threshold": 20}, "A suspect and a prosecutor.", "score 14.4 of 20"),
        ({"exclude": (word("Assange"), word("Chile"))}, "A treaty on Assange.", 'excluded by "Assange"'),
        (
            {"require": ("laos",), "near": 2},
            "A treaty. One two three four Laos.",
            'no keyword within 2 words of the group "laos"',
        ),
        ({"query": "Laos"}, "A treaty.", "the query does not hold: no Laos"),
    ],
)
def test_a_near_miss_names_what_is_missing(change, text, lacking):
    """Each condition that is not met is described for users, with the evidence found."""
    plain = topic("treaty", word("suspect", 6), word("prosecutor", 6))
    missed = near_miss(compiled(replace(plain, **change), groups=(group("laos", "Laos"),)), text)
    assert missed.lacking == (lacking,)
    assert missed.evidence
