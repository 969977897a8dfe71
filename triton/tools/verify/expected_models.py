"""The models as their callers expect them: the one table that configs and tests are held against.

Callers are `apps/asr-service/src/vad/silero-vad.ts` and `recognizer/parakeet-tdt.ts`,
`apps/llm-service/src/model/qwen3-protocol.ts`, `apps/tts-service/src/synthesis/speech-model-protocol.ts`, and
`parakeet_tdt`, `chatterbox` and `cosyvoice2` for the models that they call.
"""

from __future__ import annotations

from .tensor import ExpectedModel, Tensor

_SILERO_VAD = ExpectedModel(
    backend="onnxruntime",
    decoupled=False,
    inputs=(
        Tensor("input", "FP32", (-1, 576)),
        Tensor("state", "FP32", (2, -1, 128)),
        Tensor("sr", "INT64", (1,)),
    ),
    outputs=(Tensor("output", "FP32", (-1, 1)), Tensor("stateN", "FP32", (2, -1, 128))),
)

_PARAKEET_TDT = ExpectedModel(
    backend="python",
    decoupled=False,
    inputs=(Tensor("AUDIO", "INT16", (-1,)), Tensor("DECODE", "BOOL", (1,))),
    outputs=(
        Tensor("TEXT", "STRING", (1,)),
        Tensor("WORDS", "STRING", (1,)),
        Tensor("CONFIDENCE", "FP32", (1,)),
    ),
)

_PARAKEET_ENCODER = ExpectedModel(
    backend="onnxruntime",
    decoupled=False,
    batched=True,
    inputs=(
        Tensor("audio_signal", "FP32", (128, -1)),
        Tensor("length", "INT64", (1,), no_dimension=True),
    ),
    outputs=(
        Tensor("outputs", "FP32", (1024, -1)),
        Tensor("encoded_lengths", "INT64", (1,), no_dimension=True),
    ),
)

_PARAKEET_DECODER = ExpectedModel(
    backend="onnxruntime",
    decoupled=False,
    inputs=(
        Tensor("encoder_outputs", "FP32", (1, 1024, -1)),
        Tensor("targets", "INT32", (1, 1)),
        Tensor("target_length", "INT32", (1,)),
        Tensor("input_states_1", "FP32", (2, 1, 640)),
        Tensor("input_states_2", "FP32", (2, 1, 640)),
    ),
    outputs=(
        Tensor("outputs", "FP32", (1, -1, 1, 1030)),
        Tensor("prednet_lengths", "INT32", (1,)),
        Tensor("output_states_1", "FP32", (2, 1, 640)),
        Tensor("output_states_2", "FP32", (2, 1, 640)),
    ),
)

_QWEN3 = ExpectedModel(
    backend="vllm",
    decoupled=True,
    more_allowed=True,
    inputs=(
        Tensor("text_input", "STRING", (1,)),
        Tensor("stream", "BOOL", (1,), optional=True),
        Tensor("sampling_parameters", "STRING", (1,), optional=True),
        Tensor("exclude_input_in_output", "BOOL", (1,), optional=True),
        Tensor("return_finish_reason", "BOOL", (1,), optional=True),
        Tensor("return_num_input_tokens", "BOOL", (1,), optional=True),
        Tensor("return_num_output_tokens", "BOOL", (1,), optional=True),
    ),
    outputs=(
        Tensor("text_output", "STRING", (-1,)),
        Tensor("finish_reason", "STRING", (-1,)),
        Tensor("num_input_tokens", "UINT32", (1,)),
        Tensor("num_output_tokens", "UINT32", (-1,)),
    ),
)

# Both voices take and give the same (`apps/tts-service/src/synthesis/speech-model-protocol.ts`).
_VOICE = ExpectedModel(
    backend="python",
    decoupled=True,
    inputs=(
        Tensor("TEXT", "STRING", (1,)),
        Tensor("VOICE", "STRING", (1,)),
        Tensor("LANGUAGE", "STRING", (1,)),
    ),
    outputs=(Tensor("AUDIO", "FP32", (-1,)), Tensor("SAMPLE_RATE", "INT32", (1,))),
)

# Both models of speech tokens.
_SPEECH_TOKENS = ExpectedModel(
    backend="vllm",
    decoupled=True,
    more_allowed=True,
    inputs=(
        Tensor("text_input", "STRING", (1,)),
        Tensor("stream", "BOOL", (1,), optional=True),
        Tensor("sampling_parameters", "STRING", (1,), optional=True),
        Tensor("exclude_input_in_output", "BOOL", (1,), optional=True),
        Tensor("return_finish_reason", "BOOL", (1,), optional=True),
    ),
    outputs=(Tensor("text_output", "STRING", (-1,)), Tensor("finish_reason", "STRING", (-1,))),
)

EXPECTED_MODELS = {
    "silero_vad": _SILERO_VAD,
    "parakeet_tdt": _PARAKEET_TDT,
    "parakeet_encoder": _PARAKEET_ENCODER,
    "parakeet_decoder": _PARAKEET_DECODER,
    "qwen3": _QWEN3,
    "chatterbox": _VOICE,
    "t3": _SPEECH_TOKENS,
    "cosyvoice2": _VOICE,
    "cosyvoice2_llm": _SPEECH_TOKENS,
}
