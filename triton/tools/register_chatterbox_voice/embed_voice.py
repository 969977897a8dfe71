"""A recording as the networks know it. The only part that needs PyTorch and the package chatterbox-tts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recording.wav_recording import Recording

from .errors import RegisterError

_RATE_HZ = 24_000
_TOKENIZER_RATE_HZ = 16_000
# What S3Gen imitates the sound of, and T3 the manner.
_SOUND_S = 10
_MANNER_TOKENS = 375
_MANNER_S = 15
# As loud as what Turbo was trained on.
_LOUDNESS_LUFS = -27.0


def _load(weights: Path) -> tuple[Any, Any]:
    try:
        from chatterbox.models.s3gen.s3gen import S3Token2Wav
        from chatterbox.models.voice_encoder.voice_encoder import VoiceEncoder
        from safetensors.torch import load_file
    except ImportError as error:
        raise RegisterError(
            f"{error}: this needs an environment of its own with `pip install chatterbox-tts==0.1.7`"
        ) from error
    s3gen, encoder = S3Token2Wav(meanflow=True), VoiceEncoder()
    for network, file in ((s3gen, "s3gen_meanflow.safetensors"), (encoder, "ve.safetensors")):
        try:
            network.load_state_dict(load_file(weights / file))
        except Exception as error:  # missing, cut off, or of another model: one way out of all
            first = str(error).splitlines()[0][:200]
            raise RegisterError(
                f"{weights / file} cannot be used ({first}); get it with `python -m fetch chatterbox`"
            ) from error
        network.eval()
    return s3gen, encoder


def _as_loud_as_trained(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    import pyloudnorm

    loudness = pyloudnorm.Meter(_RATE_HZ).integrated_loudness(samples)
    return samples * np.float32(10 ** ((_LOUDNESS_LUFS - loudness) / 20))


def embed_recording(recording: Recording, weights: Path) -> dict[str, NDArray[Any]]:
    """The tensors of a voice. Raises RegisterError."""
    s3gen, encoder = _load(weights)
    import librosa
    import torch

    sound = librosa.resample(recording.samples, orig_sr=recording.sample_rate_hz, target_sr=_RATE_HZ)
    sound = _as_loud_as_trained(sound)
    speech = librosa.resample(sound, orig_sr=_RATE_HZ, target_sr=_TOKENIZER_RATE_HZ)
    with torch.inference_mode():
        reference = s3gen.embed_ref(sound[: _SOUND_S * _RATE_HZ], _RATE_HZ)
        manner = [speech[: _MANNER_S * _TOKENIZER_RATE_HZ]]
        tokens, _ = s3gen.tokenizer.forward(manner, max_len=_MANNER_TOKENS)
        speaker = encoder.embeds_from_wavs([speech], sample_rate=_TOKENIZER_RATE_HZ).mean(axis=0)
    return _tensors(speaker, tokens, reference)


def built_in_voice(weights: Path) -> dict[str, NDArray[Any]]:
    """The one that comes with Chatterbox Turbo. Raises RegisterError."""
    import torch

    path = weights / "conds.pt"
    try:
        kept = torch.load(path, map_location="cpu", weights_only=True)
        speaker = kept["t3"]["speaker_emb"].float().numpy().reshape(-1)
        return _tensors(speaker, kept["t3"]["cond_prompt_speech_tokens"], kept["gen"])
    except (OSError, RuntimeError, KeyError, EOFError) as error:
        raise RegisterError(
            f"{path} cannot be read ({error!r}); get it with `python -m fetch chatterbox`"
        ) from error


def _tensors(speaker: NDArray[Any], tokens: Any, reference: Any) -> dict[str, NDArray[Any]]:
    sounds = reference["prompt_token"].reshape(-1).cpu().numpy().astype(np.int64)
    mel = reference["prompt_feat"][0].float().cpu().numpy().T
    # Two frames to a token; where the recording ends within one, the two count differently.
    count = min(len(sounds), mel.shape[1] // 2)
    return {
        "t3_speaker": np.asarray(speaker, dtype=np.float32).reshape(-1),
        "t3_tokens": tokens.reshape(-1).cpu().numpy().astype(np.int64),
        "s3gen_tokens": sounds[:count],
        "s3gen_mel": mel[:, : 2 * count].copy(),
        "s3gen_embedding": reference["embedding"].reshape(-1).float().cpu().numpy(),
    }
