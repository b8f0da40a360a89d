"""Phrases of a text that could be keywords."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.match.text.phrases import can_segment, list_phrases, needs_segmenter

COMMON = {"the", "a", "of", "and", "in", "on", "with"}
TEXTS = st.text(alphabet="abc ABC,.가나다 ກຂາ，ก老挝0-'’", max_size=80)


def phrases(text: str) -> set[str]:
    """Return the phrases of a text, in which a few English words are common."""
    return set(list_phrases(text, COMMON.__contains__))


def test_phrases_cross_no_punctuation_and_begin_with_no_common_word() -> None:
    """Up to three words in a row are a phrase; common words may only be inside it."""
    found = phrases("The transfer of suspects, and the treaty")
    assert found == {"transfer", "transfer of suspects", "suspects", "treaty"}


def test_a_compound_of_four_pieces_is_one_phrase() -> None:
    """In Thai, whose words come in pieces, a phrase has up to four of them and crosses no space."""
    pytest.importorskip("icu4py", reason="the extra `segment` is not installed")
    found = phrases("ลาวส่งผู้ร้ายข้ามแดน คดีใหม่")
    assert "ส่งผู้ร้ายข้ามแดน" in found
    assert not any(" " in phrase for phrase in found)


@pytest.mark.parametrize("text", ["EU", "U2"])
def test_short_words(text: str) -> None:
    """Two capitals are an abbreviation; two small letters are left out."""
    assert phrases(text) == {text}
    assert phrases(text.lower()) == set()


def test_korean_words_have_no_particles() -> None:
    """A Korean word ends before its particle."""
    assert "라오스" in phrases("라오스에서 협정")


@pytest.mark.skipif(not can_segment(), reason="the extra `segment` is not installed")
@pytest.mark.parametrize(
    ("text", "word"), [("老挝和韩国签署引渡条约", "条约"), ("สนธิสัญญาส่งผู้ร้ายข้ามแดน", "สนธิสัญญา")]
)
def test_words_of_scripts_without_spaces(text: str, word: str) -> None:
    """With the extra `segment`, scripts without spaces have words too."""
    assert word in phrases(text)


@pytest.mark.parametrize("text", ["老挝和韩国", "ລາວ ແລະ", "ประเทศลาว"])
def test_scripts_that_need_a_segmenter(text: str) -> None:
    """Chinese, Lao and Thai put no spaces between words."""
    assert needs_segmenter(text)


@pytest.mark.parametrize("text", ["라오스", "Laos", "Лаос", ""])
def test_scripts_that_need_no_segmenter(text: str) -> None:
    """Korean, Latin and Cyrillic have spaces."""
    assert not needs_segmenter(text)


@given(TEXTS)
def test_each_phrase_is_in_the_text(text: str) -> None:
    """A phrase is a part of the text, at most forty characters long."""
    flat = " ".join(text.split())
    for phrase in list_phrases(text, COMMON.__contains__):
        assert phrase in flat
        assert 0 < len(phrase) <= 40
