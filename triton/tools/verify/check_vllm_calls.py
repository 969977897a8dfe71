"""How Python models call those on the vLLM backend, by their source.

The backend swallows what it does not understand of a request and fails later with other words.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .finding import Finding
from .repository import Model, Repository

# Of vLLM's SamplingParams, in the types that they have there. One it does not know costs all of them.
_SAMPLING = frozenset(
    {"temperature", "top_p", "top_k", "min_p", "max_tokens", "min_tokens", "stop", "stop_token_ids", "seed"}
    | {"presence_penalty", "frequency_penalty", "repetition_penalty", "logprobs", "skip_special_tokens"}
    | {"include_stop_str_in_output", "ignore_eos"}
)


def check_vllm_calls(repository: Repository) -> Iterator[Finding]:
    """Of all models on the Python backend."""
    for model in repository.models.values():
        if model.config.backend == "python":
            yield from _check_model(model)


def _constants(nodes: list[ast.AST]) -> set[object]:
    return {node.value for node in nodes if isinstance(node, ast.Constant)}


def _check_model(model: Model) -> Iterator[Finding]:
    nodes: list[ast.AST] = []
    for path in sorted(model.version.rglob("*.py")):
        try:
            nodes.extend(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        except (SyntaxError, UnicodeDecodeError):
            continue  # check_python_code tells
    texts = _constants(nodes)
    if "text_input" not in texts:
        return
    if "stream" not in texts:
        yield Finding(
            model.name,
            "asks a vLLM model without `stream`: the answer comes at its end and repeats the prompt",
        )
    for node in nodes:
        if isinstance(node, ast.Dict):
            keys = _constants([key for key in node.keys if key is not None])
            if "max_tokens" in keys:
                for key in sorted(map(str, keys - _SAMPLING)):
                    yield Finding(
                        model.name,
                        f"sampling parameter {key!r} is none of vLLM's: the backend drops all of them and "
                        "fails with \"'NoneType' object has no attribute 'lora_name'\"",
                    )
