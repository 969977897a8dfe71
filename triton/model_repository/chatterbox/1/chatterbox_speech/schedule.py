"""How many speech tokens go into each chunk."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChunkSchedule:
    """Small chunks first, so that sound comes early; larger ones when there is sound to play meanwhile."""

    # The last one stays.
    sizes: tuple[int, ...] = (8, 16, 32)
    # Tokens before a chunk that the flow sees again.
    left_context: int = 25
    # Tokens at the end of a chunk that are held back and made again with the next.
    overlap: int = 2

    def __post_init__(self) -> None:
        if not self.sizes or self.left_context < 0 or self.overlap < 0:
            raise ValueError("a schedule needs chunks, and neither context nor overlap can be negative")
        if min(self.sizes) <= self.overlap:
            raise ValueError(
                f"a chunk of {min(self.sizes)} tokens has nothing beside an overlap of {self.overlap}"
            )

    def size(self, chunk: int) -> int:
        """Tokens of the chunk with this number, from 0."""
        return self.sizes[min(chunk, len(self.sizes) - 1)]

    def window_start(self, made: int) -> int:
        """The first token that the flow sees, when `made` tokens have become sound before."""
        return max(0, made - self.overlap - self.left_context)


def parse_schedule(sizes: str, left_context: str, overlap: str) -> ChunkSchedule:
    """From parameters of config.pbtxt. Raises ValueError."""
    return ChunkSchedule(
        sizes=tuple(int(size) for size in sizes.split(",")),
        left_context=int(left_context),
        overlap=int(overlap),
    )
