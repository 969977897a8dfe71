"""CosyVoice 2's flow and vocoder, as the project that published them wrote them (FunAudioLLM/CosyVoice).

The image has its source at the commit that `triton/Dockerfile` names. The tests have NumPy networks of the
same shapes in the place of this file; docs/models.md says how far it was run.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from cosyvoice.flow.decoder import CausalConditionalDecoder
from cosyvoice.flow.flow import CausalMaskedDiffWithXvec
from cosyvoice.flow.flow_matching import CausalConditionalCFM
from cosyvoice.hifigan.f0_predictor import ConvRNNF0Predictor
from cosyvoice.hifigan.generator import HiFTGenerator
from cosyvoice.transformer.upsample_encoder import UpsampleConformerEncoder
from numpy.typing import NDArray
from omegaconf import DictConfig

from cosy_speech.chunk_schedule import FIRST_TOKENS
from cosy_speech.constants import (
    BLOCK_TOKENS,
    FRAMES_PER_TOKEN,
    LOOK_AHEAD_TOKENS,
    MEL_BANDS,
    SAMPLE_RATE_HZ,
    SPEAKER_SIZE,
    SPEECH_TOKENS,
    TOKENS_PER_SECOND,
)
from cosy_speech.installed_files import FLOW, VOCODER, check_files, unusable
from cosy_speech.voice import Voice
from cosy_speech.voice_table import DEFAULT, VoiceTable

_ENCODER_SIZE = 512


def _flow() -> CausalMaskedDiffWithXvec:
    """As in `cosyvoice2.yaml`."""
    encoder = UpsampleConformerEncoder(
        input_size=_ENCODER_SIZE,
        output_size=_ENCODER_SIZE,
        attention_heads=8,
        linear_units=2_048,
        num_blocks=6,
        normalize_before=True,
        input_layer="linear",
        pos_enc_layer_type="rel_pos_espnet",
        selfattention_layer_type="rel_selfattn",
        use_cnn_module=False,
        macaron_style=False,
        static_chunk_size=BLOCK_TOKENS,
    )
    estimator = CausalConditionalDecoder(
        in_channels=4 * MEL_BANDS,
        out_channels=MEL_BANDS,
        channels=[256],
        dropout=0.0,
        attention_head_dim=64,
        n_blocks=4,
        num_mid_blocks=12,
        num_heads=8,
        act_fn="gelu",
        static_chunk_size=FRAMES_PER_TOKEN * BLOCK_TOKENS,
        num_decoding_left_chunks=-1,
    )
    settings = {"sigma_min": 1e-6, "solver": "euler", "t_scheduler": "cosine", "reg_loss_type": "l1"}
    settings |= {"training_cfg_rate": 0.2, "inference_cfg_rate": 0.7}
    decoder = CausalConditionalCFM(
        in_channels=3 * MEL_BANDS,
        n_spks=1,
        spk_emb_dim=MEL_BANDS,
        cfm_params=DictConfig(settings),
        estimator=estimator,
    )
    return CausalMaskedDiffWithXvec(
        input_size=_ENCODER_SIZE,
        output_size=MEL_BANDS,
        spk_embed_dim=SPEAKER_SIZE,
        vocab_size=SPEECH_TOKENS,
        input_frame_rate=TOKENS_PER_SECOND,
        token_mel_ratio=FRAMES_PER_TOKEN,
        pre_lookahead_len=LOOK_AHEAD_TOKENS,
        encoder=encoder,
        decoder=decoder,
    )


def _vocoder() -> HiFTGenerator:
    return HiFTGenerator(
        in_channels=MEL_BANDS,
        base_channels=512,
        nb_harmonics=8,
        sampling_rate=SAMPLE_RATE_HZ,
        nsf_alpha=0.1,
        nsf_sigma=0.003,
        nsf_voiced_threshold=10,
        upsample_rates=[8, 5, 3],
        upsample_kernel_sizes=[16, 11, 7],
        istft_params={"n_fft": 16, "hop_len": 4},
        resblock_kernel_sizes=[3, 7, 11],
        resblock_dilation_sizes=[[1, 3, 5]] * 3,
        source_resblock_kernel_sizes=[7, 7, 11],
        source_resblock_dilation_sizes=[[1, 3, 5]] * 3,
        lrelu_slope=0.1,
        audio_limit=0.99,
        f0_predictor=ConvRNNF0Predictor(num_class=1, in_channels=MEL_BANDS, cond_channels=512),
    )


def _load(network: torch.nn.Module, path: Path, device: torch.device, drop: str = "") -> Any:
    try:
        state = torch.load(path, map_location=device, weights_only=True)
        network.load_state_dict({name.removeprefix(drop): tensor for name, tensor in state.items()})
    except Exception as error:
        raise unusable(path, error) from error
    return network.to(device).eval()


class TorchNetworks:
    """See `cosy_speech.networks.Networks`."""

    def __init__(self, weights: Path, device: torch.device) -> None:
        self._device = device
        self._flow = _load(_flow(), weights / FLOW, device)
        self._vocoder = _load(_vocoder(), weights / VOCODER, device, drop="generator.")

    @torch.inference_mode()
    def mel(self, voice: Voice, tokens: NDArray[np.int32], final: bool) -> NDArray[np.float32]:
        """Half precision for the flow alone: the vocoder's phases need all digits."""
        with torch.autocast(self._device.type, enabled=self._device.type == "cuda"):
            mel, _ = self._flow.inference(
                token=self._row(tokens),
                token_len=self._length(tokens),
                prompt_token=self._row(voice.tokens),
                prompt_token_len=self._length(voice.tokens),
                prompt_feat=self._row(voice.mel),
                prompt_feat_len=self._length(voice.mel),
                embedding=self._row(voice.speaker),
                streaming=not final,
                finalize=final,
            )
        return mel[0].float().cpu().numpy()

    @torch.inference_mode()
    def sound(
        self, mel: NDArray[np.float32], source: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """See `Networks.sound`."""
        samples, excitation = self._vocoder.inference(
            speech_feat=self._row(mel), cache_source=self._row(source[None])
        )
        return samples[0].float().cpu().numpy(), excitation[0, 0].float().cpu().numpy()

    def _row(self, array: NDArray[Any]) -> torch.Tensor:
        return torch.from_numpy(np.ascontiguousarray(array))[None].to(self._device)

    def _length(self, array: NDArray[Any]) -> torch.Tensor:
        return torch.tensor([len(array)], dtype=torch.int32, device=self._device)


def load_networks(weights: Path, args: dict[str, str], voices: VoiceTable) -> TorchNetworks:
    """Loaded and warm. Raises NotInstalled."""
    check_files(weights)
    on_gpu = args["model_instance_kind"] == "GPU"
    device = torch.device(f"cuda:{args['model_instance_device_id']}" if on_gpu else "cpu")
    networks = TorchNetworks(weights, device)
    # The first call of a shape chooses algorithms and loads kernels: no caller's should.
    voice = voices.find(DEFAULT)
    silence = np.zeros(FIRST_TOKENS + LOOK_AHEAD_TOKENS, dtype=np.int32)
    for final in (False, True):
        mel = networks.mel(voice, silence, final)
        networks.sound(mel, np.zeros(0, dtype=np.float32))
    return networks
