"""The original's networks, and ours with the same weights."""

from dataclasses import dataclass
from pathlib import Path

import torch

from chatterbox_speech.networks import FlowSettings
from chatterbox_speech.schedule import ChunkSchedule
from chatterbox_speech.settings import Settings
from s3gen.torch_s3gen import TorchS3Gen


@dataclass
class Pair:
    """The same networks twice."""

    flow: torch.nn.Module
    vocoder: torch.nn.Module
    ours: TorchS3Gen
    checkpoint: Path


def settings_for(checkpoint: Path, compile_mode: str | None = None) -> Settings:
    return Settings(
        s3gen_weights=checkpoint,
        voices=checkpoint.parent,
        t3_weights=checkpoint.parent,
        schedule=ChunkSchedule(),
        flow=FlowSettings(2),
        max_speeches=1,
        compile=compile_mode,
        gpu_bytes=0,
        gpu=None,
    )
