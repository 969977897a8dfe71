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
    max_requests: int
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
        s3gen_weights=Path(value("S3GEN_WEIGHTS")),
        voices=Path(value("VOICES")),
        t3_weights=Path(value("T3_WEIGHTS")),
        schedule=parse_schedule(value("CHUNK_TOKENS"), value("LEFT_CONTEXT_TOKENS"), value("OVERLAP_TOKENS")),
        flow=FlowSettings(steps=int(value("FLOW_STEPS"))),
        max_requests=int(value("MAX_REQUESTS")),
        compile=None if value("COMPILE") == "off" else value("COMPILE"),
        gpu_bytes=int(value("gpu_mem_limit")),
        gpu=int(device) if instance_kind == "GPU" else None,
    )
