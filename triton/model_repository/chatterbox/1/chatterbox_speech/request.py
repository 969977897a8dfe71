"""One request, checked."""

from __future__ import annotations

import json
from dataclasses import dataclass

from .errors import InvalidRequest
from .limits import MAX_TEXT_CHARS

_SEEDS = 2**31

# Of the original Chatterbox. Silently without effect they would be looked for in the wrong place.
_OF_THE_ORIGINAL = ("exaggeration", "cfg_weight", "min_p")


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    """One segment of text, and how it is to be spoken."""

    text: str
    voice: str
    language: str
    # The same one speaks the same text the same way; without one each time is another.
    seed: int | None


def _decode(name: str, value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"{name} is not UTF-8") from error


def read_request(text: bytes, voice: bytes, language: bytes, parameters_json: str) -> SpeechRequest:
    """Raises InvalidRequest."""
    request = SpeechRequest(
        text=_decode("TEXT", text),
        voice=_decode("VOICE", voice),
        language=_decode("LANGUAGE", language),
        seed=_seed(json.loads(parameters_json or "{}")),
    )
    if len(request.text) > MAX_TEXT_CHARS:
        raise InvalidRequest(f"TEXT has {len(request.text)} characters; at most {MAX_TEXT_CHARS} are taken")
    if request.language.split("-")[0].lower() != "en":
        raise InvalidRequest(f'LANGUAGE is "{request.language[:32]}"; Chatterbox Turbo speaks en')
    return request


def _seed(parameters: dict[str, object]) -> int | None:
    for name in _OF_THE_ORIGINAL:
        if name in parameters:
            raise InvalidRequest(
                f"Chatterbox Turbo has no {name}: write tags such as [laugh] or [whispering] into the text"
            )
    seed = parameters.get("seed")
    if seed is None:
        return None
    if not isinstance(seed, int) or isinstance(seed, bool) or not 0 <= seed < _SEEDS:
        raise InvalidRequest(f"parameter seed must be a whole number from 0 to {_SEEDS - 1}")
    return seed
