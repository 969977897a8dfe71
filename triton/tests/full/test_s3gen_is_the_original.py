"""Our S3Gen gives what the original gives, with the same random weights."""

import numpy as np
import pytest
import torch
from paired_networks import settings_for
from s3gen_networks import load_networks
from safetensors.torch import load_file, save_file

from chatterbox_speech.errors import NotInstalled
from chatterbox_speech.euler import integrate
from chatterbox_speech.excitation import Excitation
from chatterbox_speech.noise import UtteranceNoise

TOKENS = np.random.default_rng(8).integers(0, 6561, 37)


def relative(found, expected) -> float:
    return float(np.abs(found - expected).max() / np.abs(expected).max())


@torch.inference_mode()
def original_mel(pair, voice, noise) -> np.ndarray:
    """As `S3Token2Mel` calls the flow at the end of an utterance; only the noise is set beforehand."""
    original_randn_like = torch.randn_like
    torch.randn_like = lambda tensor: torch.from_numpy(noise)[None].clone()
    try:
        mel, _ = pair.flow.inference(
            token=torch.from_numpy(TOKENS)[None],
            token_len=torch.tensor([len(TOKENS)]),
            prompt_token=torch.from_numpy(voice.prompt_tokens)[None],
            prompt_token_len=torch.tensor([len(voice.prompt_tokens)]),
            prompt_feat=torch.from_numpy(voice.prompt_mel.T.copy())[None],
            prompt_feat_len=None,
            embedding=torch.from_numpy(voice.embedding)[None],
            finalize=True,
            n_timesteps=2,
            meanflow=True,
        )
    finally:
        torch.randn_like = original_randn_like
    return mel[0].numpy()


def our_mel(pair, voice, noise) -> np.ndarray:
    condition = pair.ours.condition(TOKENS, voice, complete=True)
    mel = integrate(
        lambda state, begin, end: pair.ours.velocity(state, condition, begin, end), noise, 2, lambda: None
    )
    return mel[:, voice.prompt_frames :]


def test_the_flow(pair, voice):
    """Also that filling up to a bucket changes nothing: the original is given 62 tokens, ours 64."""
    noise = UtteranceNoise(1, voice.prompt_frames).window(0, 2 * len(TOKENS)).copy()
    expected = original_mel(pair, voice, noise)
    assert relative(our_mel(pair, voice, noise), expected) < 1e-4


def test_the_look_ahead_is_left_out_of_what_is_not_complete(pair, voice):
    complete = pair.ours.condition(TOKENS, voice, complete=True)
    ahead = pair.ours.condition(TOKENS, voice, complete=False)
    assert complete.frames - ahead.frames == 6
    torch.testing.assert_close(complete.follow, ahead.follow)


def test_the_pitch(pair):
    mel = np.random.default_rng(2).standard_normal((80, 56)).astype(np.float32)
    with torch.inference_mode():
        expected = pair.vocoder.f0_predictor(torch.from_numpy(mel)[None])[0].numpy()
    assert relative(pair.ours.pitch(mel), expected) < 1e-4


def test_the_sound(pair):
    """56 frames: a bucket of the vocoder, so that nothing is filled up."""
    random = np.random.default_rng(2)
    mel = random.standard_normal((80, 56)).astype(np.float32)
    excitation = (0.1 * random.standard_normal(56 * 480)).astype(np.float32)
    with torch.inference_mode():
        expected = pair.vocoder.decode(torch.from_numpy(mel)[None], torch.from_numpy(excitation)[None, None])
    assert relative(pair.ours.vocode(mel, excitation), expected[0].numpy()) < 1e-3


def test_filling_up_reaches_no_further_back_than_the_vocoder_hears(pair):
    random = np.random.default_rng(2)
    mel = random.standard_normal((80, 50)).astype(np.float32)
    excitation = (0.1 * random.standard_normal(50 * 480)).astype(np.float32)
    with torch.inference_mode():
        exact = pair.vocoder.decode(torch.from_numpy(mel)[None], torch.from_numpy(excitation)[None, None])
    found = pair.ours.vocode(mel, excitation)
    assert relative(found[: 36 * 480], exact[0].numpy()[: 36 * 480]) < 1e-3


def test_the_excitation(pair):
    """The original draws phases and breath from PyTorch's generator; here both are given ours.

    It draws breath for each harmonic, ours is one draw for their sum: each has its share of it.
    """
    pitch = np.abs(np.random.default_rng(5).normal(150, 80, 20)).astype(np.float32)
    pitch[3:6] = 2.0
    ours = Excitation(pair.ours.mix, np.random.default_rng(6)).extend(pitch)
    random = np.random.default_rng(6)
    phases = torch.from_numpy(2 * np.pi * random.uniform(-0.5, 0.5, 9)).float()
    share = pair.ours.mix.weights / np.linalg.norm(pair.ours.mix.weights)
    drawn = random.standard_normal(20 * 480, dtype=np.float32)
    breath = torch.from_numpy(np.outer(share, drawn).astype(np.float32))[None]
    source = pair.vocoder.m_source
    original_randn_like, original_sample = torch.randn_like, torch.distributions.Uniform.sample
    torch.randn_like = lambda tensor: breath if tensor.shape == breath.shape else torch.zeros_like(tensor)
    torch.distributions.Uniform.sample = lambda self, sample_shape: phases.view(1, 9, 1).clone()
    try:
        with torch.inference_mode():
            per_sample = pair.vocoder.f0_upsamp(torch.from_numpy(pitch)[None, None]).transpose(1, 2)
            expected, _, _ = source(per_sample)
    finally:
        torch.randn_like, torch.distributions.Uniform.sample = original_randn_like, original_sample
    np.testing.assert_allclose(ours, expected[0, :, 0].numpy(), atol=2e-3)


@pytest.mark.parametrize("name", ["flow.encoder_proj.weight", "mel2wav.conv_pre.bias"])
def test_a_checkpoint_of_another_model_is_named(pair, tmp_path, name):
    tensors = load_file(pair.checkpoint)
    del tensors[name]
    spoiled = tmp_path / "s3gen.safetensors"
    save_file(tensors, spoiled)
    with pytest.raises(NotInstalled, match=r"s3gen\.safetensors is not .*python -m fetch chatterbox"):
        load_networks(settings_for(spoiled))


def test_a_checkpoint_that_was_cut_off_is_named(pair, tmp_path):
    spoiled = tmp_path / "s3gen.safetensors"
    spoiled.write_bytes(pair.checkpoint.read_bytes()[:10_000])
    with pytest.raises(NotInstalled, match=r"s3gen\.safetensors is cut off.*python -m fetch chatterbox"):
        load_networks(settings_for(spoiled))
