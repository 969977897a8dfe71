"""What an operator chooses to serve: roles, each of one or more models.

A server needs one of the two voices, and may have both where its memory suffices.
"""

from __future__ import annotations

from collections.abc import Iterable

ROLES = {
    "asr": ("silero_vad", "parakeet_tdt", "parakeet_encoder", "parakeet_decoder"),
    "llm": ("qwen3",),
    "tts-chatterbox": ("chatterbox", "t3"),
    "tts-cosyvoice2": ("cosyvoice2", "cosyvoice2_llm"),
}


def models_of(roles: Iterable[str]) -> frozenset[str]:
    """All models of some roles."""
    return frozenset(model for role in roles for model in ROLES[role])
