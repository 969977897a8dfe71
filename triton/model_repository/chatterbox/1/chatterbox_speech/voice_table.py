"""The voices that can be spoken in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from .errors import InvalidRequest, NotInstalled
from .t3_layout import T3Layout
from .tensors import read_tensors
from .voice import VOICE_NAME, Voice, check_voice

_FILE = "voice.safetensors"
_REGISTER = "register the voice again with `python -m register_chatterbox_voice`"


class VoiceTable:
    """By name. `default` is what a caller says who does not care."""

    def __init__(self, voices: Mapping[str, Voice]) -> None:
        self._voices = dict(voices)

    @property
    def voices(self) -> list[Voice]:
        """All of them."""
        return list(self._voices.values())

    def find(self, name: str) -> Voice:
        """Raises InvalidRequest."""
        voice = self._voices.get(name)
        if voice is None and name == "default" and len(self._voices) > 0:
            return next(iter(self._voices.values()))
        if voice is None:
            known = ", ".join(sorted(self._voices))
            raise InvalidRequest(f'VOICE is "{name[:64]}"; there are: {known}')
        return voice


def read_voices(folder: Path, layout: T3Layout, warn: Callable[[str], None]) -> VoiceTable:
    """Those that both S3Gen and T3 have. Raises NotInstalled where there is none."""
    voices: dict[str, Voice] = {}
    for path in sorted(folder.glob(f"*/{_FILE}")):
        try:
            voices[path.parent.name] = _read(path, layout)
        except NotInstalled as error:
            warn(str(error))
    if not voices:
        raise NotInstalled(
            f"{folder} has no voice that T3 has as well: make one with "
            "`python -m register_chatterbox_voice`, then run `python -m export_t3`"
        )
    return VoiceTable(voices)


def _read(path: Path, layout: T3Layout) -> Voice:
    name = path.parent.name
    if not VOICE_NAME.match(name):
        raise NotInstalled(f"{path.parent} is no name of a voice")
    tensors = read_tensors(path, _REGISTER)
    exported = layout.voices.get(name)
    if exported is None or exported.sha256 != hashlib.sha256(path.read_bytes()).hexdigest():
        raise NotInstalled(
            f"{path} is not in T3's weights: run `python -m export_t3`, then restart both models"
        )
    try:
        voice = Voice(
            name=name,
            prompt_tokens=tensors["s3gen_tokens"].astype(np.int64),
            prompt_mel=np.ascontiguousarray(tensors["s3gen_mel"], dtype=np.float32),
            embedding=tensors["s3gen_embedding"].astype(np.float32),
            t3_prefix="".join(f"<|v_{name}_{row}|>" for row in range(exported.rows)),
        )
    except KeyError as error:
        raise NotInstalled(f"{path} has no {error}; {_REGISTER}") from error
    return check_voice(voice, str(path))
