"""One request of a sequence, checked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .errors import InvalidRequest
from .limits import MAX_REQUEST_SAMPLES

Hypothesis = Literal["running", "final"]


@dataclass(frozen=True, slots=True)
class SequenceFlags:
    """Whose audio it is, and whether it is the first or the last."""

    id: str
    start: bool
    end: bool


@dataclass(frozen=True, slots=True)
class RecognitionRequest:
    """New audio of an utterance, and which text of it is wanted."""

    flags: SequenceFlags
    # 16 kHz; may be empty.
    audio: NDArray[np.int16]
    decode: Hypothesis | None


def _hypothesis(parameters_json: str) -> Hypothesis:
    """Request parameter `hypothesis`; without it the final text is meant."""
    wanted = json.loads(parameters_json or "{}").get("hypothesis", "final")
    if wanted == "running":
        return "running"
    if wanted == "final":
        return "final"
    raise InvalidRequest('parameter hypothesis must be "running" or "final"')


def read_request(
    flags: SequenceFlags, audio: NDArray[np.int16], decode: bool, parameters_json: str
) -> RecognitionRequest:
    """Raises InvalidRequest. After END nothing can change any more: the text is the final one."""
    if audio.dtype != np.int16 or audio.ndim != 1:
        raise InvalidRequest(f"AUDIO is {audio.dtype} {list(audio.shape)}; expected INT16 [-1]")
    if len(audio) > MAX_REQUEST_SAMPLES:
        raise InvalidRequest(
            f"AUDIO has {len(audio)} samples; at most {MAX_REQUEST_SAMPLES} are taken at a time"
        )
    wanted = _hypothesis(parameters_json) if decode else None
    if wanted is not None and flags.end:
        wanted = "final"
    return RecognitionRequest(flags=flags, audio=audio, decode=wanted)
