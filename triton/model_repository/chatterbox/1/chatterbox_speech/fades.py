"""Where sound begins, and where two versions of it meet."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .constants import SAMPLE_RATE_HZ

# The reference recording can be heard in the first moments of an utterance: 20 ms of it are cut off and
# the next 20 ms faded in, as in the original.
_FADE_SAMPLES = SAMPLE_RATE_HZ // 50


def _rise(samples: int) -> NDArray[np.float32]:
    """From 0 to 1 along half a cosine."""
    rise: NDArray[np.float32] = ((1 - np.cos(np.pi * np.linspace(0, 1, samples))) / 2).astype(np.float32)
    return rise


def fade_in(audio: NDArray[np.float32]) -> NDArray[np.float32]:
    """The first sound of an utterance."""
    envelope = np.concatenate([np.zeros(_FADE_SAMPLES, dtype=np.float32), _rise(_FADE_SAMPLES)])
    faded = audio.copy()
    faded[: len(envelope)] *= envelope[: len(audio)]
    return faded


def cross_fade(before: NDArray[np.float32], after: NDArray[np.float32]) -> NDArray[np.float32]:
    """From the one to the other, of equal length.

    Both were made from one excitation, so they are in phase: weights that sum to 1 keep the loudness.
    """
    weight = _rise(len(before))
    return before + weight * (after - before)
