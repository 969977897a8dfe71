"""What of a text is spoken.

The language model reads its prompt with the tokenizer of its control tokens: whatever of a text looks like
one would be one. So they go, and so do tags that the model does not know and would read aloud.
"""

from __future__ import annotations

import re
import unicodedata

# Sounds and emphasis that the model was trained with, each a token of its own.
SOUND_TAGS = frozenset(
    {"[breath]", "[quick_breath]", "[noise]", "[laughter]", "[cough]", "[clucking]", "[accent]"}
    | {"[hissing]", "[sigh]", "[vocalized-noise]", "[lipsmack]", "[mn]"}
    | {"<strong>", "</strong>", "<laughter>", "</laughter>"}
)

_CONTROL_TOKEN = re.compile(r"<\|[^<>|]*\|>")
_TAG = re.compile(r"<[^<>]*>|\[[^\[\]]*\]")
_SPACE = re.compile(r"\s+")


def _without_control_tokens(text: str) -> str:
    """Taking one away may make another of what stood around it."""
    while (shorter := _CONTROL_TOKEN.sub(" ", text)) != text:
        text = shorter
    return text


def _known_tag(match: re.Match[str]) -> str:
    tag = match[0].lower()
    if tag in SOUND_TAGS:
        return tag
    # Words in brackets are words; in angle brackets they are markup.
    return match[0][1:-1] if tag.startswith("[") else " "


def _says_something(text: str) -> bool:
    words = _TAG.sub("", text)
    return any(unicodedata.category(character)[0] in "LN" for character in words) or "[" in text


def speakable_text(text: str) -> str:
    """Empty where there is nothing to say."""
    plain = "".join(" " if unicodedata.category(character) == "Cc" else character for character in text)
    plain = _TAG.sub(_known_tag, _without_control_tokens(plain))
    # Brackets of markup that was cut off.
    plain = plain.replace("<|", " ").replace("|>", " ")
    plain = _SPACE.sub(" ", plain).strip()
    return plain if _says_something(plain) else ""
