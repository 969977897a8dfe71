"""The flow's velocity: where the spectrogram goes from here."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from chatterbox_speech.constants import MEL_BANDS

_WIDTH = 256
_HEADS = 8
_HEAD_WIDTH = 64
_MID_BLOCKS = 12
_TRANSFORMERS = 4
# State, condition, speaker, prompt: side by side.
_INPUTS = 4 * MEL_BANDS
_TIME_WIDTH = 4 * _WIDTH


class _CausalConv(nn.Conv1d):
    """Sees a place and the two before it."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__(inputs, outputs, 3)

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(F.pad(x, (2, 0)))


class _NormOverChannels(nn.LayerNorm):
    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x.transpose(1, 2)).transpose(1, 2)


class _Block(nn.Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        # The checkpoint counts a transposition before the norm.
        self.block = nn.Sequential(
            _CausalConv(inputs, outputs), nn.Identity(), _NormOverChannels(outputs), nn.Identity(), nn.Mish()
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.block(x)


class _Residual(nn.Module):
    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.mlp = nn.Sequential(nn.Mish(), nn.Linear(_TIME_WIDTH, _WIDTH))
        self.block1 = _Block(inputs, _WIDTH)
        self.block2 = _Block(_WIDTH, _WIDTH)
        self.res_conv = nn.Conv1d(inputs, _WIDTH, 1)

    def forward(self, x: Tensor, time: Tensor) -> Tensor:
        inner = self.block1(x) + self.mlp(time)[..., None]
        return self.block2(inner) + self.res_conv(x)


class _Attention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        inner = _HEADS * _HEAD_WIDTH
        self.to_q = nn.Linear(_WIDTH, inner, bias=False)
        self.to_k = nn.Linear(_WIDTH, inner, bias=False)
        self.to_v = nn.Linear(_WIDTH, inner, bias=False)
        self.to_out = nn.Sequential(nn.Linear(inner, _WIDTH))

    def forward(self, x: Tensor, unseen: Tensor) -> Tensor:
        query, key, value = (
            part(x).view(1, -1, _HEADS, _HEAD_WIDTH).transpose(1, 2)
            for part in (self.to_q, self.to_k, self.to_v)
        )
        heads = F.scaled_dot_product_attention(query, key, value, attn_mask=unseen)
        return self.to_out(heads.transpose(1, 2).flatten(2))


class _Gelu(nn.Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.proj = nn.Linear(inputs, outputs)

    def forward(self, x: Tensor) -> Tensor:
        return F.gelu(self.proj(x))


class _FeedForward(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        inner = 4 * _WIDTH
        self.net = nn.Sequential(_Gelu(_WIDTH, inner), nn.Identity(), nn.Linear(inner, _WIDTH))

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)


class _Transformer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(_WIDTH)
        self.attn1 = _Attention()
        self.norm3 = nn.LayerNorm(_WIDTH)
        self.ff = _FeedForward()

    def forward(self, x: Tensor, unseen: Tensor) -> Tensor:
        x = x + self.attn1(self.norm1(x), unseen)
        return x + self.ff(self.norm3(x))


def _level(inputs: int, last: nn.Module | None) -> nn.ModuleList:
    parts: list[nn.Module] = [
        _Residual(inputs),
        nn.ModuleList([_Transformer() for _ in range(_TRANSFORMERS)]),
    ]
    return nn.ModuleList(parts if last is None else [*parts, last])


class _TimeEmbedding(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear_1 = nn.Linear(_INPUTS, _TIME_WIDTH)
        self.linear_2 = nn.Linear(_TIME_WIDTH, _TIME_WIDTH)

    def forward(self, time: Tensor) -> Tensor:
        half = _INPUTS // 2
        rates = torch.exp(torch.arange(half, device=time.device) * (-math.log(10_000) / (half - 1)))
        angles = 1000 * time[:, None] * rates
        return self.linear_2(F.silu(self.linear_1(torch.cat([angles.sin(), angles.cos()], dim=1))))


class Estimator(nn.Module):
    """`flow.decoder.estimator` of the checkpoint: a U-Net of one level, which does not change the rate."""

    def __init__(self) -> None:
        super().__init__()
        self.time_mlp = _TimeEmbedding()
        self.time_embed_mixer = nn.Linear(2 * _TIME_WIDTH, _TIME_WIDTH, bias=False)
        self.down_blocks = nn.ModuleList([_level(_INPUTS, _CausalConv(_WIDTH, _WIDTH))])
        self.mid_blocks = nn.ModuleList([_level(_WIDTH, None) for _ in range(_MID_BLOCKS)])
        self.up_blocks = nn.ModuleList([_level(2 * _WIDTH, _CausalConv(_WIDTH, _WIDTH))])
        self.final_block = _Block(_WIDTH, _WIDTH)
        self.final_proj = nn.Conv1d(_WIDTH, MEL_BANDS, 1)

    def forward(
        self, state: Tensor, mu: Tensor, speaker: Tensor, prompt: Tensor, times: Tensor, length: Tensor
    ) -> Tensor:
        """[1, 80, frames], of which `length` [1] count; `times` [2]: where the step begins and ends.

        What does not count lies behind: convolutions look back, so that only attention has to leave it out.
        """
        frames = state.shape[2]
        counts = torch.arange(frames, device=state.device) < length
        # For attention: every head and place sees the same.
        unseen = torch.zeros_like(state[:, :1]).masked_fill(~counts, float("-inf"))[:, None]
        begin, end = self.time_mlp(times).chunk(2)
        time = self.time_embed_mixer(torch.cat([begin, end], dim=1))
        x = torch.cat([state, mu, speaker[..., None].expand(-1, -1, frames), prompt], dim=1)

        residual, transformers, last = self.down_blocks[0]
        skip = x = self._level(x, residual, transformers, time, unseen)
        x = last(x)
        for residual, transformers in self.mid_blocks:
            x = self._level(x, residual, transformers, time, unseen)
        residual, transformers, last = self.up_blocks[0]
        x = last(self._level(torch.cat([x, skip], dim=1), residual, transformers, time, unseen))
        return self.final_proj(self.final_block(x))

    @staticmethod
    def _level(
        x: Tensor, residual: nn.Module, transformers: nn.ModuleList, time: Tensor, unseen: Tensor
    ) -> Tensor:
        x = residual(x, time).transpose(1, 2)
        for transformer in transformers:
            x = transformer(x, unseen)
        return x.transpose(1, 2)
