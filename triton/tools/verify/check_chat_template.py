"""The model's chat template is the one by which the rail renders prompts.

Another version of it puts other tokens around earlier answers: prompts that the model was not trained on,
and a prefix cache that no turn hits.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from .check_vllm import read_engine_settings
from .finding import Finding
from .repository import Repository


def check_chat_template(repository: Repository, rail_template: Path) -> Iterator[Finding]:
    """`rail_template`: the llm-service's file, whose first line names its origin."""
    model = repository.models.get("qwen3")
    if model is None:
        return
    weights = Path(str(read_engine_settings(model).get("model", "")))
    config = weights / "tokenizer_config.json"
    if not config.is_file():
        yield Finding("qwen3", f"{config} is missing; get it with `python -m fetch qwen3`")
        return
    try:
        model_template = json.loads(config.read_text(encoding="utf-8")).get("chat_template")
    except ValueError:
        yield Finding("qwen3", f"{config} is no JSON; get it again with `python -m fetch qwen3`")
        return
    _, _, template = rail_template.read_text(encoding="utf-8").partition("\n")
    if model_template is None or template.rstrip("\n") != model_template.rstrip("\n"):
        yield Finding(
            "qwen3",
            f"the chat template in {config} is not the rail's ({rail_template.name}): prompts would be "
            "others than the model was trained on",
        )
