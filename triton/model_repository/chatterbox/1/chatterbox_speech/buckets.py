"""Lengths at which the networks are called.

They are compiled for each length anew, so there have to be few: what is shorter is filled up.
"""

from __future__ import annotations

from .constants import FRAMES_PER_TOKEN, LOOK_AHEAD_TOKENS, MAX_PROMPT_TOKENS, SILENCE_TOKENS_AT_END
from .schedule import ChunkSchedule
from .wave_assembly import CONTEXT_FRAMES

_FLOW_STEP = 64
_VOCODER_STEP = 8


def _up(length: int, step: int) -> int:
    return -(-length // step) * step


def _longest_chunk(schedule: ChunkSchedule) -> int:
    """Tokens: of the last chunk, one short of there having been another before it."""
    return max(schedule.sizes) + LOOK_AHEAD_TOKENS - 1 + SILENCE_TOKENS_AT_END


def flow_buckets(schedule: ChunkSchedule) -> tuple[int, ...]:
    """Tokens of prompt, left context, overlap, chunk and look-ahead."""
    window = schedule.left_context + schedule.overlap + _longest_chunk(schedule)
    longest = _up(MAX_PROMPT_TOKENS + window, _FLOW_STEP)
    return tuple(range(_FLOW_STEP, longest + 1, _FLOW_STEP))


def vocoder_buckets(schedule: ChunkSchedule) -> tuple[int, ...]:
    """Frames: the first chunk's, those of the others with what was before them, and the last's."""
    before = CONTEXT_FRAMES + FRAMES_PER_TOKEN * schedule.overlap
    chunks = [*schedule.sizes[1:], _longest_chunk(schedule)]
    lengths = [FRAMES_PER_TOKEN * schedule.sizes[0]]
    lengths += [before + FRAMES_PER_TOKEN * size for size in chunks]
    return tuple(sorted({_up(length, _VOCODER_STEP) for length in lengths}))


def bucket_of(length: int, buckets: tuple[int, ...]) -> int:
    """The shortest that holds so much."""
    for bucket in buckets:
        if length <= bucket:
            return bucket
    raise ValueError(f"a length of {length}; the longest that was prepared for is {buckets[-1]}")
