"""Python models that make sound: what makes their chunks not fit together, or their callers wait."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .finding import Finding
from .repository import Model, Repository

_LARGEST = 100

# As tts-service takes them (apps/tts-service/src/text/speech-tags.ts).
_TAG = re.compile(r"(?=.{2,32}\Z)[a-z][a-z0-9_-]*(?: [a-z0-9_-]+)*\Z")


def check_voices(repository: Repository) -> Iterator[Finding]:
    """Of all decoupled models on the Python backend."""
    for model in repository.models.values():
        if model.config.backend == "python" and model.config.model_transaction_policy.decoupled:
            yield from _check_schedule(model)
            yield from _check_tags(model)
            yield from _check_source(model)


def _check_schedule(model: Model) -> Iterator[Finding]:
    for key in ("max_speeches", "first_chunk_tokens", "chunk_tokens", "flow_steps"):
        value = model.parameter(key)
        # `chunk_tokens` has several.
        for number in () if value is None else value.split(","):
            if not (number.isdigit() and 1 <= int(number) <= _LARGEST):
                yield Finding(model.name, f"parameter {key} is {value!r}; expected 1 to {_LARGEST}")


def _check_tags(model: Model) -> Iterator[Finding]:
    tags = model.parameter("tags")
    if tags is None:
        return
    words = {node.value for node in _nodes(model) if isinstance(node, ast.Constant)}
    for tag in (entry.strip() for entry in tags.split(",")):
        if not _TAG.match(tag):
            yield Finding(model.name, f"parameter tags has {tag!r}, which the rails do not take for a tag")
        elif not {tag, f"[{tag}]"} & words:
            yield Finding(
                model.name, f"parameter tags has {tag!r}, which the model does not know and would read aloud"
            )


def _nodes(model: Model) -> Iterator[ast.AST]:
    for path in sorted(model.version.rglob("*.py")):
        try:
            tree = ast.parse(path.read_text(encoding="utf-8"))
        except (SyntaxError, UnicodeDecodeError):
            continue  # check_python_code tells
        yield from ast.walk(tree)


def _check_source(model: Model) -> Iterator[Finding]:
    for call in (node for node in _nodes(model) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        of = call.func.value if isinstance(call.func, ast.Attribute) else None
        if name == "randn_like":
            yield Finding(
                model.name,
                "draws noise of a chunk's shape: with noise of its own no chunk fits the one before. Draw it "
                "once for a speech and take of it what a chunk needs",
            )
        compiles = name == "compile" and isinstance(of, ast.Name) and of.id == "torch"
        if compiles and "dynamic" not in {keyword.arg for keyword in call.keywords}:
            yield Finding(
                model.name,
                "calls torch.compile without `dynamic`: it compiles again for each new length, for seconds, "
                "while a caller waits. Say dynamic=False, with few lengths that are warmed up",
            )
