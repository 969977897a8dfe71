"""The original S3Gen, from the package chatterbox-tts, without what it needs for anything but this.

Its package imports all of its models when any of it is imported; only the flow and the vocoder are wanted.
"""

import sys
import types
from importlib.metadata import distribution
from pathlib import Path

import torch


def skip_inits() -> None:
    """Packages as mere folders: their `__init__` would import what is not installed."""
    root = Path(distribution("chatterbox-tts").locate_file("chatterbox"))
    for name in (
        "",
        "models",
        "models/s3gen",
        "models/s3gen/utils",
        "models/s3gen/transformer",
        "models/s3gen/matcha",
    ):
        module = types.ModuleType(".".join(["chatterbox", *name.split("/")]).rstrip("."))
        module.__path__ = [str(root / name)]
        sys.modules[module.__name__] = module


def original_parts() -> tuple[torch.nn.Module, torch.nn.Module]:
    """Flow and vocoder as `chatterbox.models.s3gen.s3gen` puts them together, with random weights."""
    skip_inits()
    from chatterbox.models.s3gen.configs import CFM_PARAMS
    from chatterbox.models.s3gen.decoder import ConditionalDecoder
    from chatterbox.models.s3gen.f0_predictor import ConvRNNF0Predictor
    from chatterbox.models.s3gen.flow import CausalMaskedDiffWithXvec
    from chatterbox.models.s3gen.flow_matching import CausalConditionalCFM
    from chatterbox.models.s3gen.hifigan import HiFTGenerator
    from chatterbox.models.s3gen.transformer.upsample_encoder import UpsampleConformerEncoder

    torch.manual_seed(3)
    encoder = UpsampleConformerEncoder(
        input_size=512,
        output_size=512,
        attention_heads=8,
        linear_units=2048,
        num_blocks=6,
        input_layer="linear",
        pos_enc_layer_type="rel_pos_espnet",
        selfattention_layer_type="rel_selfattn",
        use_cnn_module=False,
        macaron_style=False,
    )
    estimator = ConditionalDecoder(
        in_channels=320,
        out_channels=80,
        causal=True,
        channels=[256],
        attention_head_dim=64,
        n_blocks=4,
        num_mid_blocks=12,
        num_heads=8,
        act_fn="gelu",
        meanflow=True,
    )
    decoder = CausalConditionalCFM(spk_emb_dim=80, cfm_params=CFM_PARAMS, estimator=estimator)
    flow = CausalMaskedDiffWithXvec(encoder=encoder, decoder=decoder)
    vocoder = HiFTGenerator(
        sampling_rate=24_000,
        upsample_rates=[8, 5, 3],
        upsample_kernel_sizes=[16, 11, 7],
        source_resblock_kernel_sizes=[7, 7, 11],
        source_resblock_dilation_sizes=[[1, 3, 5]] * 3,
        f0_predictor=ConvRNNF0Predictor(),
    )
    # Begun as the identity; every weight has to count.
    torch.nn.init.normal_(estimator.time_embed_mixer.weight, std=0.02)
    return flow.eval(), vocoder.eval()
