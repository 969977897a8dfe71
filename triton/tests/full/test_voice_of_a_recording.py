"""A recording through the original's encoders, with random weights: what comes out is a voice."""

import numpy as np
import pytest
import torch
from original_s3gen import skip_inits
from safetensors.torch import save_file

from chatterbox_speech.voice import Voice, check_voice
from recording.wav_recording import Recording
from register_chatterbox_voice.embed_voice import built_in_voice, embed_recording
from register_chatterbox_voice.errors import RegisterError
from register_chatterbox_voice.voice_file import write_voice


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    skip_inits()
    from chatterbox.models.s3gen.s3gen import S3Token2Wav
    from chatterbox.models.voice_encoder.voice_encoder import VoiceEncoder

    torch.manual_seed(1)
    folder = tmp_path_factory.mktemp("turbo")
    for network, name in ((S3Token2Wav(meanflow=True), "s3gen_meanflow"), (VoiceEncoder(), "ve")):
        tensors = {key: value.clone().contiguous() for key, value in network.state_dict().items()}
        save_file(tensors, folder / f"{name}.safetensors")
    return folder


def recording(seconds: float) -> Recording:
    time = np.arange(round(seconds * 22_050)) / 22_050
    sound = 0.2 * np.sin(2 * np.pi * 180 * time) * (1 + np.sin(2 * np.pi * 4 * time))
    return Recording(sound.astype(np.float32), 22_050)


def as_voice(tensors) -> Voice:
    return Voice(
        "anna",
        tensors["s3gen_tokens"],
        tensors["s3gen_mel"],
        tensors["s3gen_embedding"],
        "",
    )


@pytest.mark.parametrize(("seconds", "sounds", "manner"), [(6.03, 150, 150), (20.0, 250, 375)])
def test_a_recording_becomes_a_voice_that_the_model_takes(weights, tmp_path, seconds, sounds, manner):
    tensors = embed_recording(recording(seconds), weights)
    check_voice(as_voice(tensors), "the voice")
    assert abs(len(tensors["s3gen_tokens"]) - sounds) <= 1
    assert abs(len(tensors["t3_tokens"]) - manner) <= 1
    assert tensors["t3_speaker"].shape == (256,)
    assert write_voice(tmp_path, "anna", tensors, {}, replace=False).is_file()


def test_the_built_in_voice_is_read(tmp_path):
    kept = {
        "t3": {"speaker_emb": torch.ones(1, 256), "cond_prompt_speech_tokens": torch.arange(375)[None]},
        "gen": {
            "prompt_token": torch.arange(250)[None],
            "prompt_feat": torch.ones(1, 500, 80),
            "embedding": torch.ones(1, 192),
        },
    }
    torch.save(kept, tmp_path / "conds.pt")
    tensors = built_in_voice(tmp_path)
    check_voice(as_voice(tensors), "the voice")
    assert len(tensors["t3_tokens"]) == 375


def test_weights_that_cannot_be_used_are_named(tmp_path):
    with pytest.raises(RegisterError, match=r"s3gen_meanflow\.safetensors .*python -m fetch chatterbox"):
        embed_recording(recording(6), tmp_path)
    with pytest.raises(RegisterError, match=r"conds\.pt .*python -m fetch chatterbox"):
        built_in_voice(tmp_path)
