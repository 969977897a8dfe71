"""Reads a model repository."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from google.protobuf import text_format
from tritonclient.grpc.model_config_pb2 import ModelConfig

from .finding import Finding

CONFIG = "config.pbtxt"


@dataclass(frozen=True, slots=True)
class Model:
    """One folder of the repository."""

    name: str
    folder: Path
    config: ModelConfig

    @property
    def version(self) -> Path:
        """The folder of the only version."""
        return self.folder / "1"

    def parameter(self, key: str) -> str | None:
        """A value of `parameters`; None where there is none."""
        return self.config.parameters[key].string_value if key in self.config.parameters else None


@dataclass(frozen=True, slots=True)
class Repository:
    """All models that could be read, and what was wrong with the others."""

    root: Path
    models: dict[str, Model]
    findings: list[Finding]


def parameters_of(config: ModelConfig) -> dict[str, str]:
    """All parameters of a configuration."""
    return {key: value.string_value for key, value in config.parameters.items()}


def serving(repository: Repository, models: Collection[str]) -> Repository:
    """The same with these models only: what one server loads of it."""
    kept = {name: model for name, model in repository.models.items() if name in models}
    return Repository(repository.root, kept, repository.findings)


def read_config(path: Path) -> ModelConfig:
    """Parses by Triton's own message, so that an unknown field is an error. Raises ParseError."""
    return text_format.Parse(path.read_text(encoding="utf-8"), ModelConfig())


def read_repository(root: Path) -> Repository:
    """Triton looks for models directly under the repository's root, and nowhere below."""
    models: dict[str, Model] = {}
    findings: list[Finding] = []
    if not root.is_dir():
        return Repository(root, models, [Finding(str(root), "there is no such folder")])
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        path = folder / CONFIG
        if not path.is_file():
            findings.append(_without_config(folder))
            continue
        try:
            config = read_config(path)
        except text_format.ParseError as error:
            findings.append(Finding(folder.name, f"{CONFIG} is not Triton's: {error}"))
            continue
        if config.name != folder.name:
            findings.append(Finding(folder.name, f"{CONFIG} names the model {config.name!r}"))
        models[folder.name] = Model(folder.name, folder, config)
    return Repository(root, models, findings)


def _without_config(folder: Path) -> Finding:
    nested = sorted(path.parent.name for path in folder.glob(f"*/{CONFIG}"))
    if nested:
        return Finding(folder.name, f"models in folders of folders are not found: move {nested} up")
    return Finding(folder.name, f"has no {CONFIG}")
