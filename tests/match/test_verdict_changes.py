"""An edit that contradicts a verdict is found, with the keyword responsible."""

import pytest

from monitor.match import compile_topics
from monitor.match.edits.verdict_changes import JudgedText, VerdictChange, verdict_changes
from monitor.models import UNKNOWN_OUTLET, Answer, Keyword, TextToMatch, Topic, Topics

TEXT = TextToMatch(7, "Rail treaty signed", "A railway opens in Laos.", "", "", UNKNOWN_OUTLET)


def topics(*words: str) -> Topics:
    """Return one topic with keywords that each suffice."""
    return Topics((), (Topic("rail", "Railways", tuple(Keyword(word) for word in words)),), "v")


def changes(old: Topics | None, new: Topics, answer: Answer) -> list[VerdictChange]:
    """Return the contradictions of an edit with the verdict on an article."""
    judged = JudgedText(TEXT, {"rail": answer}, ())
    before = compile_topics(old) if old else None
    return list(verdict_changes([judged], before, compile_topics(new)))


def test_an_article_judged_yes_is_lost() -> None:
    """The removed keyword is named, and what the article now misses."""
    (change,) = changes(topics("railway", "tram"), topics("tram"), Answer.YES)
    assert (change.article_id, change.lost, change.keyword, change.removed) == (7, True, "railway", True)
    assert "keyword" in change.reason


def test_an_article_judged_no_is_taken() -> None:
    """The new keyword is named, and the score."""
    (change,) = changes(topics("tram"), topics("tram", "treaty"), Answer.NO)
    assert (change.lost, change.keyword, change.removed) == (False, "treaty", False)
    assert "treaty" in change.reason


@pytest.mark.parametrize(
    ("old", "new", "answer"),
    [
        (topics("railway"), topics("tram"), Answer.NO),
        (topics("tram"), topics("railway"), Answer.YES),
        (topics("railway"), topics("railway", "tram"), Answer.YES),
        (topics("railway"), topics("tram"), Answer.UNSURE),
        (None, topics("tram"), Answer.YES),
    ],
)
def test_other_edits_contradict_nothing(old: Topics | None, new: Topics, answer: Answer) -> None:
    """An edit that agrees with the verdict, or changes no match, is not a contradiction."""
    assert changes(old, new, answer) == []


def test_a_verdict_on_a_topic_that_is_gone_is_left_alone() -> None:
    """Only topics of the new config count."""
    judged = JudgedText(TEXT, {"dams": Answer.YES}, ())
    assert (
        list(verdict_changes([judged], compile_topics(topics("railway")), compile_topics(topics("x")))) == []
    )
