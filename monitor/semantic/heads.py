"""Logistic regressions on sentence vectors, one for each topic, fitted by Newton's method with numpy alone.

Pure: no I/O, no clock, no chance. The same vectors and labels give the same weights.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitor.semantic.encoders import Vectors
from monitor.semantic.labelled_texts import LabelledText, learnable_topics

# Inverse of the L2 penalty, as C of scikit-learn. docs/relevance.md has the measurement of this and of
# `BELONGS` on batches and sets of texts that were left out of the training.
STRENGTH: Final = 10.0
_MOST_STEPS: Final = 100
_SMALL: Final = 1e-8
_INTERCEPT_PENALTY: Final = 1e-9  # keeps the system of equations regular

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Heads:
    """The classifier of each topic that has one.

    Attributes:
        weights: by topic id, an array of shape (dimensions + 1,) whose last entry is the intercept.
    """

    weights: Mapping[str, Numbers]

    def score(self, vectors: Vectors) -> dict[str, Numbers]:
        """Return for each topic the probability that each row belongs to it, from 0 to 1."""
        rows = _with_intercept(vectors)
        return {topic: _sigmoid(rows @ weights) for topic, weights in self.weights.items()}


def train_heads(vectors: Vectors, texts: Sequence[LabelledText], strength: float = STRENGTH) -> Heads:
    """Fit a classifier for each topic with enough texts that belong to it and enough that do not.

    Args:
        vectors: one row for each text.
        texts: what the rows are vectors of, with their labels.
        strength: see `STRENGTH`.
    """
    rows = _with_intercept(vectors)
    weights = {}
    for topic in learnable_topics(texts):
        known = np.array([topic in text.known for text in texts])
        belongs = np.array([topic in text.topics for text in texts])[known]
        weights[topic] = _fit(rows[known], belongs, strength)
    return Heads(weights)


def _fit(rows: Numbers, belongs: NDArray[np.bool_], strength: float) -> Numbers:
    """Return the weights that minimise the penalised logistic loss."""
    weights = np.zeros(rows.shape[1])
    penalty = np.full(rows.shape[1], 1.0 / strength)
    penalty[-1] = _INTERCEPT_PENALTY
    loss = _loss(rows, belongs, penalty, weights)
    for _ in range(_MOST_STEPS):
        probable = _sigmoid(rows @ weights)
        gradient = rows.T @ (probable - belongs) + penalty * weights
        curvature = (rows * (probable * (1 - probable))[:, None]).T @ rows + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        size = 1.0
        while (reached := _loss(rows, belongs, penalty, weights - size * step)) > loss and size > _SMALL:
            size /= 2  # a full step may go too far where almost all rows are decided
        weights, loss = weights - size * step, reached
        if float(np.abs(size * step).max()) < _SMALL:
            break
    return weights


def _loss(rows: Numbers, belongs: NDArray[np.bool_], penalty: Numbers, weights: Numbers) -> float:
    margins = np.where(belongs, 1.0, -1.0) * (rows @ weights)
    return float(np.logaddexp(0.0, -margins).sum() + 0.5 * (penalty * weights * weights).sum())


def _sigmoid(margins: Numbers) -> Numbers:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * margins)), dtype=np.float64)


def _with_intercept(vectors: Vectors) -> Numbers:
    rows = vectors.astype(np.float64)
    return np.hstack([rows, np.ones((len(rows), 1))])
