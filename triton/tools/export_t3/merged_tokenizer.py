"""Turbo's tokenizer with the tokens of speech and voices behind its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tokenizers import AddedToken, Tokenizer
from tokenizers.decoders import ByteLevel as ByteLevelDecoder
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel

from .errors import ExportError
from .vocabulary import MergedVocabulary

FILES = ("vocab.json", "merges.txt", "added_tokens.json")


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ExportError(
            f"{path} cannot be read ({error}); get it with `python -m fetch chatterbox`"
        ) from error


def text_tokenizer(folder: Path) -> Tokenizer:
    """Turbo's own: GPT-2's bytes in pairs, and its tags."""
    words = _read_json(folder / "vocab.json")
    try:
        lines = (folder / "merges.txt").read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ExportError(f"{folder / 'merges.txt'} cannot be read ({error})") from error
    merges = [tuple(line.split(" ")) for line in lines if line and not line.startswith("#version")]
    tokenizer = Tokenizer(BPE(words, merges))
    tokenizer.pre_tokenizer = ByteLevel(add_prefix_space=False)
    tokenizer.decoder = ByteLevelDecoder()
    tags = sorted(_read_json(folder / "added_tokens.json").items(), key=lambda entry: entry[1])
    tokenizer.add_tokens([_added(tag) for tag, _ in tags])
    wrong = [tag for tag, number in tags if tokenizer.token_to_id(tag) != number]
    if wrong:
        raise ExportError(f"the tags {wrong} do not follow the words of {folder / 'vocab.json'}")
    return tokenizer


def merged_tokenizer(folder: Path, vocabulary: MergedVocabulary) -> Tokenizer:
    """Raises ExportError where numbers would not be those of the merged weights."""
    tokenizer = text_tokenizer(folder)
    if tokenizer.get_vocab_size() != vocabulary.text:
        raise ExportError(
            f"the tokenizer has {tokenizer.get_vocab_size()} tokens of text, T3 has {vocabulary.text}: they "
            "are of different versions. Get both with `python -m fetch chatterbox`"
        )
    tokenizer.add_tokens([_added(token) for token in vocabulary.added_tokens()])
    if tokenizer.get_vocab_size() != vocabulary.size:
        raise ExportError("a token of speech or of a voice has the text of another one")
    return tokenizer


def _added(token: str) -> AddedToken:
    # Not special: vLLM leaves special tokens out of the text that it gives.
    return AddedToken(token, special=False, normalized=False)
