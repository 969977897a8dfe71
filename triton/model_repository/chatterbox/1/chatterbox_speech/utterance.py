"""From the speech tokens of one utterance to its sound, chunk by chunk."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .constants import (
    FRAMES_PER_TOKEN,
    LOOK_AHEAD_TOKENS,
    SILENCE_TOKEN,
    SILENCE_TOKENS_AT_END,
)
from .euler import integrate
from .networks import FlowSettings, S3Gen
from .noise import UtteranceNoise
from .schedule import ChunkSchedule
from .voice import Voice
from .wave_assembly import WaveAssembly


class Utterance:
    """Tokens in with `add`; sound out with `next_chunk` while `ready`, and with `last_chunk` once.

    Sound that was given is never given again, and follows on without a gap.
    """

    def __init__(
        self,
        networks: S3Gen,
        voice: Voice,
        schedule: ChunkSchedule,
        flow: FlowSettings,
        seed: int,
        checkpoint: Callable[[], None],
    ) -> None:
        self._networks, self._voice, self._schedule, self._flow = networks, voice, schedule, flow
        self._checkpoint = checkpoint
        self._noise = UtteranceNoise(seed, voice.prompt_frames)
        self._waves = WaveAssembly(networks, schedule.overlap, np.random.default_rng(seed))
        self._tokens: list[int] = []
        self._chunks = 0
        # Tokens that have become sound, the overlap's among them.
        self._made = 0

    @property
    def chunks(self) -> int:
        """How many were made."""
        return self._chunks

    @property
    def ready(self) -> bool:
        """Whether the tokens of the next chunk are there, and those that it looks ahead to."""
        return len(self._tokens) >= self._next_end + LOOK_AHEAD_TOKENS

    @property
    def _next_end(self) -> int:
        return self._made + self._schedule.size(self._chunks)

    def add(self, tokens: list[int]) -> None:
        """The next tokens; sound only, no START or STOP."""
        self._tokens.extend(tokens)

    def next_chunk(self) -> NDArray[np.float32]:
        """While `ready`."""
        return self._make(self._next_end, complete=False)

    def last_chunk(self) -> NDArray[np.float32]:
        """What is left, to the last sample; empty where there never was a token."""
        if not self._tokens:
            return np.zeros(0, dtype=np.float32)
        self._tokens += [SILENCE_TOKEN] * SILENCE_TOKENS_AT_END
        return self._make(len(self._tokens), complete=True)

    def _make(self, end: int, complete: bool) -> NDArray[np.float32]:
        self._checkpoint()
        start = self._schedule.window_start(self._made)
        mel = self._spectrogram(start, end, complete)
        self._checkpoint()
        fresh_from = max(0, self._made - self._schedule.overlap)
        audio = self._waves.extend(mel[:, FRAMES_PER_TOKEN * (fresh_from - start) :], complete)
        self._made = end
        self._chunks += 1
        return audio

    def _spectrogram(self, start: int, end: int, complete: bool) -> NDArray[np.float32]:
        """Frames of the tokens from `start` to `end`: [80, frames]."""
        seen = self._tokens[start : end if complete else end + LOOK_AHEAD_TOKENS]
        condition = self._networks.condition(np.array(seen, dtype=np.int64), self._voice, complete)
        mel = integrate(
            lambda state, begin, until: self._networks.velocity(state, condition, begin, until),
            self._noise.window(FRAMES_PER_TOKEN * start, FRAMES_PER_TOKEN * end),
            self._flow.steps,
            self._checkpoint,
        )
        return mel[:, self._voice.prompt_frames :]
