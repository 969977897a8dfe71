"""Weights of the published model to weights of the merged one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from .vocabulary import FIRST_INPUT_MARK, FIRST_SPEECH, OUTPUTS, VOCABULARY

_LAYERS = "llm.model.model."
_EMBEDDINGS = "llm.model.model.embed_tokens.weight"
# Never said: text, and the marks of a prompt. Finite, so that no arithmetic makes a NaN of it.
NEVER = -1e9

Weights = Mapping[str, NDArray[np.float32]]


class NotTheModel(Exception):
    """Weights of something else."""


def _table(weights: Weights, name: str, rows: int) -> NDArray[np.float32]:
    if name not in weights or len(weights[name]) < rows:
        shape = weights[name].shape if name in weights else "missing"
        raise NotTheModel(f"{name} is {shape}; CosyVoice 2's has {rows} rows")
    return weights[name]


def merge(weights: Weights) -> dict[str, NDArray[np.float32]]:
    """Raises NotTheModel."""
    text = _table(weights, _EMBEDDINGS, FIRST_SPEECH)
    speech = _table(weights, "speech_embedding.weight", OUTPUTS)
    marks = _table(weights, "llm_embedding.weight", 2)
    head = _table(weights, "llm_decoder.weight", OUTPUTS)
    bias = _table(weights, "llm_decoder.bias", OUTPUTS)
    said = slice(FIRST_SPEECH, FIRST_SPEECH + OUTPUTS)

    embeddings = np.zeros((VOCABULARY, text.shape[1]), dtype=np.float32)
    embeddings[:FIRST_SPEECH] = text[:FIRST_SPEECH]
    embeddings[said] = speech[:OUTPUTS]
    embeddings[FIRST_INPUT_MARK : FIRST_INPUT_MARK + 2] = marks[:2]
    merged_head = np.zeros_like(embeddings)
    merged_head[said] = head[:OUTPUTS]
    merged_bias = np.full(VOCABULARY, NEVER, dtype=np.float32)
    merged_bias[said] = bias[:OUTPUTS]

    merged = {
        "model." + name.removeprefix(_LAYERS): array
        for name, array in weights.items()
        if name.startswith(_LAYERS) and name != _EMBEDDINGS
    }
    return merged | {
        "model.embed_tokens.weight": embeddings,
        "lm_head.weight": merged_head,
        "lm_head.bias": merged_bias,
    }
