"""The language model's prompt and settings, as `tools/export_cosyvoice2_llm` builds its vocabulary."""

from __future__ import annotations

import json

from .constants import TOKENS_PER_SECOND
from .speakable_text import speakable_text
from .voice import Voice

# Of the merged vocabulary: three tokens that end a speech follow the speech tokens.
END_TOKENS = (158_224, 158_225, 158_226)

# The published limits are 2 and 20 speech tokens for a token of text. A token of text has a character or
# more, and four of them in English: these are as wide or wider.
_LEAST_PER_CHARACTER = 0.5
_MOST_PER_CHARACTER = 20
# A minute; also what the flow's noise has room for, with prompt and all.
MAX_SPEECH_TOKENS = 60 * TOKENS_PER_SECOND


def speech_prompt(voice: Voice, text: str) -> str:
    """What was said in the recording, what is to be said, and how the recording's words sounded."""
    sounds = "".join(f"<|s_{token}|>" for token in voice.tokens)
    return f"<|sos|>{speakable_text(voice.text)}{text}<|task_id|>{sounds}"


def max_tokens(text: str) -> int:
    """A model that runs away ends here."""
    return min(_MOST_PER_CHARACTER * len(text), MAX_SPEECH_TOKENS)


def sampling_parameters(text: str) -> str:
    """JSON for the vLLM backend. The numbers are those of the model's own Triton runtime."""
    return json.dumps(
        {
            "temperature": 0.8,
            "top_p": 0.95,
            "top_k": 50,
            "repetition_penalty": 1.1,
            "min_tokens": min(int(_LEAST_PER_CHARACTER * len(text)), MAX_SPEECH_TOKENS),
            "max_tokens": max_tokens(text),
            "stop_token_ids": list(END_TOKENS),
            "skip_special_tokens": False,
        }
    )
