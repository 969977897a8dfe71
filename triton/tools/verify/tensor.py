"""Tensors as a table has them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tensor:
    """Name, type in Triton's configuration without `TYPE_`, and dimensions without a batch dimension."""

    name: str
    data_type: str
    dims: tuple[int, ...]
    optional: bool = False
    # The backend is given no dimension for it: one number per element of the batch.
    no_dimension: bool = False

    def __str__(self) -> str:
        reshape = ", reshaped to []" if self.no_dimension else ""
        optional = ", optional" if self.optional else ""
        return f"{self.name} {self.data_type} {list(self.dims)}{reshape}{optional}"


@dataclass(frozen=True, slots=True)
class ExpectedModel:
    """What callers of a model count on."""

    backend: str
    decoupled: bool
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    # Triton adds a batch dimension in front.
    batched: bool = False
    # Other tensors may stand beside these.
    more_allowed: bool = False
