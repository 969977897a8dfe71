"""The tone that the vocoder shapes."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as some

from chatterbox_speech.constants import HARMONICS, SAMPLE_RATE_HZ, SAMPLES_PER_FRAME
from chatterbox_speech.excitation import Excitation, HarmonicMix

MIX = HarmonicMix(np.linspace(1.0, 0.1, HARMONICS, dtype=np.float32), 0.05)


def whole(pitch, seed=3):
    return Excitation(MIX, np.random.default_rng(seed)).extend(pitch)


def by_the_formula(pitch, seed=3):
    """Sample by sample, as the paper and the original have it."""
    random = np.random.default_rng(seed)
    offsets = random.uniform(-0.5, 0.5, HARMONICS)
    offsets[0] = 0
    per_sample = np.repeat(pitch.astype(np.float64), SAMPLES_PER_FRAME)
    cycles = np.cumsum(per_sample / SAMPLE_RATE_HZ)
    mixed_breath = random.standard_normal(len(per_sample), dtype=np.float32)
    # Of each harmonic, so that they are this when they are mixed.
    breath = np.outer(mixed_breath, MIX.weights / np.linalg.norm(MIX.weights))
    signal = np.zeros_like(breath, dtype=np.float64)
    for harmonic in range(HARMONICS):
        tone = 0.1 * np.sin(2 * np.pi * (cycles * (harmonic + 1) + offsets[harmonic]))
        voiced = per_sample > 10
        loudness = np.where(voiced, 0.003, 0.1 / 3)
        signal[:, harmonic] = tone * voiced + loudness * breath[:, harmonic]
    return np.tanh(signal @ MIX.weights + MIX.bias)


def test_it_is_what_the_formula_says():
    pitch = np.array([120, 180, 5, 0, 240, 239], dtype=np.float32)
    np.testing.assert_allclose(whole(pitch), by_the_formula(pitch), atol=1e-5)


@given(some.lists(some.integers(0, 12), min_size=1, max_size=6))
@settings(max_examples=25)
def test_in_pieces_it_is_the_same_to_the_sample(lengths):
    pitch = np.abs(200 * np.sin(np.arange(sum(lengths)))).astype(np.float32)
    excitation = Excitation(MIX, np.random.default_rng(3))
    pieces, start = [], 0
    for length in lengths:
        pieces.append(excitation.extend(pitch[start : start + length]))
        start += length
    np.testing.assert_allclose(np.concatenate(pieces), whole(pitch), atol=1e-6)


def test_long_speech_does_not_wear_out_its_phase():
    excitation = Excitation(MIX, np.random.default_rng(3))
    for _ in range(12):
        excitation.extend(np.full(50, 200, dtype=np.float32))
    late = excitation.extend(np.full(50, 200, dtype=np.float32))
    spectrum = np.abs(np.fft.rfft(late))
    # The fundamental stands at 200 Hz and nowhere beside it.
    assert spectrum[200] > 30 * np.median(spectrum[190:196])
