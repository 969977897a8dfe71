"""Speech tokens out of the language model's text."""

from __future__ import annotations

import re

from .constants import SPEECH_TOKENS
from .errors import ModelFailed

_SPEECH = re.compile(r"<\|s_(\d+)\|>")
# The model's end, where the server writes it out.
_END = re.compile(r"<\|eos[123]\|>")
_LONGEST = len("<|s_6560|>")


class SpeechTokenReader:
    """Reads deltas that may cut a token anywhere."""

    def __init__(self) -> None:
        self._rest = ""

    def read(self, delta: str) -> list[int]:
        """The tokens that are complete by now. Raises ModelFailed on anything else than speech."""
        self._rest = _END.sub("", self._rest + delta)
        tokens: list[int] = []
        while match := _SPEECH.match(self._rest):
            token = int(match[1])
            if token >= SPEECH_TOKENS:
                raise ModelFailed(f"cosyvoice2_llm gave speech token {token} of {SPEECH_TOKENS}")
            tokens.append(token)
            self._rest = self._rest[match.end() :]
        if len(self._rest) >= _LONGEST or (self._rest and not self._rest.startswith("<")):
            raise ModelFailed(f"cosyvoice2_llm gave {self._rest[:40]!r} instead of speech tokens")
        return tokens
