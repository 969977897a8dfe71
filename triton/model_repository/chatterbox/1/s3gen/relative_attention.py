"""Self-attention that knows how far apart two places are."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def relative_positions(length: int, width: int) -> Tensor:
    """Sine and cosine of each distance from `length - 1` down to `1 - length`: [2 × length - 1, width]."""
    distance = torch.arange(length - 1, -length, -1, dtype=torch.float32)[:, None]
    rate = torch.exp(torch.arange(0, width, 2, dtype=torch.float32) * (-math.log(10_000.0) / width))
    angles = distance * rate
    return torch.stack([torch.sin(angles), torch.cos(angles)], dim=-1).flatten(1)


class RelativeAttention(nn.Module):
    """After Transformer-XL: what a place looks for, in content and in distance."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self._heads, self._head_width = heads, width // heads
        self.linear_q = nn.Linear(width, width)
        self.linear_k = nn.Linear(width, width)
        self.linear_v = nn.Linear(width, width)
        self.linear_out = nn.Linear(width, width)
        self.linear_pos = nn.Linear(width, width, bias=False)
        self.pos_bias_u = nn.Parameter(torch.zeros(heads, self._head_width))
        self.pos_bias_v = nn.Parameter(torch.zeros(heads, self._head_width))

    def forward(self, x: Tensor, positions: Tensor, unseen: Tensor) -> Tensor:
        """`x` [1, length, width]; `unseen` [length] is 0 for places that count and -inf for the others."""
        length = x.shape[1]
        query = self._split(self.linear_q(x))
        key, value = self._split(self.linear_k(x)), self._split(self.linear_v(x))
        distance = self._split(self.linear_pos(positions)[None])
        by_distance = (query + self.pos_bias_v[:, None]) @ distance.transpose(-2, -1)
        bias = _by_place(by_distance, length) / math.sqrt(self._head_width) + unseen
        heads = F.scaled_dot_product_attention(query + self.pos_bias_u[:, None], key, value, attn_mask=bias)
        return self.linear_out(heads.transpose(1, 2).flatten(2))

    def _split(self, x: Tensor) -> Tensor:
        return x.view(1, -1, self._heads, self._head_width).transpose(1, 2)


def _by_place(by_distance: Tensor, length: int) -> Tensor:
    """[1, heads, query, distance] to [1, heads, query, key].

    Key j of query i stands at distance i - j, which is column length - 1 - i + j. In a row of the flattened
    matrix the next query's begins one column earlier: rows that are shorter by one line them up.
    """
    flat = by_distance.flatten(-2)[..., length - 1 :]
    rows = flat[..., : length * (2 * length - 2)].unflatten(-1, (length, 2 * length - 2))
    return rows[..., :length]
