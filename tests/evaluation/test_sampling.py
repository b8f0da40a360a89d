"""The random sample is the same whenever it is drawn, fair, and judged without a hole."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.evaluation.intervals import Stratum
from monitor.evaluation.sampling import (
    LARGEST_SAMPLE,
    Sample,
    SampleFrame,
    StratumName,
    judged_part,
    to_judge,
)
from monitor.models import Answer

REST = StratumName.REST


def draw(articles: list[int], seed: int = 1, topic: str = "rail") -> Sample:
    """Draw the sample of one stratum."""
    frame = SampleFrame(seed)
    for article in articles:
        frame.add(topic, REST, article)
    return frame.sample(topic, REST)


@given(st.lists(st.integers(1, 10_000), unique=True, max_size=60), st.randoms())
def test_the_order_of_articles_does_not_matter(articles: list[int], chance: object) -> None:
    """The sample is a function of the articles, the topic and the seed."""
    shuffled = list(articles)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert draw(articles) == draw(shuffled)
    assert sorted(draw(articles).articles) == sorted(articles)


def test_it_stays_while_articles_come_in() -> None:
    """New articles push a few out, but never change the order of the others; seeds and topics differ."""
    before, after = draw(list(range(1000))), draw(list(range(1100)))
    assert (before.size, len(before.articles)) == (1000, LARGEST_SAMPLE)
    kept = [article for article in after.articles if article < 1000]
    assert kept == list(before.articles[: len(kept)])
    assert draw(list(range(1000)), seed=2).articles != before.articles
    assert draw(list(range(1000)), topic="rice").articles != before.articles


def test_every_article_is_as_likely() -> None:
    """Over many seeds, each of ten articles comes first about as often."""
    first = [draw(list(range(10)), seed).articles[0] for seed in range(2000)]
    assert all(140 <= first.count(article) <= 260 for article in range(10))


def test_a_hole_ends_the_judged_part() -> None:
    """Verdicts given for another reason after a gap in the sample do not count, nor do unsure ones."""
    sample = draw(list(range(1000)))
    answers = dict.fromkeys(sample.articles[:12], Answer.NO)
    answers |= dict.fromkeys(sample.articles[13:40], Answer.YES)
    assert judged_part(sample, answers) == Stratum(1000, 10, 0)
    answers[sample.articles[0]], answers[sample.articles[1]] = Answer.YES, Answer.UNSURE
    assert judged_part(sample, answers) == Stratum(999, 9, 1)
    assert list(to_judge(sample, answers, 20)) == [sample.articles[12]]


def test_a_small_stratum_is_judged_whole() -> None:
    """Three of three count; two of three do not."""
    sample = draw([1, 2, 3])
    answers = dict.fromkeys(sample.articles, Answer.YES)
    assert judged_part(sample, answers) == Stratum(3, 3, 3)
    del answers[sample.articles[2]]
    assert judged_part(sample, answers) == Stratum(3, 0, 0)
    assert judged_part(Sample(0, ()), answers) == Stratum(0, 0, 0)
