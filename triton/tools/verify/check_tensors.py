"""Tensors, batch size and answers as the callers count on them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from tritonclient.grpc.model_config_pb2 import DataType

from .expected_models import EXPECTED_MODELS
from .finding import Finding
from .repository import Model, Repository
from .tensor import ExpectedModel, Tensor


def check_tensors(repository: Repository, served: Collection[str]) -> Iterator[Finding]:
    """Every model that is served is there, and is what the table says."""
    for name in sorted(served):
        model = repository.models.get(name)
        if model is None:
            yield Finding(name, "is missing")
        elif name in EXPECTED_MODELS:
            yield from _check_model(model, EXPECTED_MODELS[name])


def _check_model(model: Model, expected: ExpectedModel) -> Iterator[Finding]:
    config = model.config
    if config.backend != expected.backend:
        yield Finding(model.name, f"backend is {config.backend!r}, expected {expected.backend!r}")
    if config.model_transaction_policy.decoupled != expected.decoupled:
        how = "ModelStreamInfer with many answers" if expected.decoupled else "one answer per request"
        decoupled = str(expected.decoupled).lower()
        yield Finding(model.name, f"its caller expects {how}: set decoupled to {decoupled}")
    if expected.batched and config.max_batch_size < 1:
        yield Finding(model.name, "its callers send a batch dimension: max_batch_size must be above 0")
    if not expected.batched and config.max_batch_size > 0:
        yield Finding(
            model.name,
            "max_batch_size must be 0: its callers send no batch dimension, and where a state has its "
            "batch in dimension 1, callers would be given each other's",
        )
    yield from _check_side(model, "input", config.input, expected.inputs, expected.more_allowed)
    yield from _check_side(model, "output", config.output, expected.outputs, expected.more_allowed)


def _read(tensor: Any) -> Tensor:
    return Tensor(
        name=tensor.name,
        data_type=DataType.Name(tensor.data_type).removeprefix("TYPE_"),
        dims=tuple(tensor.dims),
        optional=getattr(tensor, "optional", False),
        no_dimension=tensor.HasField("reshape") and len(tensor.reshape.shape) == 0,
    )


def _check_side(
    model: Model, side: str, found: Any, expected: tuple[Tensor, ...], more_allowed: bool
) -> Iterator[Finding]:
    tensors = {tensor.name: _read(tensor) for tensor in found}
    for want in expected:
        have = tensors.pop(want.name, None)
        if have is None:
            yield Finding(model.name, f"{side} {want} is missing")
        elif have != want:
            yield Finding(model.name, f"{side} is {have}, expected {want}")
    if not more_allowed:
        for extra in tensors.values():
            yield Finding(model.name, f"{side} {extra} is not expected")
    if model.config.max_batch_size == 0:
        for tensor in found:
            if _read(tensor).no_dimension:
                yield Finding(
                    model.name,
                    f"{side} {tensor.name}: Triton refuses an empty reshape without batching; the ONNX "
                    "Runtime backend makes a scalar of [1] by itself",
                )
