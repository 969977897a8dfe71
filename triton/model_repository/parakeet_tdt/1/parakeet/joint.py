"""How the decoder looks at encoder frames."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .constants import BLANK, PREDICTOR_LAYERS, PREDICTOR_SIZE
from .tokens import Position, PredictorState


class Joint(Protocol):
    """Prediction and joint network in one call (the graph `decoder_joint`)."""

    def __call__(
        self, encoded: NDArray[np.float32], last: int, state: PredictorState
    ) -> tuple[NDArray[np.float32], PredictorState]:
        """Scores [frames, 1030] of encoder frames [frames, 1024], all for the same last token.

        The state returned is the one after `last`; it does not depend on the frames.
        """


def start_position() -> Position:
    """Before the first frame, with nothing said: the blank stands for the token before the first."""
    zeros = np.zeros((PREDICTOR_LAYERS, 1, PREDICTOR_SIZE), dtype=np.float32)
    return Position(frame=0, last=BLANK, state=PredictorState(zeros, zeros), emitted=0)
