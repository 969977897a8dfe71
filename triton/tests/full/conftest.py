"""Networks that take a while to make, once for all tests."""

import numpy as np
import pytest
import torch
from original_s3gen import original_parts
from paired_networks import Pair, settings_for
from s3gen_networks import load_networks
from safetensors.torch import save_file

from chatterbox_speech.constants import FRAMES_PER_TOKEN, MEL_BANDS, SOUND_TOKENS
from chatterbox_speech.voice import EMBEDDING_SIZE, Voice


@pytest.fixture(scope="session")
def pair(tmp_path_factory) -> Pair:
    flow, vocoder = original_parts()
    checkpoint = tmp_path_factory.mktemp("weights") / "s3gen_meanflow.safetensors"
    parts = {"flow": flow, "mel2wav": vocoder, "speaker_encoder": torch.nn.Linear(2, 2)}
    tensors = {
        f"{prefix}.{name}": tensor.clone().contiguous()
        for prefix, part in parts.items()
        for name, tensor in part.state_dict().items()
    }
    save_file(tensors, checkpoint)
    return Pair(flow, vocoder, load_networks(settings_for(checkpoint)), checkpoint)


@pytest.fixture(scope="session")
def voice() -> Voice:
    random = np.random.default_rng(4)
    return Voice(
        name="anna",
        prompt_tokens=random.integers(0, SOUND_TOKENS, 25),
        prompt_mel=random.standard_normal((MEL_BANDS, 25 * FRAMES_PER_TOKEN)).astype(np.float32),
        embedding=random.standard_normal(EMBEDDING_SIZE).astype(np.float32),
        t3_prefix="",
    )
