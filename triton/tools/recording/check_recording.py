"""Whether a voice can be made of a recording: what is wrong in it is wrong in every word it will speak."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .errors import RecordingError
from .wav_recording import Recording, read_recording

# The networks that make speech tokens hear up to 8 kHz.
_LOWEST_RATE_HZ = 16_000
_QUIETEST_DB = -40.0
_CLIPPED_AT = 0.999
_MOST_CLIPPED = 1e-3
_FRAME_S = 0.02
# Of the loudest frame: quieter is a pause.
_PAUSE_BELOW = 0.05
_LEAST_SPEECH = 0.4


def read_good_recording(path: Path, shortest_s: float, longest_s: float) -> Recording:
    """Raises RecordingError with all that is wrong in it."""
    recording = read_recording(path)
    problems = list(problems_of(recording, shortest_s, longest_s))
    if problems:
        raise RecordingError(f"{path}: " + "; ".join(problems))
    return recording


def problems_of(recording: Recording, shortest_s: float, longest_s: float) -> Iterator[str]:
    """What a person has to mend, in words; nothing where it is good."""
    samples = recording.samples
    if recording.sample_rate_hz < _LOWEST_RATE_HZ:
        yield f"its rate is {recording.sample_rate_hz} Hz; {_LOWEST_RATE_HZ} or more are needed"
    if not shortest_s < recording.seconds <= longest_s:
        needed = f"more than {shortest_s:g} and up to {longest_s:g} are needed"
        yield f"it is {recording.seconds:.1f} s long; {needed}"
    loudness = _frames(recording)
    if len(loudness) == 0:
        return
    level_db = 20 * np.log10(max(1e-9, float(np.sqrt(np.mean(loudness**2)))))
    if level_db < _QUIETEST_DB:
        yield f"its level is {level_db:.0f} dB; {_QUIETEST_DB:g} dB or more are needed"
    clipped = float(np.mean(np.abs(samples) >= _CLIPPED_AT))
    if clipped > _MOST_CLIPPED:
        yield f"{clipped:.1%} of it is clipped: record it less loud"
    speech = float(np.mean(loudness > _PAUSE_BELOW * loudness.max()))
    if speech < _LEAST_SPEECH:
        yield f"only {speech:.0%} of it is speech: cut its pauses"


def _frames(recording: Recording) -> NDArray[np.float32]:
    """Loudness in steps of 20 ms."""
    size = max(1, round(_FRAME_S * recording.sample_rate_hz))
    whole = recording.samples[: len(recording.samples) // size * size].reshape(-1, size)
    loudness: NDArray[np.float32] = np.sqrt(np.mean(whole**2, axis=1))
    return loudness
