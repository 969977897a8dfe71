"""Greedy decoding of a token-and-duration transducer (Xu et al. 2023, arXiv:2304.06795).

Each frame gives a token or the blank, and how many frames to jump. The predictor's state changes with a
token only. Held against onnx-asr's loop in `tests/parakeet/test_greedy.py`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .constants import BLANK, DURATIONS, ENCODER_SIZE, MAX_TOKENS_PER_FRAME, TOKEN_SCORES
from .errors import ModelFailed
from .joint import Joint, start_position
from .lattice import Lattice
from .tokens import Decoding, Position, Token


def _log_probability(scores: NDArray[np.float32], token: int) -> float:
    """Of one token among all and the blank; durations are another choice and have no part in it."""
    highest = float(scores.max())
    total = float(np.exp(scores.astype(np.float64) - highest).sum())
    return float(scores[token]) - highest - float(np.log(total))


def _check_encoded(encoded: NDArray[np.float32]) -> None:
    if encoded.ndim != 2 or encoded.shape[1] != ENCODER_SIZE:
        raise ModelFailed(f"encoder frames of shape {encoded.shape}; expected [T, {ENCODER_SIZE}]")
    if not np.isfinite(encoded).all():
        raise ModelFailed("the encoder answered with frames that are no numbers")


def decode_greedy(encoded: NDArray[np.float32], joint: Joint, start: Position | None = None) -> Decoding:
    """Tokens of encoder frames [T, 1024], from `start` on."""
    _check_encoded(encoded)
    position = start or start_position()
    frame, emitted = position.frame, position.emitted
    lattice = Lattice(encoded, joint, position.last, position.state)
    decoding = Decoding(tokens=[], after=[])
    while frame < len(encoded):
        scores = lattice.scores(frame)
        token = int(scores[:TOKEN_SCORES].argmax())
        jump = DURATIONS[int(scores[TOKEN_SCORES:].argmax())]
        found_at = frame
        if token != BLANK:
            emitted += 1
        if jump > 0:
            frame, emitted = frame + jump, 0
        elif token == BLANK or emitted >= MAX_TOKENS_PER_FRAME:
            frame, emitted = frame + 1, 0
        if token != BLANK:
            log_probability = _log_probability(scores[:TOKEN_SCORES], token)
            position = Position(frame=frame, last=token, state=lattice.state, emitted=emitted)
            decoding.tokens.append(Token(token, found_at, jump, log_probability))
            decoding.after.append(position)
            lattice = Lattice(encoded, joint, token, position.state)
    return decoding
