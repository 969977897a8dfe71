"""What T3 is asked."""

from __future__ import annotations

import json
from dataclasses import dataclass

from .constants import MAX_GENERATED_TOKENS, START_TOKEN, TOKENS_PER_S
from .voice import Voice

# The longest that a text is spoken: four times slow speech (12.5 characters a second; a digit can be
# several words), and some pauses. As the rail's own bound for a model that runs away.
_S_PER_CHARACTER = 4 * 0.08
_S_PER_DIGIT = 4 * 0.4
_MARGIN_S = 5.0


@dataclass(frozen=True, slots=True)
class Generation:
    """One call of T3."""

    prompt: str
    sampling_json: str


def generation_of(piece: str, voice: Voice, stop_token_id: int, seed: int | None) -> Generation:
    """The voice, the text, the beginning of speech; sampled as the original does by default.

    Order matters to a sampler: vLLM punishes repetition before it looks at the most likely tokens, the
    original after. Whether that can be heard is not known.
    """
    sampling: dict[str, object] = {
        "temperature": 0.8,
        "top_k": 1000,
        "top_p": 0.95,
        "repetition_penalty": 1.2,
        "max_tokens": _most_tokens(piece),
        "stop_token_ids": [stop_token_id],
        "skip_special_tokens": False,
    }
    if seed is not None:
        sampling["seed"] = seed
    return Generation(f"{voice.t3_prefix}{piece}<|s_{START_TOKEN}|>", json.dumps(sampling))


def _most_tokens(piece: str) -> int:
    digits = sum(mark.isdigit() for mark in piece)
    longest_s = _MARGIN_S + _S_PER_CHARACTER * len(piece) + _S_PER_DIGIT * digits
    return min(MAX_GENERATED_TOKENS, round(TOKENS_PER_S * longest_s))
