"""Markup that must not reach a parser is found anywhere in a document."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.read.xml_guard import check_tags

PIECES = (
    "<p>", "</p>", "<", ">", "words and words ", "x" * 1500, "x" * 3999, "a=b " * 400, "a b c " * 120,
    f"<img src='{'y' * 5000}'>", '"', "'", "<td " + "a=b " * 1100 + ">", f"<{'t' * 70_000}",
)  # fmt: skip


def found_one_by_one(markup: str) -> bool:
    """Check each tag, the slow way: 500 attributes or 64 KiB, quoted values excluded."""
    for piece in markup.split("<")[1:]:
        tag = piece.partition(">")[0]
        kinds = (tag, re.sub(r"\"[^\"]*\"|'[^']*'", "", tag))
        if len(tag) >= 4000 and all(
            len(kind) > 65_536 or max(len(kind.split()), kind.count("=")) > 500 for kind in kinds
        ):
            return True
    return False


@pytest.mark.fault(85, 116)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_a_tag_that_is_too_long_is_found_as_if_each_was_looked_at(markup: str) -> None:
    """The fast search finds exactly what a check of each tag finds."""
    failure = check_tags(markup, 1000)
    assert (failure is not None and failure.reason == "tag_too_long") is found_one_by_one(markup)


@pytest.mark.parametrize(
    ("stretch", "refused"),
    [("<" + "x" * 4000, False), (">" + "x" * 4000, False), ("<a " + "b " * 2000, True), ("<>", False)],
)
def test_any_markup_is_looked_through(stretch: str, refused: bool) -> None:  # noqa: FBT001
    """20 MB of possible long tags is checked well within the suite's time limit."""
    failure = check_tags(stretch * (20_000_000 // len(stretch)), 10**9)
    assert (failure is not None and failure.reason == "tag_too_long") is refused
