"""Short Fourier transforms as convolutions.

PyTorch's own work with complex numbers, which its compiler leaves out.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

SIZE = 16
HOP = 4
_BINS = SIZE // 2 + 1


class SpectralFrames(nn.Module):
    """Of 16 samples, every 4, under a Hann window."""

    def __init__(self) -> None:
        super().__init__()
        angles = 2 * math.pi / SIZE * torch.arange(_BINS)[:, None] * torch.arange(SIZE)[None]
        window = torch.hann_window(SIZE)
        forward = torch.cat([angles.cos(), -angles.sin()]) * window
        # Bins between the first and the last stand for two of the whole transform.
        weight = torch.full((_BINS, 1), 2.0 / SIZE)
        weight[0] = weight[-1] = 1.0 / SIZE
        backward = torch.cat([weight * angles.cos(), -weight * angles.sin()]) * window
        for name, tensor in {"analysis": forward, "synthesis": backward}.items():
            self.register_buffer(f"_{name}", tensor[:, None], persistent=False)
        self.register_buffer("_energy", (window**2)[None, None], persistent=False)

    def analyse(self, samples: Tensor) -> Tensor:
        """[1, samples] to [1, 18, samples / 4 + 1]: real parts, then imaginary ones."""
        padded = F.pad(samples[:, None], (SIZE // 2, SIZE // 2), mode="reflect")
        return F.conv1d(padded, self._analysis, stride=HOP)

    def synthesise(self, real: Tensor, imaginary: Tensor) -> Tensor:
        """[1, 9, frames] each to [1, 4 × (frames - 1)]."""
        spectra = torch.cat([real, imaginary], dim=1)
        summed = F.conv_transpose1d(spectra, self._synthesis, stride=HOP)
        ones = torch.ones_like(spectra[:, :1])
        energy = F.conv_transpose1d(ones, self._energy, stride=HOP)
        return (summed / energy.clamp_min(1e-11))[:, 0, SIZE // 2 : -SIZE // 2]
