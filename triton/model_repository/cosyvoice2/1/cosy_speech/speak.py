"""One speech, from its request to its last sample."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from .chunk_schedule import FIRST_TOKENS
from .errors import Cancelled, ModelFailed
from .networks import Networks
from .prompt import MAX_SPEECH_TOKENS
from .request import SpeechRequest
from .sound_stream import SoundStream
from .speech_token_reader import SpeechTokenReader

# Texts of the language model for a request, as they come. Closing it ends the model's work.
SpeechTokens = Callable[[SpeechRequest], Iterator[str]]


def speak(
    request: SpeechRequest,
    speech_tokens: SpeechTokens,
    networks: Networks,
    is_cancelled: Callable[[], bool],
    first_tokens: int = FIRST_TOKENS,
) -> Iterator[NDArray[np.float32]]:
    """Sound in order; nothing for a text with nothing to say. Raises SpeechError.

    Who no longer listens is asked about before each network is: a cancel costs one chunk at most.
    """
    if not request.text:
        return
    stream = SoundStream(networks, request.voice, first_tokens)
    reader = SpeechTokenReader()
    texts = speech_tokens(request)
    try:
        for text in texts:
            _check(is_cancelled)
            for samples in stream.add(reader.read(text)):
                yield samples
                _check(is_cancelled)
            if stream.tokens > MAX_SPEECH_TOKENS:
                raise ModelFailed(f"cosyvoice2_llm gave more than {MAX_SPEECH_TOKENS} speech tokens")
    finally:
        close = getattr(texts, "close", None)
        if close is not None:
            close()
    if stream.tokens == 0:
        raise ModelFailed("cosyvoice2_llm gave no speech for the text")
    _check(is_cancelled)
    yield stream.finish()


def _check(is_cancelled: Callable[[], bool]) -> None:
    if is_cancelled():
        raise Cancelled("the speech was cancelled")
