"""A T3 of random weights, small, and GPT-2 by its formula."""

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

LAYERS, WIDTH, HEADS, POSITIONS = 2, 24, 3, 64
SPEECH_TOKENS = 6563
TAGS = ("[happy]", "[laugh]")

# Bytes that BPE knows as letters, and some pairs: enough to see that pairs are joined.
_BYTES = [chr(code) for code in range(33, 127)] + ["Ġ"]
_PAIRS = ["H e", "l l", "He ll", "Hell o", "Ġ w"]


def write_tokenizer(folder: Path) -> int:
    """Turbo's three files in small; gives the number of tokens."""
    words = _BYTES + [pair.replace(" ", "") for pair in _PAIRS] + ["<|endoftext|>"]
    (folder / "vocab.json").write_text(json.dumps({word: number for number, word in enumerate(words)}))
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(_PAIRS) + "\n")
    tags = {tag: len(words) + number for number, tag in enumerate(TAGS)}
    (folder / "added_tokens.json").write_text(json.dumps(tags))
    return len(words) + len(TAGS)


def random_t3(text_tokens: int, seed: int = 0) -> dict[str, np.ndarray]:
    """Names and shapes as in the checkpoint."""
    random = np.random.default_rng(seed)

    def draw(*shape):
        return (0.3 * random.standard_normal(shape)).astype(np.float32)

    tensors = {
        "text_emb.weight": draw(text_tokens, WIDTH),
        "speech_emb.weight": draw(SPEECH_TOKENS, WIDTH),
        "speech_head.weight": draw(SPEECH_TOKENS, WIDTH),
        "speech_head.bias": draw(SPEECH_TOKENS),
        "text_head.weight": draw(text_tokens, WIDTH),
        "cond_enc.spkr_enc.weight": draw(WIDTH, 256),
        "cond_enc.spkr_enc.bias": draw(WIDTH),
        "tfmr.wte.weight": draw(text_tokens, WIDTH),
        "tfmr.wpe.weight": draw(POSITIONS, WIDTH),
        "tfmr.ln_f.weight": draw(WIDTH) + 1,
        "tfmr.ln_f.bias": draw(WIDTH),
    }
    shapes = {"attn.c_attn": (WIDTH, 3 * WIDTH), "attn.c_proj": (WIDTH, WIDTH)}
    shapes |= {"mlp.c_fc": (WIDTH, 4 * WIDTH), "mlp.c_proj": (4 * WIDTH, WIDTH)}
    for layer in range(LAYERS):
        for norm in ("ln_1", "ln_2"):
            tensors[f"tfmr.h.{layer}.{norm}.weight"] = draw(WIDTH) + 1
            tensors[f"tfmr.h.{layer}.{norm}.bias"] = draw(WIDTH)
        for name, shape in shapes.items():
            tensors[f"tfmr.h.{layer}.{name}.weight"] = draw(*shape)
            tensors[f"tfmr.h.{layer}.{name}.bias"] = draw(shape[1])
    return tensors


def write_voice(folder: Path, name: str, tokens: int, seed: int = 3) -> dict[str, np.ndarray]:
    """As register_chatterbox_voice writes it."""
    random = np.random.default_rng(seed)
    voice = {
        "t3_speaker": random.standard_normal(256).astype(np.float32) / 16,
        "t3_tokens": random.integers(0, 6561, tokens),
        "s3gen_tokens": random.integers(0, 6561, 5),
        "s3gen_mel": random.standard_normal((80, 10)).astype(np.float32),
        "s3gen_embedding": random.standard_normal(192).astype(np.float32),
    }
    (folder / name).mkdir(parents=True)
    save_file(voice, folder / name / "voice.safetensors")
    return voice


def _norm(x, weights, name):
    x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5)
    return x * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def _linear(x, weights, name):
    # GPT-2 has its matrices the other way round than a linear layer.
    return x @ weights[f"{name}.weight"] + weights[f"{name}.bias"]


def gpt2(vectors: np.ndarray, weights: dict[str, np.ndarray]) -> np.ndarray:
    """Hidden states of vectors [n, width] that stand where the embeddings of tokens would."""
    count, width = vectors.shape
    x = vectors + weights["wpe.weight"][:count]
    later = np.triu(np.full((count, count), -np.inf), 1)
    for layer in range(sum(name.endswith("ln_1.weight") for name in weights)):
        h = f"h.{layer}"
        attention = _linear(_norm(x, weights, f"{h}.ln_1"), weights, f"{h}.attn.c_attn")
        query, key, value = (
            part.reshape(count, HEADS, -1).transpose(1, 0, 2) for part in np.split(attention, 3, axis=1)
        )
        scores = query @ key.transpose(0, 2, 1) / np.sqrt(width / HEADS) + later
        share = np.exp(scores - scores.max(-1, keepdims=True))
        share /= share.sum(-1, keepdims=True)
        x = x + _linear((share @ value).transpose(1, 0, 2).reshape(count, width), weights, f"{h}.attn.c_proj")
        inner = _linear(_norm(x, weights, f"{h}.ln_2"), weights, f"{h}.mlp.c_fc")
        inner = 0.5 * inner * (1 + np.tanh(np.sqrt(2 / np.pi) * (inner + 0.044715 * inner**3)))
        x = x + _linear(inner, weights, f"{h}.mlp.c_proj")
    return _norm(x, weights, "ln_f")


def t3_logits(t3, voice, text_ids, speech_ids) -> np.ndarray:
    """As T3 itself goes about it: vectors of voice, text and speech, each from its own table."""
    speaker = t3["cond_enc.spkr_enc.weight"] @ voice["t3_speaker"] + t3["cond_enc.spkr_enc.bias"]
    vectors = [
        speaker[None],
        t3["speech_emb.weight"][voice["t3_tokens"]],
        t3["text_emb.weight"][text_ids],
        t3["speech_emb.weight"][[6561, *speech_ids]],
    ]
    backbone = {name.removeprefix("tfmr."): tensor for name, tensor in t3.items() if name.startswith("tfmr.")}
    hidden = gpt2(np.concatenate(vectors).astype(np.float64), backbone)[-1 - len(speech_ids) :]
    return hidden @ t3["speech_head.weight"].T + t3["speech_head.bias"]


def merged_logits(merged, ids) -> np.ndarray:
    """As a GPT-2 with one vocabulary goes about it."""
    prefix = "transformer."
    backbone = {
        name.removeprefix(prefix): tensor.astype(np.float64)
        for name, tensor in merged.items()
        if name.startswith(prefix)
    }
    hidden = gpt2(backbone["wte.weight"][ids], backbone)
    return hidden @ merged["speech_head.weight"].T.astype(np.float64) + merged["speech_head.bias"]
