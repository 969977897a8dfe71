"""Qwen2 whose output layer has a bias, which vLLM's own has not. Not run without a GPU and weights."""

from __future__ import annotations

import torch
from vllm.config import VllmConfig
from vllm.model_executor.layers.vocab_parallel_embedding import ParallelLMHead
from vllm.model_executor.models.qwen2 import Qwen2ForCausalLM
from vllm.model_executor.models.utils import maybe_prefix


class CosyVoice2LlmForCausalLM(Qwen2ForCausalLM):
    """The bias is what keeps everything but speech from being said: it is -1e9 for all other tokens."""

    def __init__(self, *, vllm_config: VllmConfig, prefix: str = "") -> None:
        super().__init__(vllm_config=vllm_config, prefix=prefix)
        config = vllm_config.model_config.hf_config
        self.lm_head = ParallelLMHead(
            config.vocab_size,
            config.hidden_size,
            bias=True,
            quant_config=vllm_config.quant_config,
            prefix=maybe_prefix(prefix, "lm_head"),
        )

    def compute_logits(self, hidden_states: torch.Tensor) -> torch.Tensor | None:
        """Of the last hidden states."""
        return self.logits_processor(self.lm_head, hidden_states, self.lm_head.bias)
