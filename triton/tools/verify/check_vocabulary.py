"""Parakeet's vocabulary has the numbers that decoding counts on."""

from __future__ import annotations

from collections.abc import Iterator

from .finding import Finding
from .repository import Repository

_PIECES = 1025
_BLANK = "<blk> 1024"


def check_vocabulary(repository: Repository) -> Iterator[Finding]:
    """1024 pieces and, last, the blank; v3 has 8192. A missing file is `check_weights`'s to report."""
    model = repository.models.get("parakeet_tdt")
    path = None if model is None else model.version / "vocab.txt"
    if path is None or not path.is_file():
        return
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    if len(lines) != _PIECES or lines[-1] != _BLANK:
        yield Finding(
            "parakeet_tdt",
            f"{path} has {len(lines)} pieces and ends with {(lines or [''])[-1]!r}; Parakeet TDT 0.6B v2 "
            f"has {_PIECES} and ends with {_BLANK!r}",
        )
