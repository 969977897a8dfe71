"""Networks of CosyVoice 2's shapes that make a sound which is known to the sample.

A frame carries its place in the speech and a pitch, which is its token's; the vocoder plays it with a phase
that follows from the place. So a speech made in chunks can be compared with one made at once.
"""

from dataclasses import dataclass, field

import numpy as np

from cosy_speech.constants import (
    BLOCK_TOKENS,
    FRAMES_PER_TOKEN,
    LOOK_AHEAD_TOKENS,
    MEL_BANDS,
    SAMPLE_RATE_HZ,
    SAMPLES_PER_FRAME,
    SPEAKER_SIZE,
)
from cosy_speech.voice import Voice

_PITCH_HZ = 200.0
# Samples at the edges of what the vocoder is given of which it does not know both sides.
_EDGE_FRAMES = 4


def tone_voice(name: str = "anna", tokens: int = 50, text: str = "I am the voice.") -> Voice:
    """A registered voice of two seconds."""
    return Voice(
        name=name,
        text=text,
        tokens=np.arange(tokens, dtype=np.int32),
        mel=np.zeros((FRAMES_PER_TOKEN * tokens, MEL_BANDS), dtype=np.float32),
        speaker=np.ones(SPEAKER_SIZE, dtype=np.float32),
    )


def write_voice(folder, voice: Voice) -> None:
    """As it is registered."""
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(
        folder / f"{voice.name}.npz",
        text=np.array(voice.text),
        tokens=voice.tokens,
        mel=voice.mel,
        speaker=voice.speaker,
    )


@dataclass
class ToneNetworks:
    """`rough`: as the real ones are, a chunk's last frames change when its block is filled, and the
    vocoder's edges are wrong."""

    rough: bool = False
    mel_calls: list[int] = field(default_factory=list)
    sound_calls: list[int] = field(default_factory=list)
    failing: Exception | None = None

    def mel(self, voice: Voice, tokens: np.ndarray, final: bool) -> np.ndarray:
        if self.failing is not None:
            raise self.failing
        self.mel_calls.append(len(tokens))
        count = len(tokens) if final else len(tokens) - LOOK_AHEAD_TOKENS
        frames = FRAMES_PER_TOKEN * count
        mel = np.zeros((MEL_BANDS, frames), dtype=np.float32)
        mel[0] = np.arange(frames)
        mel[1] = 0.5
        if self.rough and not final and count % BLOCK_TOKENS != 0:
            # The last frames of a block that is not whole: a little louder than they will be.
            mel[1, -2 * FRAMES_PER_TOKEN :] *= 1.1
        return mel

    def sound(self, mel: np.ndarray, source: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        self.sound_calls.append(mel.shape[1])
        inside = np.arange(SAMPLES_PER_FRAME)
        places = (SAMPLES_PER_FRAME * mel[0].astype(np.int64)[:, None] + inside).reshape(-1)
        excitation = np.sin(2 * np.pi * _PITCH_HZ * places / SAMPLE_RATE_HZ).astype(np.float32)
        excitation[: len(source)] = source
        loudness = np.repeat(mel[1], SAMPLES_PER_FRAME)
        if self.rough:
            edge = np.linspace(0.5, 1.0, _EDGE_FRAMES * SAMPLES_PER_FRAME, dtype=np.float32)
            loudness[: len(edge)] *= edge[: len(loudness)]
            loudness[-len(edge) :] *= edge[::-1][-len(loudness) :]
        return (loudness * excitation).astype(np.float32), excitation
