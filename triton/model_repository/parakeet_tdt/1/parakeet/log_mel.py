"""Log-mel features before normalization."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .constants import (
    FFT_SAMPLES,
    HOP_SAMPLES,
    LOG_GUARD,
    MEL_BANDS,
    PRE_EMPHASIS,
    WINDOW_SAMPLES,
)
from .mel_filterbank import mel_filterbank

# Samples before and after the centre of a frame that its transform covers.
HALF_FFT = FFT_SAMPLES // 2

_FILTERS = mel_filterbank()


def _window() -> NDArray[np.float32]:
    """A symmetric Hann window of 25 ms in the middle of the transform; NeMo's is not the periodic one."""
    margin = (FFT_SAMPLES - WINDOW_SAMPLES) // 2
    return np.pad(np.hanning(WINDOW_SAMPLES), (margin, margin)).astype(np.float32)


_WINDOW = _window()


def pre_emphasize(samples: NDArray[np.float32], previous: float = 0.0) -> NDArray[np.float32]:
    """`x[n] - 0.97 x[n-1]` of samples in -1…1; `previous` is the sample before, 0 before the first."""
    emphasized = samples.astype(np.float32, copy=True)
    if len(samples) > 0:
        emphasized[0] -= np.float32(PRE_EMPHASIS * previous)
        emphasized[1:] -= np.float32(PRE_EMPHASIS) * samples[:-1]
    return emphasized


def log_mel_frames(padded: NDArray[np.float32], frames: int) -> NDArray[np.float32]:
    """The first frames of pre-emphasized samples that begin 256 samples before the first frame's centre.

    Needs `160 * (frames - 1) + 512` samples. Returns [frames, 128].
    """
    if frames <= 0:
        return np.zeros((0, MEL_BANDS), dtype=np.float32)
    covered = padded[: HOP_SAMPLES * (frames - 1) + FFT_SAMPLES]
    strided = np.lib.stride_tricks.sliding_window_view(covered, FFT_SAMPLES)[::HOP_SAMPLES]
    spectrum = np.fft.rfft(strided * _WINDOW, axis=1)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
    logarithm: NDArray[np.float32] = np.log(power @ _FILTERS + np.float32(LOG_GUARD))
    return logarithm
