"""The reference that the exporter is held against is GPT-2 as transformers has it."""

import numpy as np
import torch
from tiny_t3 import HEADS, LAYERS, POSITIONS, WIDTH, gpt2, random_t3
from transformers import GPT2Config, GPT2Model


def test_the_formula_is_that_of_transformers():
    t3 = random_t3(40)
    weights = {name.removeprefix("tfmr."): tensor for name, tensor in t3.items() if name.startswith("tfmr.")}
    config = GPT2Config(
        vocab_size=40,
        n_positions=POSITIONS,
        n_embd=WIDTH,
        n_layer=LAYERS,
        n_head=HEADS,
        activation_function="gelu_new",
    )
    model = GPT2Model(config).eval()
    missing, unexpected = model.load_state_dict(
        {key: torch.from_numpy(value) for key, value in weights.items()}, strict=False
    )
    assert unexpected == [] and all(name.endswith("attn.bias") for name in missing)
    vectors = np.random.default_rng(2).standard_normal((17, WIDTH)).astype(np.float32)
    with torch.inference_mode():
        expected = model(inputs_embeds=torch.from_numpy(vectors)[None]).last_hidden_state[0].numpy()
    np.testing.assert_allclose(gpt2(vectors, weights), expected, atol=1e-4)
