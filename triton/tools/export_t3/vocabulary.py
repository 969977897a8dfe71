"""Which number means what in the merged vocabulary.

T3 has two tables of embeddings, one for text and one for speech, and is given a voice as vectors that are
in neither. A GPT-2 on vLLM has one table. So they follow each other in one: text, speech, then for each
voice the vectors of its own. Voices have rows of their own even where those repeat speech's: a repetition
penalty must not fall on the speech of a prompt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Start and stop are the last two.
SPEECH_TOKENS = 6563
STOP_TOKEN = 6562


@dataclass(frozen=True, slots=True)
class MergedVocabulary:
    """Sizes of its parts, in their order."""

    text: int
    # Rows of each voice, by name.
    voices: Mapping[str, int]

    @property
    def first_speech(self) -> int:
        return self.text

    @property
    def stop(self) -> int:
        return self.first_speech + STOP_TOKEN

    @property
    def size(self) -> int:
        return self.first_speech + SPEECH_TOKENS + sum(self.voices.values())

    def added_tokens(self) -> Sequence[str]:
        """What stands for them in text, from the first speech token on."""
        speech = [f"<|s_{number}|>" for number in range(SPEECH_TOKENS)]
        return speech + [f"<|v_{name}_{row}|>" for name, rows in self.voices.items() for row in range(rows)]
