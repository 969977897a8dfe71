"""How many speeches are taken at a time."""

from __future__ import annotations

import threading

from .errors import NoCapacity


class Admission:
    """A caller that would only wait is told so at once: it has another server to ask, or a voice to save."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._taken = 0
        self._change = threading.Lock()

    @property
    def taken(self) -> int:
        """Speeches under way."""
        return self._taken

    def enter(self) -> None:
        """Raises NoCapacity."""
        with self._change:
            if self._taken >= self._capacity:
                raise NoCapacity(f"{self._capacity} speeches are under way; no more are taken")
            self._taken += 1

    def leave(self) -> None:
        """Once for each `enter`."""
        with self._change:
            self._taken -= 1
