"""A prediction and joint network of the real sizes with random weights.

Its scores depend on the frame, on the last token and on everything said before it, as the real one's do:
a decoder that confuses any of them gives another text.
"""

from dataclasses import dataclass

import numpy as np

from parakeet.constants import (
    BLANK,
    ENCODER_SIZE,
    JOINT_SCORES,
    PREDICTOR_SIZE,
    TOKEN_SCORES,
)
from parakeet.tokens import PredictorState

_RANK = 24


@dataclass
class RandomJoint:
    """`blank` is added to the blank's score, `stay` to that of a jump of 0 frames."""

    seed: int
    blank: float = 2.0
    stay: float = 0.0
    calls: int = 0

    def __post_init__(self) -> None:
        random = np.random.default_rng(self.seed)

        def weights(*shape: int) -> np.ndarray:
            return random.standard_normal(shape).astype(np.float32)

        self._tokens = weights(TOKEN_SCORES, _RANK)
        self._recurrent = weights(_RANK, _RANK) / _RANK**0.5
        self._frames = weights(ENCODER_SIZE, _RANK) / ENCODER_SIZE**0.5
        self._scores = weights(_RANK, JOINT_SCORES) / _RANK**0.5

    def __call__(self, encoded, last, state):
        """See `parakeet.joint.Joint`."""
        self.calls += 1
        before = state.hidden[1, 0, :_RANK]
        after = np.tanh(before @ self._recurrent + self._tokens[last] + state.cell[0, 0, :_RANK])
        hidden = np.zeros((2, 1, PREDICTOR_SIZE), dtype=np.float32)
        hidden[1, 0, :_RANK] = after
        cell = np.zeros_like(hidden)
        cell[0, 0, :_RANK] = 0.5 * after[::-1]
        scores = np.tanh(encoded @ self._frames + after) @ self._scores
        scores[:, BLANK] += self.blank
        scores[:, TOKEN_SCORES] += self.stay
        return scores.astype(np.float32), PredictorState(hidden, cell)


def random_frames(count: int, seed: int) -> np.ndarray:
    """Encoder frames [count, 1024]."""
    random = np.random.default_rng(seed)
    return random.standard_normal((count, ENCODER_SIZE)).astype(np.float32)
