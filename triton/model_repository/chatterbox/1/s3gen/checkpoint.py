"""The networks with the weights of a checkpoint."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from chatterbox_speech.errors import NotInstalled

_DIRECTION, _LENGTH = "parametrizations.weight.original1", "parametrizations.weight.original0"


def part_of(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """Those of one network, under its own names, and what was kept as length and direction put together."""
    part = {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}
    for name in [name for name in part if name.endswith(_DIRECTION)]:
        direction = part.pop(name)
        length = part.pop(name.replace(_DIRECTION, _LENGTH))
        norm = direction.flatten(1).norm(dim=1).view_as(length)
        part[name.replace(_DIRECTION, "weight")] = direction * (length / norm)
    return part


def load_part(network: nn.Module, tensors: Mapping[str, Tensor], prefix: str, source: str) -> None:
    """Raises NotInstalled where a tensor is missing, is one too many, or has another shape."""
    try:
        network.load_state_dict(part_of(tensors, prefix), strict=True)
    except (RuntimeError, KeyError) as error:
        first = str(error).splitlines()
        raise NotInstalled(
            f"{source} is not Chatterbox Turbo's S3Gen ({' '.join(first[:2])[:300]}); get it with "
            "`python -m fetch chatterbox`"
        ) from error
    network.requires_grad_(False).eval()


def as_tensors(arrays: Mapping[str, object], wanted: tuple[str, ...]) -> dict[str, Tensor]:
    """Of the parts that are wanted."""
    return {name: torch.from_numpy(array) for name, array in arrays.items() if name.startswith(wanted)}
