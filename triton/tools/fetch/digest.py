"""What a file must be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

_BLOCK_BYTES = 4 * 2**20


@dataclass(frozen=True, slots=True)
class Digest:
    """A checksum: `sha256` of the content, or `git`, by which git names it (SHA-1 with its length)."""

    kind: str
    value: str

    def matches(self, path: Path) -> bool:
        """Reads the whole file."""
        state = hashlib.sha256()
        if self.kind == "git":
            state = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                state.update(block)
        return state.hexdigest() == self.value
