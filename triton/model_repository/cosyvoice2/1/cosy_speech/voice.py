"""A voice: what the networks are given of the recording it was registered from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from .constants import BLOCK_TOKENS, FRAMES_PER_TOKEN, MEL_BANDS, SPEAKER_SIZE, SPEECH_TOKENS
from .errors import NotInstalled


@dataclass(frozen=True, slots=True)
class Voice:
    """A recording as text, speech tokens, mel frames and a vector of the speaker."""

    name: str
    text: str
    # [n]
    tokens: NDArray[np.int32]
    # [2 n, 80]
    mel: NDArray[np.float32]
    # [192]
    speaker: NDArray[np.float32]


def _whole_blocks(tokens: int) -> int:
    """With whole blocks the sound of a chunk ends where a block does (`constants.BLOCK_TOKENS`)."""
    return tokens // BLOCK_TOKENS * BLOCK_TOKENS


def _check(path: Path, what: str, good: bool) -> None:
    if not good:
        raise NotInstalled(f"{path}: {what}; register the voice {path.stem} again (docs/models.md)")


def read_voice(path: Path) -> Voice:
    """Raises NotInstalled where the file is no voice."""
    try:
        with np.load(path, allow_pickle=False) as file:
            text = str(file["text"])
            tokens, mel, speaker = file["tokens"], file["mel"], file["speaker"]
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise NotInstalled(
            f"{path} cannot be read ({error}); register the voice {path.stem} again (docs/models.md)"
        ) from error
    count = _whole_blocks(len(tokens))
    _check(path, f"{len(tokens)} speech tokens are less than a second", count > 0)
    known = (tokens >= 0).all() and (tokens < SPEECH_TOKENS).all()
    _check(path, "speech tokens of another model", bool(known))
    frames = FRAMES_PER_TOKEN * count
    fits = mel.ndim == 2 and mel.shape[1] == MEL_BANDS and len(mel) >= frames
    _check(path, f"mel of shape {mel.shape}", fits)
    _check(path, f"speaker of shape {speaker.shape}", speaker.shape == (SPEAKER_SIZE,))
    finite = np.isfinite(mel).all() and np.isfinite(speaker).all()
    _check(path, "numbers that are none", bool(finite))
    return Voice(
        name=path.stem,
        text=text,
        tokens=tokens[:count].astype(np.int32),
        mel=mel[:frames].astype(np.float32),
        speaker=speaker.astype(np.float32),
    )
