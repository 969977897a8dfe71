"""What the networks hear of a recording: three kinds of features, each as it was in their training.

Sources: openai/whisper's `log_mel_spectrogram` (speech tokens), Kaldi's `compute-fbank-feats` (speaker), and
Matcha-TTS's `mel_spectrogram` with the settings of `cosyvoice2.yaml` (sound).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .mel_filters import kaldi_filters, slaney_filters

TOKEN_RATE_HZ = 16_000
SOUND_RATE_HZ = 24_000


def _frames(samples: NDArray[np.float64], size: int, hop: int) -> NDArray[np.float64]:
    """[frames, size]; what is left at the end is no frame."""
    return np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]


def _hann(size: int) -> NDArray[np.float64]:
    """Periodic, as torch's."""
    return np.hanning(size + 1)[:-1]


def token_features(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of samples at 16 kHz: [1, 128, frames of 10 ms]."""
    fft, hop, bands = 400, 160, 128
    padded = np.pad(samples.astype(np.float64), fft // 2, mode="reflect")
    power = np.abs(np.fft.rfft(_frames(padded, fft, hop)[:-1] * _hann(fft))) ** 2
    mel = power @ slaney_filters(TOKEN_RATE_HZ, fft, bands, TOKEN_RATE_HZ / 2)
    logarithm = np.log10(np.maximum(mel, 1e-10))
    logarithm = np.maximum(logarithm, logarithm.max() - 8.0)
    return ((logarithm + 4.0) / 4.0).T[None].astype(np.float32)


def speaker_features(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of samples at 16 kHz: [1, frames of 10 ms, 80], each band without its mean."""
    window, hop, fft, bands, low_hz = 400, 160, 512, 80, 20.0
    frames = _frames(samples.astype(np.float64), window, hop)
    frames = frames - frames.mean(axis=1, keepdims=True)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    # Povey's window.
    shaped = (frames - 0.97 * before) * np.hanning(window) ** 0.85
    power = np.abs(np.fft.rfft(shaped, fft)) ** 2
    mel = power @ kaldi_filters(TOKEN_RATE_HZ, fft, bands, low_hz)
    logarithm = np.log(np.maximum(mel, np.finfo(np.float32).eps))
    return (logarithm - logarithm.mean(axis=0))[None].astype(np.float32)


def sound_features(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of samples at 24 kHz: [frames of 20 ms, 80]."""
    fft, hop, bands, high_hz = 1_920, 480, 80, 8_000.0
    padded = np.pad(samples.astype(np.float64), (fft - hop) // 2, mode="reflect")
    spectrum = np.fft.rfft(_frames(padded, fft, hop) * _hann(fft))
    magnitude = np.sqrt(np.abs(spectrum) ** 2 + 1e-9)
    mel = magnitude @ slaney_filters(SOUND_RATE_HZ, fft, bands, high_hz)
    return np.log(np.maximum(mel, 1e-5)).astype(np.float32)
