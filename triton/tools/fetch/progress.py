"""A line every few seconds, so that nobody wonders whether something still happens."""

from __future__ import annotations

import time
from collections.abc import Callable

_EVERY_S = 5.0
_MB = 1e6


class Progress:
    """Of one file."""

    def __init__(
        self,
        name: str,
        total_bytes: int,
        write: Callable[[str], None] = print,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name = name
        self._total = total_bytes
        self._write = write
        self._now_s = now_s
        self._told_at_s = now_s()
        self._told_bytes: int | None = None

    def at(self, done_bytes: int) -> None:
        """So many bytes are there."""
        if self._told_bytes is None:
            self._told_bytes = done_bytes
        now_s = self._now_s()
        elapsed_s = now_s - self._told_at_s
        if elapsed_s < _EVERY_S:
            return
        rate = (done_bytes - self._told_bytes) / elapsed_s / _MB
        self._write(
            f"  {self._name}: {done_bytes / _MB:,.0f} of {self._total / _MB:,.0f} MB, {rate:.1f} MB/s"
        )
        self._told_at_s, self._told_bytes = now_s, done_bytes
