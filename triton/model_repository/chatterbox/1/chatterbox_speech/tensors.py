"""Reads a file of tensors, and says how to get it where that fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from .errors import NotInstalled


def read_tensors(path: Path, way: str) -> dict[str, NDArray[Any]]:
    """`way`: what a person does to get the file. Raises NotInstalled."""
    if not path.is_file():
        raise NotInstalled(f"{path} is missing; {way}")
    try:
        return load_file(path)
    except (SafetensorError, OSError) as error:
        raise NotInstalled(f"{path} is cut off or no file of tensors ({error}); {way}") from error
