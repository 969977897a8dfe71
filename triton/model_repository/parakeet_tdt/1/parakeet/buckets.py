"""Lengths at which the encoder is called.

Two requests share a batch only if their tensors have one shape, and the convolution library prepares
itself for each shape anew. With few lengths both become likely hits; the silence added to a recording is
masked by its true length.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .constants import MEL_BANDS
from .errors import InvalidRequest

# Feature frames of 10 ms. The last holds the longest window (`windows.py`).
BUCKET_FRAMES = (200, 400, 800, 1600, 3000)


def bucket_of(frames: int) -> int:
    """The shortest length that holds so many frames."""
    for bucket in BUCKET_FRAMES:
        if frames <= bucket:
            return bucket
    raise InvalidRequest(f"{frames} feature frames; the encoder is given at most {BUCKET_FRAMES[-1]}")


def encoder_input(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """[frames, 128] to the encoder's [1, 128, bucket], zeros after the last frame."""
    padded = np.zeros((1, MEL_BANDS, bucket_of(len(features))), dtype=np.float32)
    padded[0, :, : len(features)] = features.T
    return padded
