"""Logistic regression with normal priors: the weights at their likeliest, by Newton's steps, and how they spread."""

from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
STEPS: Final = 60
#: The longest step: far from the answer a whole one may overshoot.
LONGEST: Final = 2.0


def likeliest(rows: Array, good: Array, prior: Array, *, of: Array | float = 1.0) -> tuple[Array, Array]:
    """Return the weights and the bend of the likelihood there, whose inverse is how they spread (Laplace).

    Each row tells which weights it bears; ``good`` of ``of`` trials turned out so. ``prior`` is each weight's precision
    round 0, and may not be 0 where the rows leave a weight undecided.

    >>> weights, bend = likeliest(np.ones((1, 1)), np.array([30.0]), np.array([1e-9]), of=40.0)
    >>> round(float(weights[0]), 4), round(float(bend[0, 0]), 2)
    (1.0986, 7.5)
    """
    weights = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        said = 1 / (1 + np.exp(-rows @ weights))
        bend = (rows.T * (of * said * (1 - said))) @ rows + np.diag(prior)
        step = np.linalg.solve(bend, rows.T @ (good - of * said) - prior * weights)
        if np.abs(step).max() < 1e-8:
            break
        weights = weights + np.clip(step, -LONGEST, LONGEST)
    return weights, bend
