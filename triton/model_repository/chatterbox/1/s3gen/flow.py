"""From speech tokens and a voice to a spectrogram."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from chatterbox_speech.constants import MEL_BANDS, SOUND_TOKENS

from .estimator import Estimator
from .token_encoder import TokenEncoder

_WIDTH = 512
_EMBEDDING = 192


class _Decoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.estimator = Estimator()


class Flow(nn.Module):
    """`flow` of the checkpoint."""

    def __init__(self) -> None:
        super().__init__()
        self.input_embedding = nn.Embedding(SOUND_TOKENS, _WIDTH)
        self.spk_embed_affine_layer = nn.Linear(_EMBEDDING, MEL_BANDS)
        self.encoder = TokenEncoder(_WIDTH)
        self.encoder_proj = nn.Linear(_WIDTH, MEL_BANDS)
        self.decoder = _Decoder()

    def speaker(self, embedding: Tensor) -> Tensor:
        """[1, 192] to [1, 80]."""
        return self.spk_embed_affine_layer(F.normalize(embedding, dim=1))

    def follow(self, tokens: Tensor, length: Tensor) -> Tensor:
        """[1, tokens], of which `length` [1] count, to what the spectrogram is to follow: [1, 80, frames]."""
        counts = torch.arange(tokens.shape[1], device=tokens.device) < length
        x = self.input_embedding(tokens) * counts[None, :, None]
        return self.encoder_proj(self.encoder(x, length)).transpose(1, 2)
