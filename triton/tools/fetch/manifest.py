"""`weights.json`: which files, of which revision, with which checksums and licences."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .digest import Digest
from .errors import FetchError

MANIFEST = Path(__file__).parent / "weights.json"

_COMMIT = re.compile(r"[0-9a-f]{40}\Z")


@dataclass(frozen=True, slots=True)
class WeightFile:
    """One file. What the manifest does not say of it, the hub's list of the pinned commit does."""

    source: str
    target: str
    bytes: int | None
    digest: Digest | None


@dataclass(frozen=True, slots=True)
class ModelWeights:
    """The files of one model."""

    name: str
    # Which of `roles.ROLES` needs them.
    role: str
    title: str
    licence: str
    # A repository of the hub, or else the address before the revision.
    hub: str | None
    source: str | None
    revision: str
    # `repository`: beside the model's configuration; `weights`: where 1/model.json points to.
    into: str
    files: tuple[WeightFile, ...]

    def url(self, file: WeightFile, hub: str) -> str:
        """Address of a file at the pinned revision."""
        if self.hub is not None:
            return f"{hub}/{self.hub}/resolve/{self.revision}/{file.source}"
        return f"{self.source}/{self.revision}/{file.source}"


def _file(entry: dict[str, Any]) -> WeightFile:
    sha256 = entry.get("sha256")
    digest = None if sha256 is None else Digest("sha256", sha256)
    return WeightFile(entry["from"], entry["to"], entry.get("bytes"), digest)


def _model(name: str, entry: dict[str, Any]) -> ModelWeights:
    files = tuple(_file(file) for file in entry["files"])
    hub, revision = entry.get("hub"), entry["revision"]
    if hub is not None and not _COMMIT.match(revision):
        raise FetchError(f"{name}: revision {revision!r} is no commit: what it names can change")
    if hub is None and any(file.digest is None or file.bytes is None for file in files):
        raise FetchError(f"{name}: a file outside of the hub needs its size and sha256")
    return ModelWeights(
        name=name,
        role=entry["role"],
        title=entry["title"],
        licence=entry["licence"],
        hub=hub,
        source=entry.get("source"),
        revision=revision,
        into=entry["into"],
        files=files,
    )


def read_manifest(path: Path = MANIFEST) -> dict[str, ModelWeights]:
    """All models, by name."""
    entries = json.loads(path.read_text(encoding="utf-8"))
    return {name: _model(name, entry) for name, entry in entries.items()}
