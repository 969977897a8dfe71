"""The files beside the weights, made of Qwen2's that come with CosyVoice 2."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from .vocabulary import VOCABULARY, added_tokens, end_tokens

# The class of plugins/cosyvoice2_llm.
ARCHITECTURE = "CosyVoice2LlmForCausalLM"


def _read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_model_files(qwen: Path, target: Path) -> None:
    """Configuration and tokenizer."""
    config = _read(qwen / "config.json")
    config |= {
        "architectures": [ARCHITECTURE],
        "vocab_size": VOCABULARY,
        "tie_word_embeddings": False,
        "eos_token_id": end_tokens()[0],
        "torch_dtype": "bfloat16",
    }
    _write(target / "config.json", config)
    _write(target / "generation_config.json", {"eos_token_id": end_tokens()})
    tokenizer = _read(qwen / "tokenizer_config.json")
    tokenizer["added_tokens_decoder"] = {
        str(number): {"content": name} | _TOKEN for number, name in added_tokens().items()
    }
    # All of them are read and written as they stand; none is hidden from a text.
    tokenizer["additional_special_tokens"] = []
    tokenizer.pop("chat_template", None)
    _write(target / "tokenizer_config.json", tokenizer)
    for name in ("vocab.json", "merges.txt"):
        shutil.copy(qwen / name, target / name)


_TOKEN = {"lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": False}
