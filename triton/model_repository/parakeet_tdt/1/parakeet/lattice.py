"""Scores of several frames ahead from one call of the joint network.

The scores of a frame depend on the frame and on what was said before it. Until the next token they can be
computed for many frames at once; a call per frame would be three to five times as many calls.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .constants import JOINT_SCORES
from .errors import ModelFailed
from .joint import Joint
from .tokens import PredictorState

# Speech has a token every two to four frames, so the first look is short; in a pause each look is twice
# as far as the one before.
_FIRST_LOOK = 8
_LONGEST_LOOK = 64


class Lattice:
    """Scores for one thing said before, looked up frame by frame in rising order."""

    def __init__(self, encoded: NDArray[np.float32], joint: Joint, last: int, state: PredictorState) -> None:
        self._encoded = encoded
        self._joint = joint
        self._last = last
        self._before = state
        self._look = _FIRST_LOOK
        self._first = 0
        self._scores: NDArray[np.float32] = np.zeros((0, JOINT_SCORES), dtype=np.float32)
        self._after = state

    @property
    def state(self) -> PredictorState:
        """The predictor's state after the last token; known once scores were asked for."""
        return self._after

    def scores(self, frame: int) -> NDArray[np.float32]:
        """[1030] of one frame."""
        if not self._first <= frame < self._first + len(self._scores):
            self._look_from(frame)
        scores: NDArray[np.float32] = self._scores[frame - self._first]
        return scores

    def _look_from(self, frame: int) -> None:
        ahead = self._encoded[frame : frame + self._look]
        scores, self._after = self._joint(ahead, self._last, self._before)
        if scores.shape != (len(ahead), JOINT_SCORES):
            raise ModelFailed(
                f"the decoder answered with scores {scores.shape} for {len(ahead)} frames; "
                f"Parakeet TDT 0.6B v2 gives [{len(ahead)}, {JOINT_SCORES}]: is it another model?"
            )
        if not np.isfinite(scores).all():
            raise ModelFailed("the decoder answered with scores that are no numbers")
        self._first, self._scores = frame, scores
        self._look = min(2 * self._look, _LONGEST_LOOK)
