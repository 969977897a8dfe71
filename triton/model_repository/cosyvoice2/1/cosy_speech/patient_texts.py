"""Texts of another model, without waiting for longer than anyone wants them."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator

from .errors import ModelFailed

# How long a cancelled request can go unnoticed while the other model is silent.
_LOOK_EVERY_S = 0.02


class PatientTexts:
    """Reads in a thread of its own, which ends with the texts.

    The other model goes on meanwhile, so tokens gather while a chunk is made.
    """

    def __init__(
        self,
        texts: Iterable[str],
        checkpoint: Callable[[], None],
        first_within_s: float,
        next_within_s: float,
    ) -> None:
        self._texts, self._checkpoint = texts, checkpoint
        self._first_within_s, self._next_within_s = first_within_s, next_within_s
        # Bounded by the language model's own max_tokens.
        self._queue: queue.SimpleQueue[str | Exception | None] = queue.SimpleQueue()
        self._ended = False
        threading.Thread(target=self._read, name="speech-tokens", daemon=True).start()

    def __iter__(self) -> Iterator[str]:
        """Raises what the texts raise, what `checkpoint` raises, or ModelFailed after silence."""
        within_s = self._first_within_s
        while True:
            item = self._next(within_s)
            if item is None:
                return
            if isinstance(item, Exception):
                raise item
            yield item
            within_s = self._next_within_s

    @property
    def ended(self) -> bool:
        """Nothing more will come."""
        return self._ended

    def _next(self, within_s: float) -> str | Exception | None:
        deadline_s = time.monotonic() + within_s
        while True:
            self._checkpoint()
            try:
                item = self._queue.get(timeout=_LOOK_EVERY_S)
            except queue.Empty:
                if time.monotonic() > deadline_s:
                    raise ModelFailed(f"the language model was silent for {within_s:g} s") from None
                continue
            self._ended = not isinstance(item, str)
            return item

    def _read(self) -> None:
        try:
            for text in self._texts:
                self._queue.put(text)
        except Exception as error:  # it belongs to who reads
            self._queue.put(error)
        else:
            self._queue.put(None)
