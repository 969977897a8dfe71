"""Which voices a model will speak in, by what is on the disk."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

# What a session may ask for (docs/protocol.md).
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")

# Every model has it: the voice of that name, or else the first.
DEFAULT = "default"

# A model's parameters as its config.pbtxt has them.
Parameters = Mapping[str, str]


def _of_cosyvoice2(parameters: Parameters) -> list[str]:
    return [path.stem for path in Path(parameters["voices_folder"]).glob("*.npz")]


def _of_chatterbox(parameters: Parameters) -> list[str]:
    """Those that were exported as well; the model leaves out the others."""
    files = Path(parameters["voices_folder"]).glob("*/voice.safetensors")
    layout = Path(parameters["t3_weights"]) / "voxrail-t3.json"
    try:
        exported = json.loads(layout.read_text(encoding="utf-8"))["voices"].keys()
    except (OSError, ValueError, KeyError, AttributeError):
        return []
    return [path.parent.name for path in files if path.parent.name in exported]


_VOICES: Mapping[str, Callable[[Parameters], list[str]]] = {
    "chatterbox": _of_chatterbox,
    "cosyvoice2": _of_cosyvoice2,
}

VOICE_MODELS = tuple(_VOICES)


def registered_voices(model: str, parameters: Parameters) -> list[str]:
    """With `default`, which is first; none where no voice is there, and the model does not load."""
    names = sorted(name for name in _VOICES[model](parameters) if _NAME.match(name))
    return [DEFAULT, *(name for name in names if name != DEFAULT)] if names else []
