"""The weights are there and are those that the configuration is for.

Silero's v4, v5 and v6 bear one file name, and a cut-off file loads on no server: the checksum tells.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from fetch.manifest import ModelWeights, read_manifest

from .finding import Finding


def check_weights(repository: Path, weights: Path, roles: Collection[str]) -> Iterator[Finding]:
    """Reads every file of these roles once: a few seconds per gigabyte."""
    for model in read_manifest().values():
        if model.role in roles:
            yield from _check_model(model, repository if model.into == "repository" else weights)


def _check_model(model: ModelWeights, root: Path) -> Iterator[Finding]:
    way = f"get it with `python -m fetch {model.name}`"
    for file in model.files:
        path = root / file.target
        if not path.is_file():
            yield Finding(model.name, f"{path} is missing; {way}")
            continue
        size = path.stat().st_size
        if file.bytes is not None and size != file.bytes:
            yield Finding(model.name, f"{path} has {size} bytes instead of {file.bytes}; {way}")
        elif file.digest is not None and not file.digest.matches(path):
            yield Finding(model.name, f"{path} is not {model.title} ({model.revision}); {way}")
