"""After which speech tokens sound is made.

The first chunk is short, for it is waited for. Later ones end with a block of the flow's attention, so that
what was said does not change any more, and double, because each computes all of the speech anew.
"""

from __future__ import annotations

from .constants import BLOCK_TOKENS, LOOK_AHEAD_TOKENS

# 600 ms of sound: time enough to make the next chunk with several speeches at once.
FIRST_TOKENS = 15
# 4 s of sound: longer would save little and cost memory.
_LONGEST_TOKENS = 4 * BLOCK_TOKENS


def next_boundary(done: int, first: int = FIRST_TOKENS) -> int:
    """Where the chunk after `done` tokens ends."""
    if done == 0:
        return first
    step = min(max(BLOCK_TOKENS, done), _LONGEST_TOKENS)
    return (done + step) // BLOCK_TOKENS * BLOCK_TOKENS


def is_due(tokens: int, boundary: int) -> bool:
    """Whether the chunk can be made of so many tokens: the flow looks behind its end."""
    return tokens >= boundary + LOOK_AHEAD_TOKENS
