"""The parameters of config.pbtxt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .networks import FlowSettings
from .schedule import ChunkSchedule, parse_schedule


@dataclass(frozen=True, slots=True)
class Settings:
    """Files and numbers of this model."""

    s3gen_weights: Path
    voices: Path
    t3_weights: Path
    schedule: ChunkSchedule
    flow: FlowSettings
    max_speeches: int
    # A mode of torch.compile; None: not compiled.
    compile: str | None
    gpu_bytes: int
    # The GPU's number; None where config.pbtxt says KIND_CPU.
    gpu: int | None


def read_settings(model_config: Mapping[str, Any], instance_kind: str, device: str) -> Settings:
    """From what Triton hands to `initialize`. Raises KeyError or ValueError."""
    parameters = model_config["parameters"]

    def value(key: str) -> str:
        return str(parameters[key]["string_value"])

    return Settings(
        s3gen_weights=Path(value("s3gen_weights")),
        voices=Path(value("voices_folder")),
        t3_weights=Path(value("t3_weights")),
        schedule=parse_schedule(value("chunk_tokens"), value("left_context_tokens"), value("overlap_tokens")),
        flow=FlowSettings(steps=int(value("flow_steps"))),
        max_speeches=int(value("max_speeches")),
        compile=None if value("compile") == "off" else value("compile"),
        gpu_bytes=int(value("gpu_mem_limit")),
        gpu=int(device) if instance_kind == "GPU" else None,
    )
