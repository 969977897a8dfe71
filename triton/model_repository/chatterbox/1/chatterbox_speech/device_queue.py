"""One thread in which the networks run, call by call.

Compiled CUDA graphs belong to the thread that recorded them, and two calls at once would each take longer
than one after the other.
"""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class DeviceQueue:
    """Lowest priority number first, then in order of arrival.

    Bounded by its callers: each waits for its call before it makes another.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[int, int, Callable[[], Any], Future[Any]]] = []
        self._arrivals = itertools.count()
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="s3gen", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Calls that have not begun."""
        return len(self._waiting)

    def run(self, priority: int, call: Callable[[], T]) -> T:
        """What the call gives or raises."""
        future: Future[T] = Future()
        with self._changed:
            if self._closed:
                raise RuntimeError("the model is being unloaded")
            heapq.heappush(self._waiting, (priority, next(self._arrivals), call, future))
            self._changed.notify()
        return future.result()

    def close(self) -> None:
        """After the calls that are waiting."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if not self._waiting:
                    return
                _, _, call, future = heapq.heappop(self._waiting)
            try:
                future.set_result(call())
            except BaseException as error:
                future.set_exception(error)
