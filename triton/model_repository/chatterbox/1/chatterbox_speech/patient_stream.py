"""Answers of another model, without waiting for longer than anyone wants them."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Protocol

from .errors import ModelFailed

# How long a cancelled request can go unnoticed while the other model is silent.
_LOOK_EVERY_S = 0.02


class Answers(Protocol):
    """Text as it comes; blocks in between. `cancel` may be called from another thread, and more than once."""

    def __iter__(self) -> Iterator[str]: ...

    def cancel(self) -> None: ...


class PatientStream:
    """Reads in a thread of its own, which ends with the answers.

    The other model goes on meanwhile, so tokens gather while a chunk is made. Closed early, it cancels.
    """

    def __init__(
        self,
        answers: Answers,
        checkpoint: Callable[[], None],
        first_within_s: float,
        next_within_s: float,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._answers = answers
        self._checkpoint = checkpoint
        self._first_within_s, self._next_within_s = first_within_s, next_within_s
        self._now_s = now_s
        # Bounded by T3's own max_tokens.
        self._queue: queue.SimpleQueue[str | Exception | None] = queue.SimpleQueue()
        self._ended = False
        threading.Thread(target=self._read, name="t3-answers", daemon=True).start()

    def __iter__(self) -> Iterator[str]:
        """Raises what the answers raise, what `checkpoint` raises, or ModelFailed after silence."""
        within_s = self._first_within_s
        while True:
            item = self._next(within_s)
            if item is None:
                return
            if isinstance(item, Exception):
                raise item
            yield item
            within_s = self._next_within_s

    def close(self) -> None:
        """Nothing more is wanted."""
        if not self._ended:
            self._ended = True
            self._answers.cancel()

    def _next(self, within_s: float) -> str | Exception | None:
        deadline_s = self._now_s() + within_s
        while True:
            self._checkpoint()
            try:
                item = self._queue.get(timeout=_LOOK_EVERY_S)
            except queue.Empty:
                if self._now_s() > deadline_s:
                    raise ModelFailed(f"t3 was silent for {within_s:g} s") from None
                continue
            if not isinstance(item, str):
                self._ended = True
            return item

    def _read(self) -> None:
        try:
            for text in self._answers:
                self._queue.put(text)
        except Exception as error:  # it belongs to who reads
            self._queue.put(error)
        else:
            self._queue.put(None)
