"""GPU memory of what is configured: the arithmetic of `docs/models.md`."""

from __future__ import annotations

from dataclasses import dataclass

from .check_vllm import read_engine_settings, vllm_models
from .repository import Model, Repository

MIB = 2**20
GIB = 2**30

# A CUDA context with its loaded kernels, per process; by experience 0.4 to 0.6 GiB.
CONTEXT_BYTES = 512 * MIB

# vLLM's activations, CUDA graphs and workspaces at 2048 tokens a step, for a model of 4 B.
VLLM_WORK_BYTES = 1_536 * MIB

# Qwen3-4B-AWQ's model.safetensors.
VLLM_WEIGHTS_BYTES = {"qwen3": 2_666_027_672}


@dataclass(frozen=True, slots=True)
class MemoryLine:
    """One row of the table."""

    subject: str
    bytes: int
    why: str


def _on_gpu(model: Model) -> int:
    """Instances on a GPU, on each that they may use."""
    return sum(max(1, group.count) for group in model.config.instance_group if group.kind == group.KIND_GPU)


def memory_lines(repository: Repository) -> list[MemoryLine]:
    """What each model may take at most, and the processes' contexts."""
    lines = [MemoryLine("tritonserver", CONTEXT_BYTES, "CUDA context of the ONNX Runtime models")]
    for model in repository.models.values():
        instances = _on_gpu(model)
        limit = model.parameter("gpu_mem_limit")
        if model.config.backend == "onnxruntime" and instances > 0 and limit is not None:
            lines.append(
                MemoryLine(
                    model.name,
                    instances * int(limit),
                    f"{instances} × gpu_mem_limit of {int(limit) / MIB:.0f} MiB",
                )
            )
        if model.config.backend == "python" and instances > 0:
            lines.append(
                MemoryLine(model.name, instances * CONTEXT_BYTES, f"{instances} processes on the GPU")
            )
    for model in vllm_models(repository):
        cache = int(read_engine_settings(model).get("kv_cache_memory_bytes", 0))
        weights = VLLM_WEIGHTS_BYTES.get(model.name, 0)
        lines.append(
            MemoryLine(
                model.name,
                weights + cache + VLLM_WORK_BYTES + CONTEXT_BYTES,
                f"weights {weights / GIB:.2f} + cache {cache / GIB:.2f} "
                f"+ work {VLLM_WORK_BYTES / GIB:.2f} + context {CONTEXT_BYTES / GIB:.2f} GiB",
            )
        )
    return lines
