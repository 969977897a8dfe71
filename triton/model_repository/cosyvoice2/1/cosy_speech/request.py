"""One request, checked."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import InvalidRequest
from .languages import check_language
from .speakable_text import speakable_text
from .voice import Voice
from .voice_table import VoiceTable

# As in model-server: some two minutes of speech. Rails send a sentence at a time.
MAX_TEXT_CHARS = 2_000


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    """What is to be said, and by whom."""

    # Empty where there is nothing to say.
    text: str
    voice: Voice


def read_request(text: bytes, voice: bytes, language: bytes, voices: VoiceTable) -> SpeechRequest:
    """Raises InvalidRequest."""
    try:
        written, name, tag = text.decode(), voice.decode(), language.decode()
    except UnicodeDecodeError as error:
        raise InvalidRequest("TEXT, VOICE and LANGUAGE must be UTF-8") from error
    if len(written) > MAX_TEXT_CHARS:
        raise InvalidRequest(f"TEXT has {len(written)} characters; at most {MAX_TEXT_CHARS} are taken")
    check_language(tag)
    return SpeechRequest(text=speakable_text(written), voice=voices.find(name))
