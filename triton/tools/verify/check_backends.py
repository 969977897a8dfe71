"""The backends that the models need, in the server that is to load them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .finding import Finding
from .repository import Repository

# The vLLM backend is Python code that the Python backend runs.
_FILES = {
    "onnxruntime": ("onnxruntime/libtriton_onnxruntime.so",),
    "python": ("python/libtriton_python.so",),
    "vllm": ("python/libtriton_python.so", "vllm/model.py"),
}


def check_backends(repository: Repository, backends: Path) -> Iterator[Finding]:
    """`backends`: the server's folder, /opt/tritonserver/backends in NVIDIA's images."""
    for backend in sorted({model.config.backend for model in repository.models.values()}):
        for file in _FILES.get(backend, ()):
            if not (backends / file).is_file():
                yield Finding(
                    f"backend {backend}",
                    f"{backends / file} is missing. NVIDIA's vLLM image has no ONNX Runtime and the "
                    "standard one has no vLLM (docs/models.md)",
                )
