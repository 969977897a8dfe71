"""Speech tokens in T3's text: "<|s_12|><|s_3456|>", in pieces cut anywhere."""

from __future__ import annotations

import re

from .constants import SOUND_TOKENS
from .errors import ModelFailed

_TOKEN = re.compile(r"\s*<\|s_(\d{1,4})\|>")
# What can still become a token with more text.
_BEGUN = re.compile(r"\s*(<(\|(s(_(\d{1,4}(\|>?)?)?)?)?)?)?\Z")


class SpeechTokenReader:
    """Gives each token once it is whole."""

    def __init__(self) -> None:
        self._rest = ""

    def read(self, text: str) -> list[int]:
        """Tokens that this text completes; START and STOP are left out. Raises ModelFailed."""
        self._rest += text
        tokens = []
        position = 0
        while match := _TOKEN.match(self._rest, position):
            position = match.end()
            number = int(match.group(1))
            # Two more than there are sounds: where speech begins and ends.
            if number < SOUND_TOKENS:
                tokens.append(number)
            elif number > SOUND_TOKENS + 1:
                raise ModelFailed(f"t3 gave a speech token {number}; there are {SOUND_TOKENS}")
        self._rest = self._rest[position:]
        if not _BEGUN.match(self._rest):
            raise ModelFailed(
                f"t3 gave {self._rest[:40]!r} instead of speech tokens: its weights are not those that "
                "`python -m export_t3` makes"
            )
        return tokens
