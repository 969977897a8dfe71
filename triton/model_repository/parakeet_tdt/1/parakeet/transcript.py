"""The answer to a decode, as the rails read it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from .words import Word


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said. No words is an empty text with a confidence of 0."""

    words: tuple[Word, ...] = ()

    @property
    def text(self) -> str:
        """The words with a space between."""
        return " ".join(word.word for word in self.words)

    @property
    def words_json(self) -> str:
        """A JSON list of `{word, start, end, confidence}`, times in seconds of the utterance."""
        return json.dumps(
            [
                {
                    "word": word.word,
                    "start": round(word.start, 3),
                    "end": round(word.end, 3),
                    "confidence": round(word.confidence, 4),
                }
                for word in self.words
            ],
            ensure_ascii=False,
        )

    @property
    def confidence(self) -> float:
        """Mean over the words, 0…1."""
        if not self.words:
            return 0.0
        return sum(word.confidence for word in self.words) / len(self.words)


def transcript_of(words: Sequence[Word]) -> Transcript:
    """A transcript of words in order."""
    return Transcript(words=tuple(words))
