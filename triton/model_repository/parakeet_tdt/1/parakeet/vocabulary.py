"""The pieces of text that tokens stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from .constants import BLANK, TOKEN_SCORES
from .errors import ModelFailed

# SentencePiece's mark for "a space stands before this".
WORD_MARK = "\u2581"

_CONTROL = re.compile(r"<[^<>]+>\Z")


class Vocabulary:
    """1024 pieces and the blank, by id."""

    def __init__(self, pieces: Sequence[str]) -> None:
        if len(pieces) != TOKEN_SCORES or pieces[BLANK] != "<blk>":
            raise ModelFailed(
                f"{len(pieces)} pieces; Parakeet TDT 0.6B v2 has {TOKEN_SCORES}, of which <blk> is {BLANK}"
            )
        # `<unk>` and its like are no text.
        self._pieces = ["" if _CONTROL.match(piece) else piece for piece in pieces]

    def piece(self, token: int) -> str:
        """Text of a token, with the mark of a word's beginning."""
        return self._pieces[token]

    def begins_word(self, token: int) -> bool:
        """Whether a space stands before it."""
        return self._pieces[token].startswith(WORD_MARK)


def read_vocabulary(path: Path) -> Vocabulary:
    """Reads onnx-asr's `vocab.txt`: a piece, a space and its id on each line, ids from 0 in order."""
    hint = f"{path} (get it with `python -m fetch parakeet_tdt` in triton/tools)"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise ModelFailed(f"missing: {hint}") from None
    except UnicodeDecodeError:
        raise ModelFailed(f"not a text: {hint}") from None
    pieces = []
    for expected, line in enumerate(lines):
        piece, _, number = line.rpartition(" ")
        if number != str(expected):
            raise ModelFailed(f"line {expected + 1} is not piece {expected}: {hint}")
        pieces.append(piece)
    try:
        return Vocabulary(pieces)
    except ModelFailed as error:
        raise ModelFailed(f"{error}: {hint}") from None
