"""What T3 needs of a voice that was registered."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from .errors import ExportError

VOICE_FILE = "voice.safetensors"

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}\Z")

# T3 was trained with prompts of up to 15 s.
_MAX_TOKENS = 375
_SPEAKER_SIZE = 256


@dataclass(frozen=True, slots=True, eq=False)
class T3Voice:
    """`tokens`: of the reference recording, for its manner of speaking."""

    speaker: NDArray[np.float32]
    tokens: NDArray[np.int64]
    # Of the file, by which `chatterbox` knows that it has the voice that was exported.
    sha256: str

    @property
    def rows(self) -> int:
        """In the merged vocabulary."""
        return 1 + len(self.tokens)


def read_voices(folder: Path) -> dict[str, T3Voice]:
    """All voices, by name. Raises ExportError."""
    paths = sorted(folder.glob(f"*/{VOICE_FILE}"))
    if not paths:
        raise ExportError(f"{folder} has no voice; make one with `python -m register_chatterbox_voice`")
    return {path.parent.name: _read(path) for path in paths}


def _read(path: Path) -> T3Voice:
    again = "register the voice again with `python -m register_chatterbox_voice`"
    if not _NAME.match(path.parent.name):
        raise ExportError(
            f"{path.parent} is no name of a voice: small letters, digits and hyphens, at most 32"
        )
    try:
        tensors = load_file(path)
        speaker, tokens = tensors["t3_speaker"], tensors["t3_tokens"]
    except (SafetensorError, OSError, KeyError) as error:
        raise ExportError(f"{path} cannot be read ({error}); {again}") from error
    if speaker.shape != (_SPEAKER_SIZE,) or tokens.ndim != 1 or not 0 < len(tokens) <= _MAX_TOKENS:
        raise ExportError(
            f"{path} has a speaker of {list(speaker.shape)} and tokens {list(tokens.shape)}; {again}"
        )
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return T3Voice(speaker.astype(np.float32), tokens.astype(np.int64), sha256)
