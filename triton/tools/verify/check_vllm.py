"""`model.json` of the models on the vLLM backend: the keyword arguments of vLLM's AsyncEngineArgs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from .finding import Finding
from .repository import Model, Repository

VLLM_VERSION = "0.24.0"


@cache
def engine_arguments() -> frozenset[str]:
    """The fields of the pinned vLLM's AsyncEngineArgs, read from its source."""
    path = Path(__file__).parent / f"vllm-{VLLM_VERSION}-engine-args.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def vllm_models(repository: Repository) -> list[Model]:
    """Those on the vLLM backend."""
    return [model for model in repository.models.values() if model.config.backend == "vllm"]


def read_engine_settings(model: Model) -> dict[str, Any]:
    """`1/model.json`; empty where it cannot be read, which `check_vllm` reports."""
    try:
        settings = json.loads((model.version / "model.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return settings if isinstance(settings, dict) else {}


def check_vllm(repository: Repository) -> Iterator[Finding]:
    """Keys that the pinned vLLM has, and values with which the rails work."""
    for model in vllm_models(repository):
        settings = read_engine_settings(model)
        if not settings:
            yield Finding(model.name, "1/model.json is missing or no JSON object")
            continue
        yield from _check_settings(model, settings)
        if model.config.HasField("dynamic_batching"):
            yield Finding(model.name, "vLLM batches by itself: remove dynamic_batching")


def _check_settings(model: Model, settings: dict[str, Any]) -> Iterator[Finding]:
    for key in sorted(settings.keys() - engine_arguments()):
        yield Finding(
            model.name,
            f"model.json: vLLM {VLLM_VERSION} has no argument {key!r} and does not start with it",
        )
    if settings.get("skip_tokenizer_init"):
        yield Finding(model.name, "model.json: with skip_tokenizer_init every text_output is empty")
    if settings.get("enforce_eager"):
        yield Finding(model.name, "model.json: enforce_eager turns CUDA graphs off: slower tokens")
    if settings.get("enable_prefix_caching") is not True:
        yield Finding(
            model.name,
            "model.json: without enable_prefix_caching each turn computes the whole conversation again",
        )
    if "max_model_len" not in settings:
        yield Finding(
            model.name,
            "model.json: without max_model_len vLLM wants memory for the longest context the model has",
        )
    metrics = model.parameter("REPORT_CUSTOM_METRICS") == "true"
    if metrics and settings.get("disable_log_stats") is not False:
        yield Finding(model.name, "model.json: its metrics need disable_log_stats set to false")
