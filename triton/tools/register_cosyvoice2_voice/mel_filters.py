"""Mel filters over the frequencies of a Fourier transform, in the two ways that the networks want them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

_Scale = Callable[[NDArray[np.float64]], NDArray[np.float64]]

# Slaney's Auditory Toolbox (1998): linear below 1 kHz, logarithmic above, 27 steps to 6.4 kHz.
_BREAK_HZ = 1_000.0
_HZ_PER_MEL = 200.0 / 3.0
_BREAK_MEL = _BREAK_HZ / _HZ_PER_MEL
_LOG_STEP = np.log(6.4) / 27.0


def _slaney_mel(hz: NDArray[np.float64]) -> NDArray[np.float64]:
    above = _BREAK_MEL + np.log(np.maximum(hz, _BREAK_HZ) / _BREAK_HZ) / _LOG_STEP
    return np.where(hz < _BREAK_HZ, hz / _HZ_PER_MEL, above)


def _slaney_hz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(mel < _BREAK_MEL, mel * _HZ_PER_MEL, _BREAK_HZ * np.exp(_LOG_STEP * (mel - _BREAK_MEL)))


def _htk_mel(hz: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1_127.0 * np.log1p(hz / 700.0)


def _triangles(places: NDArray[np.float64], corners: NDArray[np.float64]) -> NDArray[np.float64]:
    left, centre, right = corners[:-2], corners[1:-1], corners[2:]
    rising = (places[:, None] - left) / (centre - left)
    falling = (right - places[:, None]) / (right - centre)
    return np.maximum(0.0, np.minimum(rising, falling))


def _frequencies(rate_hz: int, fft: int) -> NDArray[np.float64]:
    return np.arange(fft // 2 + 1) * (rate_hz / fft)


def slaney_filters(rate_hz: int, fft: int, bands: int, high_hz: float) -> NDArray[np.float64]:
    """librosa's default: triangles over Hz, each with an area of 1. [frequencies, bands]"""
    ends = _slaney_mel(np.array([0.0, high_hz]))
    corners = _slaney_hz(np.linspace(ends[0], ends[1], bands + 2))
    return _triangles(_frequencies(rate_hz, fft), corners) * (2.0 / (corners[2:] - corners[:-2]))


def kaldi_filters(rate_hz: int, fft: int, bands: int, low_hz: float) -> NDArray[np.float64]:
    """Kaldi's: triangles over mel, each 1 high; the highest frequency has no part. [frequencies, bands]"""
    ends = _htk_mel(np.array([low_hz, rate_hz / 2]))
    corners = np.linspace(ends[0], ends[1], bands + 2)
    filters = _triangles(_htk_mel(_frequencies(rate_hz, fft)), corners)
    filters[-1] = 0.0
    return filters
