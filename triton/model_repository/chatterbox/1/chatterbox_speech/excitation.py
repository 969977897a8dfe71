"""What the vocoder shapes: a tone of the voice's pitch with its harmonics, and breath.

The phase goes on from chunk to chunk. Begun anew in each it would jump at the seams, which is a click.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .constants import (
    HARMONIC_AMPLITUDE,
    HARMONICS,
    SAMPLE_RATE_HZ,
    SAMPLES_PER_FRAME,
    VOICED_ABOVE_HZ,
    VOICED_NOISE,
)

_WITHIN_FRAME = np.arange(1, SAMPLES_PER_FRAME + 1)


@dataclass(frozen=True, slots=True)
class HarmonicMix:
    """How the harmonics become one signal; learned, part of the vocoder's weights."""

    weights: NDArray[np.float32]
    bias: float


class Excitation:
    """Of one utterance, frame after frame."""

    def __init__(self, mix: HarmonicMix, random: np.random.Generator) -> None:
        self._mix = mix
        self._random = random
        # In cycles of the fundamental.
        self._phase = 0.0
        # Where each harmonic begins, in cycles; the fundamental at 0.
        offsets = random.uniform(-0.5, 0.5, HARMONICS)
        offsets[0] = 0.0
        # Each harmonic has breath of its own. Normal noise of nine sources, mixed, is normal noise.
        self._breath_loudness = float(np.linalg.norm(mix.weights))
        self._factors = HARMONIC_AMPLITUDE * mix.weights * np.exp(2j * np.pi * offsets)

    def extend(self, pitch_hz: NDArray[np.float32]) -> NDArray[np.float32]:
        """The samples of the next frames, whose pitch this is."""
        voiced = np.repeat(pitch_hz > VOICED_ABOVE_HZ, SAMPLES_PER_FRAME)
        breath = self._breath_loudness * self._random.standard_normal(len(voiced), dtype=np.float32)
        signal = np.where(voiced, VOICED_NOISE, HARMONIC_AMPLITUDE / 3) * breath
        signal += voiced * self._tone(pitch_hz)
        return np.tanh(signal + self._mix.bias).astype(np.float32)

    def _tone(self, pitch_hz: NDArray[np.float32]) -> NDArray[np.float64]:
        """The harmonics, mixed: a polynomial in the fundamental, one sine for all of them."""
        step = pitch_hz.astype(np.float64) / SAMPLE_RATE_HZ
        ends = self._phase + np.cumsum(step * SAMPLES_PER_FRAME)
        starts = np.concatenate([[self._phase], ends[:-1]])
        if len(ends) > 0:
            self._phase = float(ends[-1] % 1.0)
        cycles = (starts[:, None] + step[:, None] * _WITHIN_FRAME).reshape(-1)
        fundamental = np.exp(2j * np.pi * (cycles % 1.0))
        total = np.zeros_like(fundamental)
        for factor in self._factors[::-1]:
            total += factor
            total *= fundamental
        return total.imag
