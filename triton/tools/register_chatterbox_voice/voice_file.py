"""What a voice is kept as: `<voices>/<name>/voice.safetensors` and a note of where it comes from."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from .errors import RegisterError

# For T3: speaker [256] and speech tokens [up to 375]. For S3Gen: speech tokens [up to 250], spectrogram
# [80, 2 × tokens] and speaker [192].
TENSORS = {"t3_speaker", "t3_tokens", "s3gen_tokens", "s3gen_mel", "s3gen_embedding"}

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}\Z")


def check_name(name: str) -> str:
    """It becomes a folder and part of tokens. Raises RegisterError."""
    if not _NAME.match(name):
        raise RegisterError(f"{name!r} is no name of a voice: small letters, digits and hyphens, at most 32")
    return name


def write_voice(
    voices: Path, name: str, tensors: Mapping[str, NDArray[Any]], origin: Mapping[str, Any], replace: bool
) -> Path:
    """Gives the file. Raises RegisterError where there is one and it is not to be replaced."""
    folder = voices / check_name(name)
    path = folder / "voice.safetensors"
    if path.exists() and not replace:
        raise RegisterError(f"{path} is there already; --replace makes it anew")
    if tensors.keys() != TENSORS:
        raise RegisterError(f"a voice needs {sorted(TENSORS)}; there are {sorted(tensors)}")
    folder.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    save_file({key: np.ascontiguousarray(value) for key, value in tensors.items()}, part)
    (folder / "origin.json").write_text(json.dumps(dict(origin), indent=2) + "\n", encoding="utf-8")
    os.replace(part, path)
    return path
