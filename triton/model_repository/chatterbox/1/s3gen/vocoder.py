"""From a spectrogram to sound (HiFT): its pitch, and an excitation of that pitch, shaped."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from chatterbox_speech.constants import HARMONICS, MEL_BANDS

from .spectral_frames import SIZE, SpectralFrames

_WIDTH = 512
_RATES = (8, 5, 3)
_KERNELS = (16, 11, 7)
_BLOCK_KERNELS = (3, 7, 11)
_SOURCE_KERNELS = (7, 7, 11)
_DILATIONS = (1, 3, 5)
_SPECTRUM = SIZE + 2
_LOUDEST = 0.99


class _Snake(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.alpha = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        alpha = self.alpha[:, None]
        return x + (x * alpha).sin().square() / (alpha + 1e-9)


class _Block(nn.Module):
    """Three times: a wide look around and a narrow one, added to what was there."""

    def __init__(self, width: int, kernel: int) -> None:
        super().__init__()

        def conv(dilation: int) -> nn.Conv1d:
            return nn.Conv1d(width, width, kernel, dilation=dilation, padding=dilation * (kernel - 1) // 2)

        self.convs1 = nn.ModuleList([conv(dilation) for dilation in _DILATIONS])
        self.convs2 = nn.ModuleList([conv(1) for _ in _DILATIONS])
        self.activations1 = nn.ModuleList([_Snake(width) for _ in _DILATIONS])
        self.activations2 = nn.ModuleList([_Snake(width) for _ in _DILATIONS])

    def forward(self, x: Tensor) -> Tensor:
        parts = zip(self.activations1, self.convs1, self.activations2, self.convs2, strict=True)
        for before, wide, between, narrow in parts:
            x = x + narrow(between(wide(before(x))))
        return x


class _Pitch(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for inputs in (MEL_BANDS, _WIDTH, _WIDTH, _WIDTH, _WIDTH):
            layers += [nn.Conv1d(inputs, _WIDTH, 3, padding=1), nn.ELU()]
        self.condnet = nn.Sequential(*layers)
        self.classifier = nn.Linear(_WIDTH, 1)

    def forward(self, mel: Tensor) -> Tensor:
        """[1, 80, frames] to [1, frames], in Hz."""
        return self.classifier(self.condnet(mel).transpose(1, 2))[..., 0].abs()


class _Mix(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.l_linear = nn.Linear(HARMONICS, 1)


class Vocoder(nn.Module):
    """`mel2wav` of the checkpoint."""

    def __init__(self) -> None:
        super().__init__()
        self.m_source = _Mix()
        self.f0_predictor = _Pitch()
        self.conv_pre = nn.Conv1d(MEL_BANDS, _WIDTH, 7, padding=3)
        widths = [_WIDTH // 2**level for level in range(len(_RATES) + 1)]
        self.ups = nn.ModuleList(
            nn.ConvTranspose1d(before, after, kernel, rate, padding=(kernel - rate) // 2)
            for before, after, kernel, rate in zip(widths, widths[1:], _KERNELS, _RATES, strict=False)
        )
        self.source_downs = nn.ModuleList(
            [
                nn.Conv1d(_SPECTRUM, widths[1], 30, 15, padding=7),
                nn.Conv1d(_SPECTRUM, widths[2], 6, 3, padding=1),
                nn.Conv1d(_SPECTRUM, widths[3], 1),
            ]
        )
        self.source_resblocks = nn.ModuleList(
            _Block(width, kernel) for width, kernel in zip(widths[1:], _SOURCE_KERNELS, strict=True)
        )
        self.resblocks = nn.ModuleList(
            _Block(width, kernel) for width in widths[1:] for kernel in _BLOCK_KERNELS
        )
        self.conv_post = nn.Conv1d(widths[-1], _SPECTRUM, 7, padding=3)
        self._frames = SpectralFrames()

    def forward(self, mel: Tensor, excitation: Tensor) -> Tensor:
        """[1, 80, frames] and [1, 480 × frames] to [1, 480 × frames]."""
        source = self._frames.analyse(excitation)
        x = self.conv_pre(mel)
        for level, up in enumerate(self.ups):
            x = up(F.leaky_relu(x, 0.1))
            if level == len(self.ups) - 1:
                x = F.pad(x, (1, 0), mode="reflect")
            x = x + self.source_resblocks[level](self.source_downs[level](source))
            first = level * len(_BLOCK_KERNELS)
            blocks = [block(x) for block in self.resblocks[first : first + len(_BLOCK_KERNELS)]]
            x = torch.stack(blocks).mean(dim=0)
        x = self.conv_post(F.leaky_relu(x))
        loudness, phase = x.split(_SPECTRUM // 2, dim=1)
        magnitude = loudness.exp().clamp(max=1e2)
        # A sine of it, in the place of a phase: so the weights were trained.
        phase = phase.sin()
        sound = self._frames.synthesise(magnitude * phase.cos(), magnitude * phase.sin())
        return sound.clamp(-_LOUDEST, _LOUDEST)
