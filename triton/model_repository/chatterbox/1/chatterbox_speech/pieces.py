"""Long text in pieces that T3 can speak in one go."""

from __future__ import annotations

import re

from .limits import MAX_PIECE_CHARS

# The last place of the first kind that a piece has: sentences, clauses, words.
_PLACES = (re.compile(r"[.!?]['\")\]]* "), re.compile(r"[,;-] "), re.compile(r" "))

# A piece that ends earlier than this was cut where a title or a number has its point.
_SHORTEST_CHARS = MAX_PIECE_CHARS // 4


def pieces_of(text: str) -> list[str]:
    """In order; together they are the text, but for spaces between them. None of an empty text."""
    pieces = []
    rest = text.strip()
    while len(rest) > MAX_PIECE_CHARS:
        cut = _cut(rest)
        pieces.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return [*pieces, rest] if rest else pieces


def _cut(text: str) -> int:
    for place in _PLACES:
        ends = [match.end() for match in place.finditer(text, 0, MAX_PIECE_CHARS)]
        # A tag has a space in it: "[clear throat]".
        ends = [end for end in ends if text.count("[", 0, end) == text.count("]", 0, end)]
        if ends and ends[-1] >= _SHORTEST_CHARS:
            return ends[-1]
    return MAX_PIECE_CHARS
