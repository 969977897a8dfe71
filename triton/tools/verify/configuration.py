"""All checks that need the repository alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from .check_batching import check_batching
from .check_python_code import check_python_code
from .check_tensors import check_tensors
from .check_vllm import check_vllm
from .check_vllm_calls import check_vllm_calls
from .check_vocabulary import check_vocabulary
from .check_voices import check_voices
from .finding import Finding
from .repository import Repository


def check_configuration(repository: Repository, served: Collection[str]) -> Iterator[Finding]:
    """Configurations, engine settings, code and vocabulary; `served`: models that must be there."""
    yield from check_tensors(repository, served)
    yield from check_batching(repository)
    yield from check_vllm(repository)
    yield from check_python_code(repository)
    yield from check_vllm_calls(repository)
    yield from check_voices(repository)
    yield from check_vocabulary(repository)
