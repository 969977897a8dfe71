"""All models on one GPU: each is bounded, and together they fit."""

from __future__ import annotations

from collections.abc import Iterator

from .check_vllm import read_engine_settings, vllm_models
from .finding import Finding
from .gpu_memory import GIB, memory_lines
from .repository import Model, Repository

# The rest is for what no limit covers: cuDNN workspaces outside of arenas, fragments, a display.
_USABLE = 0.9


def check_memory(repository: Repository, gpu_bytes: int) -> Iterator[Finding]:
    """`gpu_bytes`: the memory of the one GPU that all of them share."""
    for model in repository.models.values():
        if model.config.backend == "onnxruntime":
            yield from _check_arena(model)
    fractions = 0.0
    for model in vllm_models(repository):
        settings = read_engine_settings(model)
        fraction = float(settings.get("gpu_memory_utilization", 0.9))
        fractions += fraction
        if "kv_cache_memory_bytes" not in settings:
            yield Finding(
                model.name,
                "model.json: without kv_cache_memory_bytes its cache is what gpu_memory_utilization leaves, "
                "which depends on what was loaded before it",
            )
    if fractions > _USABLE:
        yield Finding(
            "GPU memory",
            f"vLLM models ask for {fractions:g} of the GPU (gpu_memory_utilization); each checks at its "
            "start that so much is free",
        )
    total = sum(line.bytes for line in memory_lines(repository))
    if total > _USABLE * gpu_bytes:
        yield Finding(
            "GPU memory",
            f"{total / GIB:.1f} GiB are configured; {_USABLE:.0%} of this GPU are "
            f"{_USABLE * gpu_bytes / GIB:.1f} GiB: lower gpu_mem_limit or kv_cache_memory_bytes",
        )


def _check_arena(model: Model) -> Iterator[Finding]:
    if not any(group.kind == group.KIND_GPU for group in model.config.instance_group):
        return
    if model.parameter("gpu_mem_limit") is None:
        yield Finding(model.name, "set the parameter gpu_mem_limit: without it ONNX Runtime takes all")
    if model.parameter("arena_extend_strategy") != "1":
        yield Finding(
            model.name, "set the parameter arena_extend_strategy to 1: it doubles its memory otherwise"
        )
