"""Languages that CosyVoice 2 speaks; it hears from the text itself which one it is."""

from __future__ import annotations

from .errors import InvalidRequest

# Chinese and its dialects share their writing: Cantonese as `yue` or as a region of `zh`.
LANGUAGES = ("en", "ja", "ko", "yue", "zh")


def check_language(tag: str) -> str:
    """The language of a tag such as `en-GB`. Raises InvalidRequest."""
    language = tag.lower().replace("_", "-").split("-")[0]
    if language not in LANGUAGES:
        raise InvalidRequest(f"unknown language {tag!r}; known: {', '.join(LANGUAGES)}")
    return language
