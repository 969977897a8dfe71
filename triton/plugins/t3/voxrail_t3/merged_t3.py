"""GPT-2 whose words are text, speech and voices, and which only ever says speech.

vLLM's own GPT-2 has no bias in its head and one row in it for each word. T3's head has a bias, and rows
for speech alone. Written against vLLM 0.24.0.
"""

from collections.abc import Iterable

import torch
from torch import nn
from vllm.config import VllmConfig
from vllm.distributed import get_tensor_model_parallel_world_size
from vllm.model_executor.models.gpt2 import GPT2Model
from vllm.model_executor.models.utils import AutoWeightsLoader, maybe_prefix
from vllm.sequence import IntermediateTensors


class MergedT3ForCausalLM(nn.Module):
    """On one GPU: neither tensor nor pipeline parallel."""

    def __init__(self, *, vllm_config: VllmConfig, prefix: str = "") -> None:
        super().__init__()
        if get_tensor_model_parallel_world_size() > 1:
            raise ValueError("T3 is small: serve it with a tensor_parallel_size of 1")
        config = vllm_config.model_config.hf_config
        self._first, self._count = config.first_speech_id, config.speech_ids
        self._vocabulary = config.vocab_size
        self.transformer = GPT2Model(vllm_config=vllm_config, prefix=maybe_prefix(prefix, "transformer"))
        self.speech_head = nn.Linear(config.hidden_size, self._count, bias=True)

    def embed_input_ids(self, input_ids: torch.Tensor) -> torch.Tensor:
        return self.transformer.embed_input_ids(input_ids)

    def forward(
        self,
        input_ids: torch.Tensor | None,
        positions: torch.Tensor,
        intermediate_tensors: IntermediateTensors | None = None,
        inputs_embeds: torch.Tensor | None = None,
    ) -> torch.Tensor | IntermediateTensors:
        return self.transformer(input_ids, positions, intermediate_tensors, inputs_embeds)

    def compute_logits(self, hidden_states: torch.Tensor) -> torch.Tensor:
        """Text and voices have no chance."""
        speech = self.speech_head(hidden_states)
        logits = speech.new_full((*speech.shape[:-1], self._vocabulary), float("-inf"))
        logits[..., self._first : self._first + self._count] = speech
        return logits

    def load_weights(self, weights: Iterable[tuple[str, torch.Tensor]]) -> set[str]:
        return AutoWeightsLoader(self).load_weights(weights)
