"""The networks as `speech` calls them: NumPy in and out, filled up to lengths that were compiled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from chatterbox_speech.buckets import bucket_of, flow_buckets, vocoder_buckets
from chatterbox_speech.constants import FRAMES_PER_TOKEN, LOOK_AHEAD_TOKENS, SAMPLES_PER_FRAME
from chatterbox_speech.excitation import HarmonicMix
from chatterbox_speech.networks import Floats
from chatterbox_speech.schedule import ChunkSchedule
from chatterbox_speech.voice import Voice

from .flow import Flow
from .vocoder import Vocoder


@dataclass(frozen=True, slots=True)
class Condition:
    """On the device, filled up; `frames` of it count."""

    follow: Tensor
    speaker: Tensor
    prompt: Tensor
    frames: int


class TorchS3Gen:
    """From one thread. See `chatterbox_speech.networks.S3Gen`."""

    def __init__(
        self,
        flow: Flow,
        vocoder: Vocoder,
        schedule: ChunkSchedule,
        device: torch.device,
        compiled: Callable[[Callable[..., Tensor]], Callable[..., Tensor]],
    ) -> None:
        """`compiled` makes a faster function of one that takes tensors of few shapes."""
        self._device = device
        self._flow_buckets, self._vocoder_buckets = flow_buckets(schedule), vocoder_buckets(schedule)
        self._speaker = flow.speaker
        self._follow = compiled(flow.follow)
        self._estimate = compiled(flow.decoder.estimator)
        self._pitch = compiled(vocoder.f0_predictor)
        self._vocode = compiled(vocoder)
        linear = vocoder.m_source.l_linear
        self._mix = HarmonicMix(linear.weight[0].cpu().numpy(), float(linear.bias[0]))

    @property
    def mix(self) -> HarmonicMix:
        """See `S3Gen`."""
        return self._mix

    @torch.inference_mode()
    def condition(self, tokens: NDArray[np.int64], voice: Voice, complete: bool) -> Condition:
        """See `S3Gen`."""
        ids = torch.from_numpy(np.concatenate([voice.prompt_tokens, tokens]))[None]
        bucket = bucket_of(ids.shape[1], self._flow_buckets)
        length = torch.tensor([ids.shape[1]], device=self._device)
        padded = F.pad(ids, (0, bucket - ids.shape[1])).to(self._device)
        prompt = torch.from_numpy(voice.prompt_mel)[None]
        ahead = 0 if complete else LOOK_AHEAD_TOKENS
        return Condition(
            # A copy: the memory of a recorded graph is written again by its next call.
            follow=self._follow(padded, length).clone(),
            speaker=self._speaker(torch.from_numpy(voice.embedding)[None].to(self._device)),
            prompt=F.pad(prompt, (0, FRAMES_PER_TOKEN * bucket - prompt.shape[2])).to(self._device),
            frames=FRAMES_PER_TOKEN * (ids.shape[1] - ahead),
        )

    @torch.inference_mode()
    def velocity(self, state: Floats, condition: Condition, begin: float, end: float) -> Floats:
        """See `S3Gen`."""
        frames = state.shape[1]
        padded = F.pad(torch.from_numpy(state)[None], (0, condition.follow.shape[2] - frames))
        moved = self._estimate(
            padded.to(self._device),
            condition.follow,
            condition.speaker,
            condition.prompt,
            torch.tensor([begin, end], dtype=torch.float32, device=self._device),
            torch.tensor([condition.frames], device=self._device),
        )
        return _floats(moved[0, :, :frames])

    @torch.inference_mode()
    def pitch(self, mel: Floats) -> Floats:
        """See `S3Gen`."""
        return _floats(self._pitch(self._filled(mel))[0, : mel.shape[1]])

    @torch.inference_mode()
    def vocode(self, mel: Floats, excitation: Floats) -> Floats:
        """See `S3Gen`."""
        filled = self._filled(mel)
        missing = SAMPLES_PER_FRAME * filled.shape[2] - len(excitation)
        padded = F.pad(torch.from_numpy(excitation)[None], (0, missing)).to(self._device)
        return _floats(self._vocode(filled, padded)[0, : len(excitation)])

    def _filled(self, mel: Floats) -> Tensor:
        """The last frame goes on: nearer to what will come there than silence, which is a loud change."""
        missing = bucket_of(mel.shape[1], self._vocoder_buckets) - mel.shape[1]
        padded = F.pad(torch.from_numpy(np.ascontiguousarray(mel))[None], (0, missing), mode="replicate")
        return padded.to(self._device)


def _floats(tensor: Tensor) -> Floats:
    array: Floats = tensor.float().cpu().numpy().copy()
    return array
