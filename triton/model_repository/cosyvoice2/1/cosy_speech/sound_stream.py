"""Speech tokens in, sound out, while tokens still come."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from .chunk_schedule import FIRST_TOKENS, is_due, next_boundary
from .constants import (
    FRAMES_PER_TOKEN,
    LOOK_AHEAD_TOKENS,
    MEL_BANDS,
    OVERLAP_FRAMES,
    OVERLAP_SAMPLES,
    SAMPLES_PER_FRAME,
)
from .cross_fade import cross_fade
from .errors import ModelFailed
from .networks import Networks
from .voice import Voice

_NO_SAMPLES = np.zeros(0, dtype=np.float32)


class SoundStream:
    """Of one speech. All that is kept of it lives here and goes with it.

    The flow computes all tokens so far each time: its noise is fixed by position, so that what was said
    comes out as before. The vocoder is given the new frames and the last 8 of those before; the end of
    each chunk is held back and faded into the next.
    """

    def __init__(self, networks: Networks, voice: Voice, first_tokens: int = FIRST_TOKENS) -> None:
        self._networks = networks
        self._voice = voice
        self._first_tokens = first_tokens
        self._tokens: list[int] = []
        # Tokens whose sound was made.
        self._done = 0
        # The ends of the last chunk: frames, excitation, and samples that are not given yet.
        self._mel = np.zeros((MEL_BANDS, 0), dtype=np.float32)
        self._source = _NO_SAMPLES
        self._held = _NO_SAMPLES

    @property
    def tokens(self) -> int:
        """How many came."""
        return len(self._tokens)

    def add(self, tokens: list[int]) -> Iterator[NDArray[np.float32]]:
        """The sound that can be made now; nothing is computed for a chunk that is not asked for."""
        self._tokens += tokens
        while is_due(len(self._tokens), boundary := next_boundary(self._done, self._first_tokens)):
            yield self._chunk(boundary)

    def finish(self) -> NDArray[np.float32]:
        """The rest, down to the last sample."""
        if not self._tokens:
            return _NO_SAMPLES
        mel = self._frames(len(self._tokens), final=True)
        samples, _ = self._vocode(mel)
        self._held = _NO_SAMPLES
        return samples

    def _chunk(self, boundary: int) -> NDArray[np.float32]:
        mel = self._frames(boundary, final=False)
        samples, source = self._vocode(mel)
        self._mel = mel[:, -OVERLAP_FRAMES:]
        self._source = source[-OVERLAP_SAMPLES:]
        self._held = samples[-OVERLAP_SAMPLES:]
        self._done = boundary
        return samples[:-OVERLAP_SAMPLES]

    def _frames(self, end: int, final: bool) -> NDArray[np.float32]:
        """Those since the last chunk, after the last frames of that one."""
        given = end if final else end + LOOK_AHEAD_TOKENS
        mel = self._networks.mel(self._voice, np.array(self._tokens[:given], dtype=np.int32), final)
        if mel.shape != (MEL_BANDS, FRAMES_PER_TOKEN * end):
            raise ModelFailed(f"the flow gave frames {mel.shape} for {end} tokens")
        if not np.isfinite(mel).all():
            raise ModelFailed("the flow gave frames that are no numbers")
        return np.concatenate([self._mel, mel[:, FRAMES_PER_TOKEN * self._done :]], axis=1)

    def _vocode(self, mel: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        samples, source = self._networks.sound(mel, self._source)
        if samples.shape != (SAMPLES_PER_FRAME * mel.shape[1],) or source.shape != samples.shape:
            raise ModelFailed(f"the vocoder gave {samples.shape} samples for {mel.shape[1]} frames")
        if not np.isfinite(samples).all():
            raise ModelFailed("the vocoder gave samples that are no numbers")
        return cross_fade(self._held, np.clip(samples, -1.0, 1.0)), source
