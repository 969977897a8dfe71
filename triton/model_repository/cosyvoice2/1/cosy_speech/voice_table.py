"""The registered voices, by name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .errors import InvalidRequest, NotInstalled
from .voice import Voice, read_voice

# What a rail sends for a session that names no voice.
DEFAULT = "default"


class VoiceTable:
    """At least one voice; `default` is the one of that name, or else the first by name."""

    def __init__(self, voices: Mapping[str, Voice]) -> None:
        self._voices = dict(sorted(voices.items()))

    @property
    def names(self) -> list[str]:
        """In order."""
        return list(self._voices)

    def find(self, name: str) -> Voice:
        """Raises InvalidRequest."""
        voice = self._voices.get(name)
        if voice is not None:
            return voice
        if name in ("", DEFAULT):
            return next(iter(self._voices.values()))
        raise InvalidRequest(f"unknown voice {name!r}; known: {', '.join(self._voices)}")


def read_voices(folder: Path) -> VoiceTable:
    """Every `.npz` of the folder. Raises NotInstalled where there is none, or one cannot be read."""
    voices = [read_voice(path) for path in sorted(folder.glob("*.npz"))]
    if not voices:
        raise NotInstalled(
            f"{folder} has no voice; register one with "
            f"`python -m register_cosyvoice2_voice NAME --recording FILE.wav --text 'WHAT IS SAID IN IT'`"
        )
    return VoiceTable({voice.name: voice for voice in voices})
