"""The files beside the weights that vLLM and `chatterbox` read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .t3_voice import T3Voice
from .vocabulary import MergedVocabulary

# As the plugin registers it (plugins/t3).
ARCHITECTURE = "MergedT3ForCausalLM"

LAYOUT_FILE = "voxrail-t3.json"


def model_config(
    vocabulary: MergedVocabulary, positions: int, width: int, layers: int, heads: int
) -> dict[str, Any]:
    """config.json."""
    return {
        "architectures": [ARCHITECTURE],
        "model_type": "gpt2",
        "activation_function": "gelu_new",
        "layer_norm_epsilon": 1e-5,
        "n_positions": positions,
        "n_ctx": positions,
        "n_embd": width,
        "n_layer": layers,
        "n_head": heads,
        "vocab_size": vocabulary.size,
        "tie_word_embeddings": False,
        "torch_dtype": "float16",
        "bos_token_id": vocabulary.stop,
        "eos_token_id": vocabulary.stop,
        "first_speech_id": vocabulary.first_speech,
        "speech_ids": vocabulary.stop + 1 - vocabulary.first_speech,
    }


def tokenizer_config(positions: int) -> dict[str, Any]:
    """tokenizer_config.json. vLLM takes the smaller of its length and the model's."""
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": positions,
        "clean_up_tokenization_spaces": False,
        "add_prefix_space": False,
        "eos_token": "<|s_6562|>",
    }


def layout(vocabulary: MergedVocabulary, voices: Mapping[str, T3Voice]) -> dict[str, Any]:
    """What `chatterbox` has to know: the number that ends an utterance, and the voices."""
    return {
        "stop_token_id": vocabulary.stop,
        "voices": {name: {"rows": voice.rows, "sha256": voice.sha256} for name, voice in voices.items()},
    }
