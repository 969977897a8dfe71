"""Per-feature normalization: each mel band to mean 0 and deviation 1 over the recording."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .constants import DEVIATION_GUARD


def normalize_per_feature(log_mel: NDArray[np.float32]) -> NDArray[np.float32]:
    """[frames, bands] to the same shape; the variance is that of a sample (divided by frames - 1).

    One frame has no deviation: it becomes 0, as in NeMo.
    """
    frames = len(log_mel)
    if frames == 0:
        return log_mel
    centred = log_mel - log_mel.mean(axis=0, dtype=np.float64).astype(np.float32)
    variance = np.square(centred).sum(axis=0, dtype=np.float64) / max(1, frames - 1)
    deviation = np.sqrt(variance).astype(np.float32) + np.float32(DEVIATION_GUARD)
    normalized: NDArray[np.float32] = centred / deviation
    return normalized
