"""Words with times and confidence, from tokens."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .constants import ENCODER_FRAME_S
from .tokens import Token
from .vocabulary import WORD_MARK, Vocabulary


@dataclass(frozen=True, slots=True)
class Word:
    """One word as the rails get it."""

    word: str
    # Seconds from the first sample of the utterance.
    start: float
    end: float
    # 0…1: the geometric mean of its tokens' probabilities.
    confidence: float


def split_words(tokens: Sequence[Token], vocabulary: Vocabulary) -> list[list[Token]]:
    """Tokens of each word. What comes before the first mark of a word is a word, too."""
    words: list[list[Token]] = []
    for token in tokens:
        if not words or vocabulary.begins_word(token.id):
            words.append([])
        words[-1].append(token)
    return words


def _word(tokens: Sequence[Token], vocabulary: Vocabulary, offset_s: float) -> Word:
    text = "".join(vocabulary.piece(token.id) for token in tokens).replace(WORD_MARK, "")
    last = tokens[-1]
    # A duration of 0 means that the next token lies on the same frame; a word still has one frame.
    end_frame = last.frame + max(1, last.duration)
    mean = sum(token.log_probability for token in tokens) / len(tokens)
    return Word(
        word=text,
        start=offset_s + tokens[0].frame * ENCODER_FRAME_S,
        end=offset_s + end_frame * ENCODER_FRAME_S,
        confidence=min(1.0, math.exp(mean)),
    )


def words_of(tokens: Sequence[Token], vocabulary: Vocabulary, offset_s: float, limit_s: float) -> list[Word]:
    """Words in order, none overlapping the next, none ending after `limit_s`.

    `offset_s` is the time of encoder frame 0.
    """
    words = [_word(group, vocabulary, offset_s) for group in split_words(tokens, vocabulary)]
    words = [word for word in words if word.word != ""]
    limits = [*(word.start for word in words[1:]), limit_s]
    return [
        replace(word, end=max(word.start, min(word.end, limit)))
        for word, limit in zip(words, limits, strict=False)
    ]
