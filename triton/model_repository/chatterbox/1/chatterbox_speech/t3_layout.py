"""What `tools/export_t3` says of the T3 that it made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .errors import NotInstalled

_FILE = "voxrail-t3.json"
_WAY = "make it with `python -m export_t3`"


@dataclass(frozen=True, slots=True)
class T3Voice:
    """How many tokens stand for a voice, and which file they were made of."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class T3Layout:
    """Of the merged vocabulary."""

    stop_token_id: int
    voices: Mapping[str, T3Voice]


def read_t3_layout(folder: Path) -> T3Layout:
    """Raises NotInstalled."""
    path = folder / _FILE
    if not path.is_file():
        raise NotInstalled(f"{path} is missing; {_WAY}")
    try:
        layout = json.loads(path.read_text(encoding="utf-8"))
        voices = {
            name: T3Voice(int(voice["rows"]), str(voice["sha256"]))
            for name, voice in layout["voices"].items()
        }
        return T3Layout(int(layout["stop_token_id"]), voices)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotInstalled(f"{path} cannot be read ({error!r}); {_WAY}") from error
