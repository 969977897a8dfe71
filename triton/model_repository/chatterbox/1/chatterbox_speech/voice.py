"""One voice, as `tools/register_chatterbox_voice` wrote it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .constants import FRAMES_PER_TOKEN, MAX_PROMPT_TOKENS, MEL_BANDS, SOUND_TOKENS
from .errors import NotInstalled

VOICE_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}\Z")

EMBEDDING_SIZE = 192


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """What S3Gen takes a voice from, and the beginning of T3's prompt for it."""

    name: str
    # The reference recording: its speech tokens, its spectrogram [80, 2 × tokens], its speaker's embedding.
    prompt_tokens: NDArray[np.int64]
    prompt_mel: NDArray[np.float32]
    embedding: NDArray[np.float32]
    # Tokens that stand for the voice in T3's vocabulary.
    t3_prefix: str

    @property
    def prompt_frames(self) -> int:
        """Frames before the first of an utterance."""
        return self.prompt_mel.shape[1]


def check_voice(voice: Voice, source: str) -> Voice:
    """The voice itself. Raises NotInstalled where it cannot have been made by `register_chatterbox_voice`."""
    tokens = voice.prompt_tokens
    wrong = None
    if tokens.ndim != 1 or not 0 < len(tokens) <= MAX_PROMPT_TOKENS:
        wrong = f"has prompt tokens {list(tokens.shape)}; expected 1 to {MAX_PROMPT_TOKENS}"
    elif tokens.min() < 0 or tokens.max() >= SOUND_TOKENS:
        wrong = f"has prompt tokens outside of 0 to {SOUND_TOKENS - 1}"
    elif voice.prompt_mel.shape != (MEL_BANDS, FRAMES_PER_TOKEN * len(tokens)):
        wrong = f"has a spectrogram {list(voice.prompt_mel.shape)} for {len(tokens)} tokens"
    elif voice.embedding.shape != (EMBEDDING_SIZE,):
        wrong = f"has an embedding {list(voice.embedding.shape)}; expected [{EMBEDDING_SIZE}]"
    elif not (np.isfinite(voice.prompt_mel).all() and np.isfinite(voice.embedding).all()):
        wrong = "has numbers that are none"
    if wrong is not None:
        raise NotInstalled(
            f"{source} {wrong}; register the voice again with `python -m register_chatterbox_voice`"
        )
    return voice
