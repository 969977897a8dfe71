"""Log-mel features of a recording that grows.

A decode of an utterance that still runs needs the features of all of it; computed once per frame they
cost a thousandth of real time, computed again for each decode they would cost ten times more.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .constants import HOP_SAMPLES, MEL_BANDS
from .log_mel import HALF_FFT, log_mel_frames, pre_emphasize

_INT16_SCALE = np.float32(1.0 / 32_768.0)


class LogMelStream:
    """Takes 16 kHz samples as they come. Keeps 512 bytes of features per 10 ms, and the last samples."""

    def __init__(self) -> None:
        self._samples = 0
        self._previous = 0.0
        # Pre-emphasized, from 256 samples before the centre of the next frame on.
        self._tail = np.zeros(HALF_FFT, dtype=np.float32)
        self._known = np.zeros((256, MEL_BANDS), dtype=np.float32)
        self._frames = 0

    @property
    def samples(self) -> int:
        """How many were appended."""
        return self._samples

    def append(self, samples: NDArray[np.int16]) -> None:
        """The next samples of the recording, any number of them."""
        if len(samples) == 0:
            return
        scaled = samples.astype(np.float32) * _INT16_SCALE
        self._tail = np.concatenate([self._tail, pre_emphasize(scaled, self._previous)])
        self._previous = float(scaled[-1])
        self._samples += len(samples)
        complete = (len(self._tail) - 2 * HALF_FFT) // HOP_SAMPLES + 1
        if complete > 0:
            self._keep(log_mel_frames(self._tail, complete))
            self._tail = self._tail[complete * HOP_SAMPLES :].copy()

    def features(self) -> NDArray[np.float32]:
        """The frames of what was appended so far, [samples // 160, 128], silence assumed after it.

        A view where possible: valid until the next `append`.
        """
        wanted = self._samples // HOP_SAMPLES
        missing = wanted - self._frames
        if missing <= 0:
            return self._known[:wanted]
        padded = np.concatenate([self._tail, np.zeros(2 * HALF_FFT, dtype=np.float32)])
        return np.concatenate([self._known[: self._frames], log_mel_frames(padded, missing)])

    def _keep(self, frames: NDArray[np.float32]) -> None:
        needed = self._frames + len(frames)
        if needed > len(self._known):
            grown = np.zeros((max(needed, 2 * len(self._known)), MEL_BANDS), dtype=np.float32)
            grown[: self._frames] = self._known[: self._frames]
            self._known = grown
        self._known[self._frames : needed] = frames
        self._frames = needed
