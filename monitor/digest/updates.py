"""Find what an update adds: the new sentence, and the headline before it was changed."""

from collections.abc import Collection, Sequence

from monitor.digest.boilerplate import SENTENCE_ENDS
from monitor.digest.near_duplicates import novelty
from monitor.digest.stories import StoryCluster
from monitor.digest.titles import numbers, plain_title, squash
from monitor.models import MatchedArticle

_NEW = 0.6  # share of a sentence's shingles that no earlier text has
_SHORTEST = 12  # squashed characters
_LONGEST = 300


def added_sentence(cluster: StoryCluster, fresh: Collection[int]) -> str:
    """Return the sentence that the new articles of a story add to the earlier texts, "" if there is none.

    Of several new sentences the one with most new numbers is returned, then the first.
    """
    for article in reversed(cluster.articles):
        if article.article_id not in fresh or not (article.updated or article.article_id in cluster.adding):
            continue
        earlier = _earlier_texts(article, cluster.articles)
        sentence = _new_sentence(article.text, earlier) if earlier else ""
        if sentence:
            return sentence
    return ""


def earlier_headline(shown: MatchedArticle, cluster: StoryCluster) -> str:
    """Return the headline that the same page had before it was changed, "" if it is the same."""
    known = [shown.earlier_title] if shown.updated else []
    known += [one.title for one in cluster.articles if one.url and one.url == shown.url and one is not shown]
    now = plain_title(shown.title, shown.sources)
    changed = [title for title in known if title and plain_title(title, shown.sources) != now]
    return changed[-1] if changed else ""


def _earlier_texts(article: MatchedArticle, articles: Sequence[MatchedArticle]) -> list[str]:
    if article.updated:
        return [squash(article.earlier_text)] if article.earlier_text else []
    before = articles[: articles.index(article)]
    return [text for text in (squash(one.text) for one in before) if text]


def _new_sentence(text: str, earlier: Sequence[str]) -> str:
    known = frozenset[str]().union(*(numbers(one) for one in earlier))
    best, most = "", -1
    for sentence in SENTENCE_ENDS.split(text):
        squashed = squash(sentence)
        if len(squashed) < _SHORTEST or novelty(squashed, earlier) < _NEW:
            continue
        figures = len(numbers(sentence) - known)
        if figures > most:
            best, most = sentence.strip(), figures
    return best if len(best) <= _LONGEST else best[: _LONGEST - 1].rstrip() + "…"
