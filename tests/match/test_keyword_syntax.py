"""Keywords without a letter or digit are refused, in every script."""

import sys

import pytest

from monitor.match.syntax.keyword_syntax import term_problem
from monitor.match.text.normalize import normalize


def test_a_keyword_of_one_character_is_refused_unless_its_normal_form_is_a_letter_or_digit() -> None:
    """The check agrees with the normal form for each character of Unicode."""
    for code in (*range(0x21, 0xD800), *range(0xE000, sys.maxunicode, 37)):
        char = chr(code)
        if char.strip() and char not in "=*":
            fine = any(part.isalnum() for part in normalize(char).text)
            assert (term_problem(char) == "") == fine, hex(code)


@pytest.mark.parametrize("word", ["\u3164", "ʼ", "ﹰ", "*", "…"])
def test_characters_that_vanish_are_no_letters(word: str) -> None:
    """Fillers, modifier apostrophes and marks find nothing, so they are not keywords."""
    assert term_problem(word)
