"""How much of one text is in another."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.digest.near_duplicates import candidates, containment, novelty, sketch
from monitor.digest.titles import squash
from tests.digest.inputs import KOREAN, LAO, THAI, WIRE


@pytest.mark.parametrize("text", [WIRE, KOREAN, LAO, THAI], ids=["english", "korean", "lao", "thai"])
def test_a_copy_with_a_footer_contains_the_text(text: str) -> None:
    """A copy with something added contains the whole text, in every script."""
    assert containment(squash(text), squash(f"Seoul -- {text} (c) 2025 Agency")) == 1.0


@pytest.mark.parametrize("text", [WIRE, KOREAN, LAO, THAI], ids=["english", "korean", "lao", "thai"])
def test_a_shortened_copy_is_a_candidate(text: str) -> None:
    """The first half of a text is found as a candidate for the whole."""
    whole, half = squash(text), squash(text[: len(text) // 2])
    assert list(candidates([sketch(whole), sketch(half)])) == [(0, 1)]


def test_an_unrelated_text_is_not_a_candidate() -> None:
    """Texts in one language on other things share too little to be compared."""
    other = squash(
        "The harvest festival drew nine thousand visitors to the river town, organisers said on Sunday."
    )
    assert containment(squash(other), squash(WIRE)) < 0.2
    assert not list(candidates([sketch(squash(WIRE)), sketch(other)]))


@pytest.mark.parametrize(
    ("part", "whole", "share"), [("", "abc", 0.0), ("ab", "xabx", 1.0), ("ab", "ba", 0.0)]
)
def test_texts_shorter_than_a_shingle(part: str, whole: str, share: float) -> None:
    """Tiny texts are contained whole or not at all; an empty one never."""
    assert containment(part, whole) == share


def test_novelty_is_the_share_that_none_has() -> None:
    """What any earlier text holds is not new; an empty text brings nothing."""
    text = squash(WIRE)
    assert novelty(text, [text]) == 0.0
    assert novelty(text, []) == 1.0
    assert 0.3 < novelty(text, [text[: len(text) // 2]]) < 0.7
    assert novelty("", []) == 0.0


def test_a_crowd_of_copies_stays_linear() -> None:
    """Five hundred copies of one text give a few pairs each, and still hang together."""
    pairs = list(candidates([sketch(squash(WIRE))] * 500))
    assert set(pairwise(range(500))) <= set(pairs)
    assert len(pairs) <= 2 * 500


@given(st.text(), st.text())
def test_containment_is_a_share(one: str, other: str) -> None:
    """Whatever the texts, containment lies between 0 and 1."""
    assert 0 <= containment(one, other) <= 1
    assert 0 <= novelty(one, [other]) <= 1
