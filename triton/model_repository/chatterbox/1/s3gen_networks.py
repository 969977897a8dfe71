"""S3Gen on the GPU of this process."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from chatterbox_speech.settings import Settings
from chatterbox_speech.tensors import read_tensors
from s3gen.checkpoint import as_tensors, load_part
from s3gen.flow import Flow
from s3gen.torch_s3gen import TorchS3Gen
from s3gen.vocoder import Vocoder


def load_networks(settings: Settings) -> TorchS3Gen:
    """Raises NotInstalled. From the thread that will call them."""
    source = settings.s3gen_weights
    arrays = read_tensors(source, "get it with `python -m fetch chatterbox`")
    tensors = as_tensors(arrays, ("flow.", "mel2wav."))
    device = _device(settings)
    flow, vocoder = Flow(), Vocoder()
    load_part(flow, tensors, "flow.", str(source))
    load_part(vocoder, tensors, "mel2wav.", str(source))
    return TorchS3Gen(
        flow.to(device), vocoder.to(device), settings.schedule, device, _compiler(settings.compile)
    )


def _device(settings: Settings) -> torch.device:
    if settings.gpu is None:
        return torch.device("cpu")
    device = torch.device("cuda", settings.gpu)
    total = torch.cuda.get_device_properties(device).total_memory
    torch.cuda.set_per_process_memory_fraction(min(1.0, settings.gpu_bytes / total), device)
    # The networks were trained in 32 bits; products of 19 bits are as good for them and much faster.
    torch.set_float32_matmul_precision("high")
    return device


def _compiler(mode: str | None) -> Callable[[Callable[..., Tensor]], Callable[..., Tensor]]:
    if mode is None:
        return lambda function: function
    # One graph for each length (chatterbox_speech.buckets), all of them made by the warm-up.
    torch._dynamo.config.cache_size_limit = 32
    return lambda function: torch.compile(function, mode=mode, dynamic=False)
