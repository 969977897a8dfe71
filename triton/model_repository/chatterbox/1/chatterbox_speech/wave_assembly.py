"""Spectrograms of chunks that overlap, to one sound without seams."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .constants import FRAMES_PER_TOKEN, MEL_BANDS, SAMPLES_PER_FRAME
from .excitation import Excitation
from .fades import cross_fade, fade_in
from .networks import S3Gen

# The vocoder hears so far to each side: 13 frames by its convolutions, 5 more by its pitch.
CONTEXT_FRAMES = 18


class WaveAssembly:
    """Keeps what the next chunk needs: some frames, their excitation, and the sound that was held back."""

    def __init__(self, networks: S3Gen, overlap_tokens: int, random: np.random.Generator) -> None:
        self._networks = networks
        self._overlap_frames = FRAMES_PER_TOKEN * overlap_tokens
        self._excitation = Excitation(networks.mix, random)
        # Frames before the overlap, and the samples that were made for them and for the overlap.
        self._context = np.zeros((MEL_BANDS, 0), dtype=np.float32)
        self._known = np.zeros(0, dtype=np.float32)
        self._held = np.zeros(0, dtype=np.float32)
        self._begun = False

    def extend(self, mel: NDArray[np.float32], complete: bool) -> NDArray[np.float32]:
        """The sound of the next frames; those of the overlap come again at their beginning."""
        frames = np.concatenate([self._context, mel], axis=1)
        pitch = self._networks.pitch(frames)
        # The overlap's excitation stays: both of its versions are then in phase.
        new = pitch[len(self._known) // SAMPLES_PER_FRAME :]
        excitation = np.concatenate([self._known, self._excitation.extend(new)])
        audio = self._networks.vocode(frames, excitation)
        audio = self._joined(audio[SAMPLES_PER_FRAME * self._context.shape[1] :])
        held = 0 if complete else SAMPLES_PER_FRAME * self._overlap_frames
        self._held = audio[len(audio) - held :]
        self._remember(frames, excitation)
        return audio[: len(audio) - held]

    def _joined(self, audio: NDArray[np.float32]) -> NDArray[np.float32]:
        if not self._begun:
            self._begun = True
            return fade_in(audio)
        seam = len(self._held)
        return np.concatenate([cross_fade(self._held, audio[:seam]), audio[seam:]])

    def _remember(self, frames: NDArray[np.float32], excitation: NDArray[np.float32]) -> None:
        end = frames.shape[1] - self._overlap_frames
        first = max(0, end - CONTEXT_FRAMES)
        self._context = frames[:, first:end].copy()
        self._known = excitation[SAMPLES_PER_FRAME * first :].copy()
