"""S3Gen in small: made of a few filters, with S3Gen's rates, look-ahead and reach.

What it makes of a token is known to the sample, so that chunks can be held against the whole.
"""

from dataclasses import dataclass, field

import numpy as np

from chatterbox_speech.constants import (
    FRAMES_PER_TOKEN,
    HARMONICS,
    LOOK_AHEAD_TOKENS,
    MEL_BANDS,
    SAMPLES_PER_FRAME,
    SOUND_TOKENS,
)
from chatterbox_speech.excitation import HarmonicMix
from chatterbox_speech.voice import EMBEDDING_SIZE, Voice

_random = np.random.default_rng(7)
_TABLE = _random.standard_normal((SOUND_TOKENS, MEL_BANDS)).astype(np.float32)
_AHEAD = np.array([0.6, 0.2, 0.15, 0.05], dtype=np.float32)
_GAINS = _random.standard_normal(MEL_BANDS).astype(np.float32) / MEL_BANDS

# Frames to each side that a sample hangs on.
REACH_FRAMES = 3


def small_voice(name: str = "anna", prompt_tokens: int = 5, seed: int = 1) -> Voice:
    """A voice whose recording is noise."""
    random = np.random.default_rng(seed)
    return Voice(
        name=name,
        prompt_tokens=random.integers(0, SOUND_TOKENS, prompt_tokens),
        prompt_mel=random.standard_normal((MEL_BANDS, FRAMES_PER_TOKEN * prompt_tokens)).astype(np.float32),
        embedding=random.standard_normal(EMBEDDING_SIZE).astype(np.float32),
        t3_prefix=f"<|v_{name}_0|><|v_{name}_1|>",
    )


@dataclass
class SmallS3Gen:
    """Counts its calls; `after_call` is called with the name of each."""

    calls: list[str] = field(default_factory=list)
    shapes: set[tuple] = field(default_factory=set)
    after_call: object = None

    @property
    def mix(self):
        return HarmonicMix(np.linspace(1.0, 0.2, HARMONICS, dtype=np.float32), 0.0)

    def _called(self, name: str, *shape) -> None:
        self.calls.append(name)
        self.shapes.add((name, *shape))
        if self.after_call is not None:
            self.after_call(name)

    def condition(self, tokens, voice, complete):
        self._called("condition", len(tokens), complete)
        rows = _TABLE[np.concatenate([voice.prompt_tokens, tokens])]
        ahead = np.concatenate([rows, np.zeros((LOOK_AHEAD_TOKENS, MEL_BANDS), dtype=np.float32)])
        seen = sum(weight * ahead[offset : offset + len(rows)] for offset, weight in enumerate(_AHEAD))
        if not complete:
            seen = seen[:-LOOK_AHEAD_TOKENS]
        return np.repeat(seen, FRAMES_PER_TOKEN, axis=0).T

    def velocity(self, state, condition, begin, end):
        """Towards the condition, drawn along by the frame before."""
        self._called("velocity", state.shape[1])
        before = np.concatenate([state[:, :1], state[:, :-1]], axis=1)
        return condition - 0.8 * state - 0.2 * before

    def pitch(self, mel):
        self._called("pitch", mel.shape[1])
        return (160 + 60 * np.tanh(_GAINS @ mel * 4)).astype(np.float32)

    def vocode(self, mel, excitation):
        self._called("vocode", mel.shape[1])
        loudness = np.tanh(np.abs(mel).mean(axis=0))
        padded = np.pad(loudness, REACH_FRAMES, mode="edge")
        smooth = np.convolve(padded, np.hanning(2 * REACH_FRAMES + 3)[1:-1] / (REACH_FRAMES + 1), "valid")
        middles = SAMPLES_PER_FRAME * (np.arange(len(smooth)) + 0.5)
        gain = np.interp(np.arange(len(excitation)), middles, smooth)
        return (gain * excitation).astype(np.float32)
