"""T3's tensors under the names of a GPT-2."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from .errors import ExportError
from .t3_voice import T3Voice
from .vocabulary import SPEECH_TOKENS

Tensors = Mapping[str, NDArray[np.float32]]

# Not used: the backbone's own table of words, and what T3 was trained to say of the text.
_UNUSED = ("tfmr.wte.", "text_head.")


def _get(t3: Tensors, name: str) -> NDArray[np.float32]:
    if name not in t3:
        raise ExportError(
            f"T3's checkpoint has no tensor {name}: it is not Chatterbox Turbo's. Get it with "
            "`python -m fetch chatterbox`"
        )
    return t3[name]


def voice_rows(t3: Tensors, voice: T3Voice) -> NDArray[np.float32]:
    """What T3 is given for a voice: its speaker, then the speech tokens of its recording."""
    speaker = _get(t3, "cond_enc.spkr_enc.weight") @ voice.speaker + _get(t3, "cond_enc.spkr_enc.bias")
    return np.concatenate([speaker[None], _get(t3, "speech_emb.weight")[voice.tokens]])


def merge(t3: Tensors, voices: Mapping[str, T3Voice]) -> dict[str, NDArray[np.float32]]:
    """In the order of the merged vocabulary. Raises ExportError where T3 is another model's."""
    for extra in ("cond_enc.perceiver", "cond_enc.emotion_adv_fc", "text_pos_emb", "speech_pos_emb"):
        if any(name.startswith(extra) for name in t3):
            raise ExportError(f"T3's checkpoint has {extra}: that is the original Chatterbox, not Turbo")
    text, speech = _get(t3, "text_emb.weight"), _get(t3, "speech_emb.weight")
    if len(speech) != SPEECH_TOKENS:
        raise ExportError(f"T3's checkpoint knows {len(speech)} speech tokens; Turbo has {SPEECH_TOKENS}")
    rows = [voice_rows(t3, voice) for voice in voices.values()]
    merged = {
        "transformer.wte.weight": np.concatenate([text, speech, *rows]),
        "speech_head.weight": _get(t3, "speech_head.weight"),
        "speech_head.bias": _get(t3, "speech_head.bias"),
    }
    for name, tensor in t3.items():
        if name.startswith("tfmr.") and not name.startswith(_UNUSED):
            merged["transformer." + name.removeprefix("tfmr.")] = tensor
    _get(merged, "transformer.wpe.weight")
    _get(merged, "transformer.ln_f.weight")
    return merged


def in_half_precision(tensors: Tensors) -> dict[str, NDArray[np.float16]]:
    """As vLLM runs it. Raises ExportError where a weight is too large for it."""
    limit = float(np.finfo(np.float16).max)
    for name, tensor in tensors.items():
        if not np.abs(tensor).max() < limit:
            raise ExportError(f"{name} has values over {limit:g}, or none at all: it does not fit in 16 bits")
    return {name: tensor.astype(np.float16) for name, tensor in tensors.items()}
