"""Recordings that are written for a test."""

import wave

import numpy as np

RATE = 24_000


def speech(seconds: float = 8.0, rate: int = RATE, loudness: float = 0.3) -> np.ndarray:
    """A tone that comes and goes as syllables do."""
    time = np.arange(round(seconds * rate)) / rate
    return loudness * np.sin(2 * np.pi * 180 * time) * (0.55 + 0.45 * np.sin(2 * np.pi * 4 * time))


def write_wav(path, samples, rate=RATE, width=2, channels=1) -> None:
    whole = np.round(np.clip(samples, -1, 1) * (2 ** (8 * width - 1) - 1)).astype("<i4")
    content = whole.view(np.uint8).reshape(-1, 4)[:, :width].tobytes()
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, width, rate, 0, "NONE", ""))
        file.writeframes(content)
