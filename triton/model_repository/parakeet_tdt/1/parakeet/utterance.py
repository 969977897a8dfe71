"""One utterance: audio in, texts out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .errors import InvalidRequest
from .limits import MAX_UTTERANCE_SAMPLES
from .networks import Networks
from .open_window import OpenWindow
from .seam import cut_between, join_at
from .transcript import Transcript, transcript_of
from .windows import OVERLAP_SAMPLES, STEP_SAMPLES, WINDOW_SAMPLES, seconds
from .words import Word


class Utterance:
    """Keeps the features of the open window and the audio that a later window needs.

    At most 1.5 MB of features, and 32 kB for each second that was never decoded.
    """

    def __init__(self, networks: Networks) -> None:
        self._networks = networks
        self._window = OpenWindow(networks, start=0)
        # Audio from `_kept_from` on: what the window overlaps with the next, and what does not fit in it.
        self._kept = np.zeros(0, dtype=np.int16)
        self._kept_from = 0
        self._closed: list[Word] = []
        # Words of the open window count from here on.
        self._cut_s = 0.0
        self._final: Transcript | None = None

    @property
    def samples(self) -> int:
        """How many it has."""
        return self._kept_from + len(self._kept)

    def append(self, samples: NDArray[np.int16]) -> None:
        """The next samples at 16 kHz. All or none of them are taken."""
        if self.samples + len(samples) > MAX_UTTERANCE_SAMPLES:
            limit_s = seconds(MAX_UTTERANCE_SAMPLES)
            raise InvalidRequest(f"the utterance is longer than {limit_s:.0f} s: end it and begin another")
        if len(samples) == 0:
            return
        self._final = None
        self._kept = np.concatenate([self._kept, samples])
        self._fill_window()

    def running(self) -> Transcript:
        """The text so far; its beginning stays as it is while more audio comes."""
        self._close_full_windows()
        return transcript_of(self._joined(self._window.running_words()))

    def final(self) -> Transcript:
        """The text if no more audio comes: that of the same audio asked for in any other way."""
        if self._final is None:
            self._close_full_windows()
            self._final = transcript_of(self._joined(self._window.final_words()))
        return self._final

    def _joined(self, words: list[Word]) -> list[Word]:
        return join_at(self._cut_s, self._closed, words) if self._closed else self._after_cut(words)

    def _after_cut(self, words: list[Word]) -> list[Word]:
        return [word for word in words if word.start >= self._cut_s]

    def _fill_window(self) -> None:
        end = min(self.samples, self._window.start + WINDOW_SAMPLES)
        self._window.append(self._kept[self._window.end - self._kept_from : end - self._kept_from])
        # Nothing before the next window is needed again.
        needed_from = min(self._window.start + STEP_SAMPLES, end)
        if needed_from > self._kept_from:
            self._kept = self._kept[needed_from - self._kept_from :].copy()
            self._kept_from = needed_from

    def _close_full_windows(self) -> None:
        while self.samples > self._window.start + WINDOW_SAMPLES:
            words = self._joined(self._window.final_words())
            end = self._window.start + WINDOW_SAMPLES
            cut_s = cut_between(words, seconds(end - OVERLAP_SAMPLES), seconds(end))
            self._closed = [word for word in words if word.start < cut_s]
            self._cut_s = cut_s
            self._window = OpenWindow(self._networks, self._window.start + STEP_SAMPLES)
            self._fill_window()
