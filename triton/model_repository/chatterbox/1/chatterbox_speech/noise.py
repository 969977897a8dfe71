"""The noise that the flow begins with.

The same for the same frame of an utterance, whichever chunk it is made in: with fresh noise for each chunk
the two sides of a seam would be two readings of one word.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .constants import MEL_BANDS


class UtteranceNoise:
    """Grows with the utterance; `seed` alone decides it."""

    def __init__(self, seed: int, prompt_frames: int) -> None:
        prompt, frames = np.random.SeedSequence(seed).spawn(2)
        # The prompt's share has its own stream, so that the frames' does not depend on the prompt's length.
        self._prompt = self._draw(np.random.default_rng(prompt), prompt_frames)
        self._random = np.random.default_rng(frames)
        self._frames = np.zeros((0, MEL_BANDS), dtype=np.float32)
        self._first = 0

    def window(self, start: int, end: int) -> NDArray[np.float32]:
        """For the prompt and the frames from `start` to `end`: [80, frames]. Starts never go back."""
        missing = end - self._first - len(self._frames)
        if missing > 0:
            self._frames = np.concatenate([self._frames, self._draw(self._random, missing)])
        self._frames = self._frames[start - self._first :]
        self._first = start
        return np.concatenate([self._prompt, self._frames[: end - start]]).T

    @staticmethod
    def _draw(random: np.random.Generator, frames: int) -> NDArray[np.float32]:
        return random.standard_normal((frames, MEL_BANDS), dtype=np.float32)
