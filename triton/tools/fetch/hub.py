"""The hub's list of a commit: sizes and checksums of its files.

A commit's name covers all of its content, so the list of a pinned commit is pinned. Large files have their
SHA-256 in it, small ones the SHA-1 by which git names them.
"""

from __future__ import annotations

import json
import urllib.request
from dataclasses import replace
from typing import Any

from .digest import Digest
from .errors import FetchError
from .manifest import ModelWeights, WeightFile

_TIMEOUT_S = 30.0


def complete(model: ModelWeights, hub: str) -> list[WeightFile]:
    """The model's files with all sizes and checksums. Asks the hub only where the manifest lacks one."""
    if all(file.digest is not None and file.bytes is not None for file in model.files):
        return list(model.files)
    url = f"{hub}/api/models/{model.hub}/tree/{model.revision}?recursive=true"
    try:
        with urllib.request.urlopen(url, timeout=_TIMEOUT_S) as response:
            listed = {entry["path"]: entry for entry in json.load(response)}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FetchError(f"{model.name}: no list of files from {url}: {error}") from error
    return [_complete_file(model, file, listed.get(file.source)) for file in model.files]


def _complete_file(model: ModelWeights, file: WeightFile, entry: Any) -> WeightFile:
    if entry is None:
        raise FetchError(f"{model.name}: {file.source} is not in revision {model.revision}")
    large = entry.get("lfs")
    listed = Digest("sha256", large["oid"]) if large else Digest("git", entry["oid"])
    if file.digest is not None and large and listed != file.digest:
        raise FetchError(f"{model.name}: the hub's {file.source} is not the one that is pinned here")
    return replace(file, bytes=int(entry["size"]), digest=file.digest or listed)
