"""GPU memory of what is configured: the arithmetic of `docs/models.md`."""

from __future__ import annotations

from dataclasses import dataclass

from .check_vllm import read_engine_settings, vllm_models
from .repository import Model, Repository

MIB = 2**20
GIB = 2**30

# A CUDA context with its loaded kernels, per process; by experience 0.4 to 0.6 GiB.
CONTEXT_BYTES = 512 * MIB

# Activations and workspaces of a model under torch: of vLLM with its CUDA graphs, or of a voice's networks
# at the longest segment.
TORCH_WORK_BYTES = 1_536 * MIB

# The same of a model of 0.35 B, for up to 16 sequences.
SMALL_WORK_BYTES = {"t3": 768 * MIB}

# GPT-2 medium (24 layers of 12 matrices of 1024 by 1024, with biases and norms), 8,196 positions, 50,276
# words of text and 6,563 of speech, the head for speech, and eight voices of 376 rows; in 16 bits.
_T3_WEIGHTS_BYTES = 2 * (
    24 * (12 * 1024**2 + 13 * 1024) + 1024 * (8_196 + 50_276 + 2 * 6_563 + 8 * 376) + 6_563 + 2 * 1024
)

WEIGHTS_BYTES = {
    # Qwen3-4B-AWQ's model.safetensors.
    "qwen3": 2_666_027_672,
    # 641,794,560 numbers of 16 bits, as `export_cosyvoice2_llm` writes them.
    "cosyvoice2_llm": 1_283_589_120,
    # flow.pt and hift.pt.
    "cosyvoice2": 450_575_567 + 83_390_254,
    "t3": _T3_WEIGHTS_BYTES,
}


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
            if limit is None:
                lines.append(_torch_line(model, instances, cache=0))
            else:
                lines.append(_limited_line(model, instances, int(limit)))
    for model in vllm_models(repository):
        cache = int(read_engine_settings(model).get("kv_cache_memory_bytes", 0))
        lines.append(_torch_line(model, 1, cache))
    return lines


def _limited_line(model: Model, processes: int, limit: int) -> MemoryLine:
    """Of a model that holds torch to its `gpu_mem_limit`."""
    why = f"{processes} × (gpu_mem_limit of {limit / MIB:.0f} MiB + context {CONTEXT_BYTES / MIB:.0f} MiB)"
    return MemoryLine(model.name, processes * (limit + CONTEXT_BYTES), why)


def _torch_line(model: Model, processes: int, cache: int) -> MemoryLine:
    weights = WEIGHTS_BYTES.get(model.name, 0)
    work = SMALL_WORK_BYTES.get(model.name, TORCH_WORK_BYTES)
    each = weights + cache + work + CONTEXT_BYTES
    parts = {"weights": weights, "cache": cache, "work": work, "context": CONTEXT_BYTES}
    sizes = " + ".join(f"{name} {part / GIB:.2f}" for name, part in parts.items() if part > 0)
    return MemoryLine(model.name, processes * each, f"{processes} × ({sizes} GiB)")
