"""What greedy decoding gives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class PredictorState:
    """State of the prediction network: two arrays FP32 [2 layers, 1, 640]."""

    hidden: NDArray[np.float32]
    cell: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of text."""

    id: int
    # Encoder frames of 80 ms: where it was found, and how far the model jumped after it.
    frame: int
    duration: int
    # Natural logarithm, among the tokens and the blank.
    log_probability: float


@dataclass(frozen=True, slots=True)
class Position:
    """From where decoding can go on: the frame to be looked at, and what was said before it."""

    frame: int
    last: int
    state: PredictorState
    # Tokens that this frame has already given.
    emitted: int


@dataclass(frozen=True, slots=True)
class Decoding:
    """Tokens in order, and for each the position after it."""

    tokens: list[Token]
    after: list[Position]
