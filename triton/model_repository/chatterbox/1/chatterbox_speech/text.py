"""From what a caller sends to what T3 was trained to read."""

from __future__ import annotations

import re
import unicodedata

from .errors import InvalidRequest
from .tags import SOUNDS, TAGS

# The spelling of T3's own tokens: a caller must not speak in another voice, or in sounds of its choice.
_CONTROL = re.compile(r"<\|[^|<>]{0,64}\|>")
_BRACKETED = re.compile(r"\[([^\[\]]{1,32})\]")
_BRACKETS = re.compile(r"[\[\]{}]")
_SPACES = re.compile(r"\s+")
_REPLACED = str.maketrans(
    {
        "…": ", ",
        ":": ",",
        "—": "-",
        "–": "-",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "<": " ",
        ">": " ",
        "|": " ",
    }
)
_ENDS = (".", "!", "?", "-", ",")


def prepare_text(text: str) -> str:
    """Empty where nothing of it can be spoken. Raises InvalidRequest where it is not in Latin script."""
    spoken = _CONTROL.sub(" ", unicodedata.normalize("NFKC", text.replace("…", ", ")))
    spoken = _in_latin_script(spoken)
    spoken = _without_other_brackets(spoken).translate(_REPLACED)
    spoken = _SPACES.sub(" ", "".join(mark for mark in spoken if mark.isprintable() or mark.isspace()))
    spoken = spoken.replace(" ,", ",").strip()
    if not _has_sound(spoken):
        return ""
    spoken = spoken[0].upper() + spoken[1:]
    return spoken if spoken.endswith((*_ENDS, "]")) else spoken + "."


def _without_other_brackets(text: str) -> str:
    """Tags stay, in small letters; of anything else the brackets go."""
    parts = _BRACKETED.split(text)
    for index in range(1, len(parts), 2):
        tag = parts[index].strip().lower()
        parts[index] = f"[{tag}]" if tag in TAGS else f" {_BRACKETS.sub(' ', parts[index])} "
    for index in range(0, len(parts), 2):
        parts[index] = _BRACKETS.sub(" ", parts[index])
    return "".join(parts)


def _has_sound(text: str) -> bool:
    """A letter or a digit outside of tags, or a tag that is a sound by itself."""
    outside = _BRACKETED.sub("", text)
    return any(mark.isalnum() for mark in outside) or any(f"[{sound}]" in text for sound in SOUNDS)


def _in_latin_script(text: str) -> str:
    """Without letters of other scripts where those are few.

    The tokenizer takes any bytes and the model speaks on, but what it says of other scripts is no word of
    any language.
    """
    letters = [letter for letter in text if letter.isalpha()]
    foreign = {letter for letter in letters if not _is_latin(letter)}
    if sum(letter in foreign for letter in letters) * 2 > len(letters):
        raise InvalidRequest("TEXT is in a script that Chatterbox Turbo cannot read: it speaks English")
    return "".join(mark for mark in text if mark not in foreign)


def _is_latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN ")
