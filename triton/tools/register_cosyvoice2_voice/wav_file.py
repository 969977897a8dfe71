"""A recording as one row of samples."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .errors import RegistrationError

# Shorter says too little of a voice; the network of speech tokens takes no more.
MIN_SECONDS = 3.0
MAX_SECONDS = 30.0


def _samples(data: bytes, bytes_each: int) -> NDArray[np.float32]:
    """-1…1 of little-endian integers."""
    if bytes_each == 2:
        return np.frombuffer(data, dtype="<i2").astype(np.float32) / 2.0**15
    if bytes_each == 4:
        return (np.frombuffer(data, dtype="<i4") / 2.0**31).astype(np.float32)
    # Three bytes become the upper three of four.
    triples = np.frombuffer(data, dtype=np.uint8).reshape(-1, 3)
    wide = np.zeros((len(triples), 4), dtype=np.uint8)
    wide[:, 1:] = triples
    return (wide.view("<i4")[:, 0] / 2.0**31).astype(np.float32)


def read_wav(path: Path) -> tuple[NDArray[np.float32], int]:
    """Samples and their rate; channels become their mean. Raises RegistrationError."""
    try:
        with wave.open(str(path), "rb") as file:
            rate_hz, channels, bytes_each = file.getframerate(), file.getnchannels(), file.getsampwidth()
            data = file.readframes(file.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise RegistrationError(f"{path} is no WAV file of integers: {error}") from error
    if bytes_each not in (2, 3, 4):
        raise RegistrationError(f"{path} has samples of {8 * bytes_each} bits; 16, 24 or 32 are read")
    whole = len(data) // (bytes_each * channels) * bytes_each * channels
    samples = _samples(data[:whole], bytes_each).reshape(-1, channels).mean(axis=1)
    seconds = len(samples) / rate_hz
    if not MIN_SECONDS <= seconds <= MAX_SECONDS:
        raise RegistrationError(
            f"{path} has {seconds:.1f} s; a voice needs {MIN_SECONDS:.0f} to {MAX_SECONDS:.0f} s"
        )
    if np.abs(samples).max() < 0.01:
        raise RegistrationError(f"{path} is silent")
    return samples, rate_hz
