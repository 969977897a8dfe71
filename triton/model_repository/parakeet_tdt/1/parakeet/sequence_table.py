"""The utterances under way, by sequence id."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from .errors import InvalidRequest, NoCapacity

T = TypeVar("T")


@dataclass(slots=True)
class _Entry(Generic[T]):
    value: T
    used_at_s: float


class SequenceTable(Generic[T]):
    """At most `capacity` at a time.

    Triton forgets a sequence that has been idle too long without telling the model. Its entry is taken
    away here when another needs the place and it has been idle for as long.
    """

    def __init__(
        self, create: Callable[[], T], capacity: int, idle_s: float, now_s: Callable[[], float]
    ) -> None:
        self._create = create
        self._capacity = capacity
        self._idle_s = idle_s
        self._now_s = now_s
        self._entries: dict[str, _Entry[T]] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def enter(self, sequence: str, start: bool) -> T:
        """The value of a sequence; a START makes a new one, also where there was one already."""
        if start:
            self.release(sequence)
            self._make_room()
            self._entries[sequence] = _Entry(self._create(), self._now_s())
        entry = self._entries.get(sequence)
        if entry is None:
            # In Triton's own words, by which a client knows that it must begin again.
            raise InvalidRequest(
                f"inference request for sequence {sequence} must specify the START flag "
                "on the first request of the sequence"
            )
        entry.used_at_s = self._now_s()
        return entry.value

    def release(self, sequence: str) -> None:
        """Forgets a sequence; one that is not known is as good."""
        self._entries.pop(sequence, None)

    def _make_room(self) -> None:
        if len(self._entries) < self._capacity:
            return
        oldest = min(self._entries, key=lambda sequence: self._entries[sequence].used_at_s)
        if self._now_s() - self._entries[oldest].used_at_s < self._idle_s:
            raise NoCapacity(f"{self._capacity} utterances are under way; no more are taken")
        self.release(oldest)
