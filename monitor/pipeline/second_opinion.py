"""The second opinion on candidates: which model gives it, what it learned from, and how it orders them.

Only candidates with a word of every required group are read: a classifier knows the subject of a text, and
hardly its place. docs/relevance.md has the measurement.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from monitor.archive import Archive
from monitor.models import BELONGS, Answer, Config, TopicCandidate
from monitor.pipeline.candidate_list import CandidateList
from monitor.semantic.choice import EncoderChoice, choose_encoder
from monitor.semantic.labelled_texts import (
    FEWEST_EACH,
    LabelledText,
    learnable_topics,
    model_key,
    read_labelled_texts,
    text_to_encode,
)

# Verdicts count in steps, so that each new one does not make another model.
FEWEST_VERDICTS: Final = 200
_VERDICT_STEP: Final = 100

Scored = Mapping[tuple[int, str], float]


@dataclass(frozen=True, slots=True)
class OpinionModel:
    """An encoder with what its classifiers learn from.

    Attributes:
        encoder: the encoder in use.
        texts: the labelled texts.
        topics: ids of the topics that have a classifier.
        key: names the model; scores of two models are not mixed.
    """

    encoder: EncoderChoice
    texts: tuple[LabelledText, ...]
    topics: frozenset[str]
    key: str


def opinion_model(config: Config, archive: Archive) -> OpinionModel | None:
    """Return the model that the config chooses, or None if no encoder is installed or wanted.

    Raises:
        ArchiveError: the verdicts cannot be read.
    """
    encoder = choose_encoder(config.semantic.encoder)
    if not encoder.name:
        return None
    texts = (*read_labelled_texts(), *_judged_texts(archive))
    key = model_key(encoder.name, encoder.version, texts)
    return OpinionModel(encoder, texts, frozenset(learnable_topics(texts)), key)


def _judged_texts(archive: Archive) -> tuple[LabelledText, ...]:
    """Return the articles with a verdict of yes or no as labelled texts, once there are enough."""
    given = [
        one
        for one in archive.verdicts.all()
        if one.article_id is not None and one.answer in {Answer.YES, Answer.NO}
    ]
    if len(given) < FEWEST_VERDICTS:
        return ()
    yes: dict[int, set[str]] = {}
    known: dict[int, set[str]] = {}
    for one in given[: len(given) // _VERDICT_STEP * _VERDICT_STEP]:
        number = one.article_id or 0
        known.setdefault(number, set()).add(one.topic)
        if one.answer is Answer.YES:
            yes.setdefault(number, set()).add(one.topic)
    return tuple(
        LabelledText(
            text_to_encode(article.title, article.text),
            frozenset(yes.get(article.id, ())),
            frozenset(known[article.id]),
        )
        for article in archive.found.details(sorted(known))
        if article.text
    )


def is_read(candidate: TopicCandidate, model: OpinionModel | None) -> bool:
    """Return whether the second opinion reads an article for a topic."""
    return model is not None and candidate.in_groups and candidate.topic in model.topics


def opinion_remarks(config: Config, archive: Archive) -> tuple[str, ...]:
    """Return what the user must know: that the encoder is not installed, or which topics it cannot judge."""
    model = opinion_model(config, archive)
    if model is None:
        problem = choose_encoder(config.semantic.encoder).problem
        return (problem,) if problem else ()
    without = [topic.id for topic in config.topics.topics if topic.id not in model.topics]
    if not without:
        return ()
    named = ", ".join(without)
    needed = f"it learns from {FEWEST_EACH} verdicts of each kind, from {FEWEST_VERDICTS} verdicts on"
    return (f"no second opinion, for want of labelled texts, on: {named} ({needed})",)


def add_scores(archive: Archive, listed: CandidateList, model: OpinionModel | None) -> CandidateList:
    """Return candidates with their stored scores, the most likely first.

    Those that the second opinion marks come first, by score; a lower score lowers the likelihood of others.
    Candidates that only have all required groups are left out of a list of unmatched articles unless they are
    marked.
    """
    if model is None:
        return listed
    numbers = [number for number, candidate, _ in listed.found if is_read(candidate, model)]
    scored = archive.scores.of_articles(numbers, model.key)
    found = [
        one
        for one in listed.found
        if one[1].near_miss or not listed.unmatched or scored.get((one[0], one[1].topic), 0.0) >= BELONGS
    ]
    found.sort(key=lambda one: (promise(one[1], scored.get((one[0], one[1].topic))), one[0]), reverse=True)
    return replace(listed, found=found, scored=scored)


def promise(candidate: TopicCandidate, score: float | None) -> tuple[bool, float]:
    """Return what orders candidates, the best highest, from their likelihood and their score."""
    if score is None or not candidate.in_groups:
        return False, candidate.likelihood
    if score >= BELONGS:
        return True, score
    return False, candidate.likelihood * (score / BELONGS) ** 0.5
