"""The whole export."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from .checkpoint_files import LAYOUT_FILE, layout, model_config, tokenizer_config
from .errors import ExportError
from .merged_tokenizer import merged_tokenizer
from .merged_weights import Tensors, in_half_precision, merge
from .t3_voice import read_voices
from .vocabulary import MergedVocabulary

T3_FILE = "t3_turbo_v1.safetensors"

# GPT-2's heads are 64 wide in all of its sizes.
HEAD_WIDTH = 64


def _read_t3(path: Path) -> Tensors:
    try:
        return load_file(path)
    except (SafetensorError, OSError) as error:
        raise ExportError(
            f"{path} cannot be read ({error}); get it with `python -m fetch chatterbox`"
        ) from error


def export_t3(
    source: Path,
    voices_folder: Path,
    target: Path,
    write: Callable[[str], None] = print,
    head_width: int = HEAD_WIDTH,
) -> None:
    """Replaces `target` when all of it is there. Raises ExportError."""
    t3 = _read_t3(source / T3_FILE)
    voices = read_voices(voices_folder)
    weights = in_half_precision(merge(t3, voices))
    vocabulary = MergedVocabulary(
        text=len(t3["text_emb.weight"]), voices={name: voice.rows for name, voice in voices.items()}
    )
    tokenizer = merged_tokenizer(source, vocabulary)
    positions, width = weights["transformer.wpe.weight"].shape
    layers = sum(name.endswith(".ln_1.weight") for name in weights)

    part = target.with_name(target.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    save_file(weights, part / "model.safetensors", metadata={"format": "pt"})
    tokenizer.save(str(part / "tokenizer.json"))
    files = {
        "config.json": model_config(vocabulary, positions, width, layers, width // head_width),
        "tokenizer_config.json": tokenizer_config(positions),
        LAYOUT_FILE: layout(vocabulary, voices),
    }
    for name, content in files.items():
        (part / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    _replace(part, target)
    write(f"{target}: {layers} layers, {vocabulary.size} tokens, voices {', '.join(voices)}")


def _replace(part: Path, target: Path) -> None:
    old = target.with_name(target.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        os.replace(target, old)
    os.replace(part, target)
    shutil.rmtree(old, ignore_errors=True)
