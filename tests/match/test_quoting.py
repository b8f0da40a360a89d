"""The quote of a hit does not depend on earlier quotes, and equal sentences are one object."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.match.text.sentences import LONGEST_QUOTE, Sentences

PIECES = ["word", " ", ". ", "! ", "?! ", "。", "\n", "”", "U.S. ", "Dr. ", "字" * 90, "word " * 40, "..."]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=120).map("".join)


def words_of(text: str) -> list[tuple[int, int]]:
    """Return the spans of all places that begin and end with a letter."""
    return [(at, at + 1) for at, char in enumerate(text) if char.isalnum()]


@given(TEXTS, st.data())
def test_a_quote_does_not_depend_on_earlier_quotes(text, data):
    """Cached sentences give each hit the quote that it would have alone."""
    hits = words_of(text)
    if not hits:
        return
    asked = data.draw(st.lists(st.sampled_from(hits), min_size=1, max_size=12))
    sentences = Sentences(text)
    for start, end in asked:
        first, last, quote = sentences.quote(start, end)
        assert (first, last, quote) == Sentences(text).quote(start, end)
        assert text[first:last] == quote
        assert first <= start < end <= last <= first + LONGEST_QUOTE


def test_hits_in_one_sentence_share_its_quote():
    """One sentence with many hits is one string, however many topics quote it."""
    text = "First. The treaty with Laos holds. Last."
    sentences = Sentences(text)
    _, _, one = sentences.quote(text.index("treaty"), text.index("treaty") + 6)
    _, _, other = sentences.quote(text.index("Laos"), text.index("Laos") + 4)
    assert one == "The treaty with Laos holds."
    assert other is one


def test_a_long_text_is_quoted_at_both_ends_and_across_its_stretches():
    """Every sentence of a long text is quoted whole, across the blocks that are searched for ends."""
    text = "".join(f"Sentence number {number} ends here. " for number in range(1000))
    sentences = Sentences(text)
    for number in range(1000):
        place = text.index(f"number {number} ends")
        assert sentences.quote(place, place + 6)[2] == f"Sentence number {number} ends here."
