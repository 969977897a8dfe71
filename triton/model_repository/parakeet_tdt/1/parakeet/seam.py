"""Where the words of one window end and those of the next begin."""

from __future__ import annotations

from collections.abc import Sequence

from .words import Word

# At the edges of a window a word lacks what was said around it.
_MARGIN_S = 1.0

# The same word, heard in both windows, differs by a frame or two.
_SAME_WORD_S = 0.24


def cut_between(words: Sequence[Word], overlap_start_s: float, overlap_end_s: float) -> float:
    """Middle of the longest pause between `words` in the overlap, in seconds of the utterance."""
    low, high = overlap_start_s + _MARGIN_S, overlap_end_s - _MARGIN_S
    centre = (low + high) / 2.0
    edges = [low]
    for word in words:
        if word.end > low and word.start < high:
            edges.extend((max(low, word.start), min(high, word.end)))
    edges.append(high)
    pauses = list(zip(edges[0::2], edges[1::2], strict=True))

    def rank(pause: tuple[float, float]) -> tuple[float, float]:
        start, end = pause
        return (end - start, -abs((start + end) / 2.0 - centre))

    start, end = max(pauses, key=rank)
    return (start + end) / 2.0


def join_at(cut_s: float, before: Sequence[Word], after: Sequence[Word]) -> list[Word]:
    """Words that begin before the cut from the one window, the rest from the other."""
    left = [word for word in before if word.start < cut_s]
    right = [word for word in after if word.start >= cut_s]
    if left and right and _is_same(left[-1], right[0]):
        right = right[1:]
    return [*left, *right]


def _is_same(one: Word, other: Word) -> bool:
    near = abs(one.start - other.start) <= _SAME_WORD_S
    return near and one.word.casefold() == other.word.casefold()
