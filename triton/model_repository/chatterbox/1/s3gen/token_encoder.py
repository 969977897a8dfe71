"""From speech tokens to frames: two to each, with a look ahead."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .relative_attention import RelativeAttention, relative_positions

_HEADS = 8
_LAYERS_OF_TOKENS = 6
_LAYERS_OF_FRAMES = 4
_LOOK_AHEAD = 3


class _Embed(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.out = nn.Sequential(nn.Linear(width, width), nn.LayerNorm(width, eps=1e-5))
        self._scale = math.sqrt(width)

    def forward(self, x: Tensor) -> Tensor:
        return self.out(x) * self._scale


class _LookAhead(nn.Module):
    """Each token takes in the three after it; behind the last there is nothing."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(width, width, _LOOK_AHEAD + 1)
        self.conv2 = nn.Conv1d(width, width, 3)

    def forward(self, x: Tensor, counts: Tensor) -> Tensor:
        ahead = F.leaky_relu(self.conv1(F.pad((x * counts).transpose(1, 2), (0, _LOOK_AHEAD))))
        return x + self.conv2(F.pad(ahead, (2, 0))).transpose(1, 2)


class _FeedForward(nn.Module):
    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.w_1 = nn.Linear(width, inner)
        self.w_2 = nn.Linear(inner, width)

    def forward(self, x: Tensor) -> Tensor:
        return self.w_2(F.silu(self.w_1(x)))


class _Layer(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.self_attn = RelativeAttention(width, _HEADS)
        self.feed_forward = _FeedForward(width, 4 * width)
        self.norm_mha = nn.LayerNorm(width, eps=1e-12)
        self.norm_ff = nn.LayerNorm(width, eps=1e-12)

    def forward(self, x: Tensor, positions: Tensor, unseen: Tensor) -> Tensor:
        x = x + self.self_attn(self.norm_mha(x), positions, unseen)
        return x + self.feed_forward(self.norm_ff(x))


class _Double(nn.Module):
    """Each place twice, smoothed over those before it."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv = nn.Conv1d(width, width, 5)

    def forward(self, x: Tensor) -> Tensor:
        doubled = x.transpose(1, 2).repeat_interleave(2, dim=2)
        return self.conv(F.pad(doubled, (4, 0))).transpose(1, 2)


class TokenEncoder(nn.Module):
    """`flow.encoder` of the checkpoint."""

    def __init__(self, width: int = 512) -> None:
        super().__init__()
        self._width = width
        self.embed = _Embed(width)
        self.pre_lookahead_layer = _LookAhead(width)
        self.encoders = nn.ModuleList([_Layer(width) for _ in range(_LAYERS_OF_TOKENS)])
        self.up_layer = _Double(width)
        self.up_embed = _Embed(width)
        self.up_encoders = nn.ModuleList([_Layer(width) for _ in range(_LAYERS_OF_FRAMES)])
        self.after_norm = nn.LayerNorm(width, eps=1e-5)

    def forward(self, x: Tensor, length: Tensor) -> Tensor:
        """[1, tokens, width], of which `length` [1] count, to [1, 2 × tokens, width]."""
        x = self._through(self.embed(x), self.encoders, length, self.pre_lookahead_layer)
        x = self._through(self.up_embed(self.up_layer(x)), self.up_encoders, 2 * length, None)
        return self.after_norm(x)

    def _through(self, x: Tensor, layers: nn.ModuleList, length: Tensor, first: nn.Module | None) -> Tensor:
        places = x.shape[1]
        counts = torch.arange(places, device=x.device) < length
        if first is not None:
            x = first(x, counts[None, :, None])
        positions = relative_positions(places, self._width).to(x)
        unseen = torch.zeros(places, device=x.device, dtype=x.dtype).masked_fill(~counts, float("-inf"))
        for layer in layers:
            x = layer(x, positions, unseen)
        return x
