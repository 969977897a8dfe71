"""The parameters of `config.pbtxt`, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import NotInstalled

_LARGEST = 100


@dataclass(frozen=True, slots=True)
class Settings:
    """See `config.pbtxt` for what they are."""

    max_speeches: int
    first_chunk_tokens: int
    weights: Path
    voices: Path


def _number(parameters: Mapping[str, Any], name: str) -> int:
    value = _text(parameters, name)
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= _LARGEST:
        raise NotInstalled(f"config.pbtxt: parameter {name} is {value!r}; expected 1 to {_LARGEST}")
    return int(value)


def _text(parameters: Mapping[str, Any], name: str) -> str:
    value = parameters.get(name, {}).get("string_value", "")
    if not value:
        raise NotInstalled(f"config.pbtxt: parameter {name} is missing")
    return value


def read_settings(parameters: Mapping[str, Any]) -> Settings:
    """As Triton gives them. Raises NotInstalled."""
    return Settings(
        max_speeches=_number(parameters, "max_speeches"),
        first_chunk_tokens=_number(parameters, "first_chunk_tokens"),
        weights=Path(_text(parameters, "weights_folder")),
        voices=Path(_text(parameters, "voices_folder")),
    )
