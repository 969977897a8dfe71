"""Another sample rate, by sinc interpolation in a Hann window."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Zero crossings on each side, and how much of the lower rate's half is kept.
_CROSSINGS = 32
_ROLL_OFF = 0.95
_BLOCK = 16_384


def resample(samples: NDArray[np.float32], from_hz: int, to_hz: int) -> NDArray[np.float32]:
    """As long as before, to a sample."""
    if from_hz == to_hz:
        return samples
    cutoff = _ROLL_OFF * min(1.0, to_hz / from_hz)
    reach = int(np.ceil(_CROSSINGS / cutoff))
    padded = np.pad(samples.astype(np.float64), reach)
    count = len(samples) * to_hz // from_hz
    offsets = np.arange(-reach + 1, reach + 1)
    blocks = []
    for start in range(0, count, _BLOCK):
        places = np.arange(start, min(count, start + _BLOCK)) * (from_hz / to_hz)
        nearest = np.floor(places).astype(np.int64)
        distances = places[:, None] - (nearest[:, None] + offsets)
        window = 0.5 + 0.5 * np.cos(np.pi * np.clip(distances / reach, -1.0, 1.0))
        kernel = cutoff * np.sinc(cutoff * distances) * window
        blocks.append((kernel * padded[nearest[:, None] + offsets + reach]).sum(axis=1))
    return np.concatenate([np.zeros(0), *blocks]).astype(np.float32)
