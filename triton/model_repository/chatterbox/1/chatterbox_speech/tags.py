"""What Turbo does instead of speaking: sounds, and manners of speaking."""

from __future__ import annotations

# Its added_tokens.json, ids 50257 to 50275.
SOUNDS = ("clear throat", "sigh", "shush", "cough", "groan", "sniff", "gasp", "chuckle", "laugh")
MANNERS = (
    "angry",
    "fear",
    "surprised",
    "whispering",
    "advertisement",
    "dramatic",
    "narration",
    "crying",
    "happy",
    "sarcastic",
)
TAGS = frozenset(SOUNDS + MANNERS)
