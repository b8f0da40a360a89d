"""Text from the web cannot control terminals, pages or logs."""

import pytest

from monitor.text_safety import has_unsafe, replace_unsafe, safe_line


@pytest.mark.parametrize(
    "char",
    [
        "\0", "\x1b", "\x9b", "\x7f", "\u061c", "\u200e", "\u202e", "\u2066", "\u2060", "\ufeff", "\ufff9",
        "\ud800", "\ufffe", "\U000e0041",
    ],
)  # fmt: skip
@pytest.mark.fault(97)
def test_unsafe_characters_are_replaced(char: str) -> None:
    """Controls, direction marks, invisible characters and surrogates are found and replaced."""
    assert has_unsafe(f"a{char}b")
    assert replace_unsafe(f"a{char}b") == "ab"
    assert replace_unsafe(f"a{char}b", "\ufffd") == "a\ufffdb"
    assert safe_line(f"a{char}b") == "a b"


@pytest.mark.parametrize(
    "text", ["tab\tand\r\nline", "ສະບາຍດີ", "ភាសា\u200bខ្មែរ", "می\u200cخواهم", "👩\u200d🚀"]
)
def test_spelling_stays(text: str) -> None:
    """Tabs and line breaks are safe, as are joiners and zero-width spaces, which some scripts need."""
    assert not has_unsafe(text)
    assert replace_unsafe(text) == text


def test_a_line_has_no_breaks() -> None:
    """Tabs and line breaks, also those of Unicode, become spaces."""
    assert safe_line("a\tb\nc\rd\u2028e\u2029f") == "a b c d e f"
