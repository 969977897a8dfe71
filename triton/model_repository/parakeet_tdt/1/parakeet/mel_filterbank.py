"""The mel filters of the features: Slaney's scale and Slaney's normalization, as librosa's default."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .constants import FFT_SAMPLES, MEL_BANDS, SAMPLE_RATE_HZ

# Slaney's Auditory Toolbox (1998): linear below 1 kHz, logarithmic above, 27 steps to 6.4 kHz.
_HZ_PER_MEL = 200.0 / 3.0
_BREAK_HZ = 1_000.0
_BREAK_MEL = _BREAK_HZ / _HZ_PER_MEL
_LOG_STEP = np.log(6.4) / 27.0


def _mel_of(hz: float) -> float:
    if hz < _BREAK_HZ:
        return hz / _HZ_PER_MEL
    return float(_BREAK_MEL + np.log(hz / _BREAK_HZ) / _LOG_STEP)


def _hz_of(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    linear = mel * _HZ_PER_MEL
    logarithmic = _BREAK_HZ * np.exp(_LOG_STEP * (mel - _BREAK_MEL))
    return np.where(mel < _BREAK_MEL, linear, logarithmic)


def mel_filterbank() -> NDArray[np.float32]:
    """Triangles over the power spectrum, [257 frequencies, 128 bands], from 0 Hz to 8 kHz.

    Each has the area of 1 over its width in Hz (Slaney's normalization).
    """
    nyquist = SAMPLE_RATE_HZ / 2.0
    frequencies = np.linspace(0.0, nyquist, FFT_SAMPLES // 2 + 1)
    corners = _hz_of(np.linspace(0.0, _mel_of(nyquist), MEL_BANDS + 2))
    left, centre, right = corners[:-2], corners[1:-1], corners[2:]
    rising = (frequencies[:, None] - left) / (centre - left)
    falling = (right - frequencies[:, None]) / (right - centre)
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    filters: NDArray[np.float32] = (triangles * (2.0 / (right - left))).astype(np.float32)
    return filters
