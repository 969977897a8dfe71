"""What two running decodes agree on stays, and is not decoded again.

The encoder sees the whole recording, so more audio can change any word, in practice the last ones. A word
that two decodes in a row give alike, and that is not the last of either, is kept (LocalAgreement-2,
Macháček et al. 2023, arXiv:2307.14743). The next decode begins behind it, with the predictor's state of
that time: so a running text never takes back a kept word, and its cost does not grow with the utterance.
"""

from __future__ import annotations

from .tokens import Decoding, Position, Token
from .vocabulary import Vocabulary
from .words import split_words


class StablePrefix:
    """Of one window of audio that grows."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._kept: list[Token] = []
        self._before: list[list[int]] = []
        self._position: Position | None = None

    @property
    def position(self) -> Position | None:
        """Where the next decode begins; None: at the first frame."""
        return self._position

    @property
    def kept(self) -> tuple[Token, ...]:
        """Tokens that every later text begins with."""
        return tuple(self._kept)

    def extend(self, decoding: Decoding) -> list[Token]:
        """All tokens, given those of a decode from `position` on."""
        everything = [*self._kept, *decoding.tokens]
        groups = split_words(decoding.tokens, self._vocabulary)
        now = [[token.id for token in group] for group in groups]
        agreed = self._agreed_words(now)
        count = sum(len(group) for group in groups[:agreed])
        if count > 0:
            self._kept.extend(decoding.tokens[:count])
            self._position = decoding.after[count - 1]
        self._before = now[agreed:]
        return everything

    def _agreed_words(self, now: list[list[int]]) -> int:
        # The last word may still be growing.
        settled = min(len(now), len(self._before)) - 1
        for index in range(settled):
            if now[index] != self._before[index]:
                return index
        return max(0, settled)
