"""Python models, by their source: what makes a server hang shows in few words of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .finding import Finding
from .repository import Model, Repository

_FINAL = "TRITONSERVER_RESPONSE_COMPLETE_FINAL"


def check_python_code(repository: Repository) -> Iterator[Finding]:
    """Of all models on the Python backend."""
    for model in repository.models.values():
        if model.config.backend == "python":
            yield from _check_model(model)


def _check_model(model: Model) -> Iterator[Finding]:
    if not (model.version / "model.py").is_file():
        yield Finding(model.name, "1/model.py is missing")
        return
    trees = []
    for path in sorted(model.version.rglob("*.py")):
        where = path.relative_to(model.folder)
        try:
            trees.append(ast.parse(path.read_text(encoding="utf-8")))
        except (SyntaxError, UnicodeDecodeError) as error:
            yield Finding(model.name, f"{where} is no Python: {error}")
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    if "async_exec" in names or any(
        isinstance(node, ast.AsyncFunctionDef) and node.name == "execute" for node in nodes
    ):
        yield Finding(
            model.name,
            "calls other models with async_exec or from an async execute, which blocks and races with "
            "many at a time: use exec, from a thread per request where answers are many",
        )
    if model.config.model_transaction_policy.decoupled:
        yield from _check_stream(model, nodes, names)


def _check_stream(model: Model, nodes: list[ast.AST], names: set[str]) -> Iterator[Finding]:
    finals = [
        inner
        for node in nodes
        if isinstance(node, ast.Try)
        for statement in node.finalbody
        for inner in ast.walk(statement)
        if isinstance(inner, ast.Attribute) and inner.attr == _FINAL
    ]
    if not finals:
        yield Finding(
            model.name, f"send {_FINAL} in a `finally`: a caller waits forever for an end that an error ate"
        )
    if "TritonError" not in names:
        yield Finding(
            model.name, "never answers with a TritonError: what fails would be an end without a word of why"
        )
    if "is_cancelled" not in names:
        yield Finding(model.name, "never asks is_cancelled: it would speak on for callers that are gone")
    if "InferenceRequest" in names and "cancel" not in names:
        yield Finding(
            model.name, "does not cancel the models it calls: a cancelled request does not reach them"
        )
