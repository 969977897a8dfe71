"""Sounds made by rule, the same in every run."""

import numpy as np


def noise(seconds: float, seed: int) -> np.ndarray:
    """White noise at a tenth of full scale, FP32 at 16 kHz."""
    random = np.random.default_rng(seed)
    return (0.1 * random.standard_normal(round(16_000 * seconds))).astype(np.float32)


def speech_like(seconds: float, seed: int) -> np.ndarray:
    """Harmonics of a gliding pitch in syllables of four per second, FP32 at 16 kHz."""
    time = np.arange(round(16_000 * seconds)) / 16_000
    pitch = 120 + 20 * np.sin(2 * np.pi * 0.7 * time + seed)
    phase = 2 * np.pi * np.cumsum(pitch) / 16_000
    voice = sum(np.sin(k * phase) / k for k in range(1, 20))
    syllables = np.clip(np.sin(2 * np.pi * 4 * time), 0, 1)
    return (0.2 * voice * syllables + 0.01 * noise(seconds, seed)[: len(time)]).astype(np.float32)


def int16(samples: np.ndarray) -> np.ndarray:
    """PCM of -1…1."""
    return np.clip(np.round(samples * 32_767), -32_768, 32_767).astype(np.int16)
