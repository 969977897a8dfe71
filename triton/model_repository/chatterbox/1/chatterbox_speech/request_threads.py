"""A thread for each request, and no more of them than there are places."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor


class RequestThreads:
    """Nothing waits here: where no place is free, the caller is told so.

    A request leaves its place itself, before it tells its end: who has heard that may ask anew at once.
    """

    def __init__(self, places: int) -> None:
        self._places = places
        self._free = threading.Semaphore(places)
        self._pool = ThreadPoolExecutor(places, thread_name_prefix="speech")

    @property
    def places(self) -> int:
        """How many requests at a time."""
        return self._places

    def start(self, work: Callable[[], None]) -> bool:
        """False where all places are taken. `work` raises nothing, and calls `leave` once."""
        if not self._free.acquire(blocking=False):
            return False
        self._pool.submit(work)
        return True

    def leave(self) -> None:
        """The place of a request whose sound is out."""
        self._free.release()

    def close(self) -> None:
        """When all of them have ended."""
        self._pool.shutdown(wait=True)
