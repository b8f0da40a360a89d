"""The labelled texts that the classifiers are trained on: all of them were invented for this project.

`data/relevance.jsonl` and `data/terse.jsonl` have one JSON object a line: title, text, lang and topics (the
truth); the tests of the shipped topics read the same files. Verdicts of the user are further texts.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).parent / "data"
TERSE: Final = DATA / "terse.jsonl"
RELEVANCE: Final = DATA / "relevance.jsonl"
FEWEST_EACH: Final = 20  # texts that belong and texts that do not, without which nothing is learned
TRAINING: Final = 1  # raised by a change of the code that makes other classifiers of the same texts
MOST_CHARACTERS: Final = 400  # of headline and text together; more costs in proportion and gains nothing


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text with the topics that it belongs to.

    Attributes:
        text: headline and text, as `text_to_encode` joins them.
        topics: ids of the topics that it belongs to.
        known: ids of the topics of which this is known; of all others nothing is learned from it.
        event: name of the batch in which it was written, or "".
    """

    text: str
    topics: frozenset[str]
    known: frozenset[str]
    event: str = ""


def text_to_encode(title: str, text: str) -> str:
    """Return what an encoder reads of an article: the headline and the first sentences."""
    return f"{title}. {text}"[:MOST_CHARACTERS].encode("utf-8", "replace").decode().replace("\0", " ")


@cache
def read_labelled_texts() -> tuple[LabelledText, ...]:
    """Return the labelled texts that the project ships."""
    rows = [
        json.loads(line)
        for path in (RELEVANCE, TERSE)
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    known = frozenset(topic for row in rows for topic in row["topics"])
    return tuple(
        LabelledText(
            text_to_encode(row["title"], row["text"]), frozenset(row["topics"]), known, row.get("event") or ""
        )
        for row in rows
    )


def learnable_topics(texts: Sequence[LabelledText]) -> tuple[str, ...]:
    """Return the ids of the topics with enough texts that belong to them and enough that do not, sorted."""
    yes = Counter(topic for text in texts for topic in text.topics & text.known)
    no = Counter(topic for text in texts for topic in text.known - text.topics)
    return tuple(sorted(topic for topic in yes if min(yes[topic], no[topic]) >= FEWEST_EACH))


def fingerprint_of(texts: Iterable[LabelledText]) -> bytes:
    """Return a hash of texts and labels in their order."""
    digest = blake2b(digest_size=16)
    for one in texts:
        parts = (one.text, *sorted(one.topics), "", *sorted(one.known))
        digest.update(json.dumps(parts).encode())
    return digest.digest()


def model_key(encoder: str, version: str, texts: Iterable[LabelledText]) -> str:
    """Return what names the classifiers: a hash of encoder, its version, the texts and the training code."""
    parts = (encoder, version, TRAINING, MOST_CHARACTERS)
    return blake2b(fingerprint_of(texts) + repr(parts).encode(), digest_size=8).hexdigest()
