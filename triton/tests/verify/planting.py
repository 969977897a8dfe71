"""A good repository that mistakes are planted in."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

from google.protobuf import text_format
from paths import PROJECT, copy_repository

from roles import models_of
from verify.check_client import check_client
from verify.check_memory import check_memory
from verify.configuration import check_configuration
from verify.gpu_memory import GIB
from verify.repository import read_config, read_repository, serving

USUAL = ("asr", "llm", "tts-cosyvoice2")


class Planting:
    """A copy of the repository that mistakes are made in."""

    def __init__(self, root: Path) -> None:
        self.root = copy_repository(root / "model_repository")
        # The rails' part of it.
        self.client = Path(shutil.copy(PROJECT / "libs/inference/src/channel-options.ts", root))

    def config(self, model: str, change) -> None:
        path = self.root / model / "config.pbtxt"
        config = read_config(path)
        change(config)
        path.write_text(text_format.MessageToString(config))

    def replace(self, file: str, old: str, new: str) -> None:
        path = self.root / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def engine(self, model: str, **changes) -> None:
        path = self.root / model / "1/model.json"
        settings = json.loads(path.read_text()) | changes
        settings = {key: value for key, value in settings.items() if value is not None}
        path.write_text(json.dumps(settings))

    def model(self, name: str, config: str, code: str) -> None:
        (self.root / name / "1").mkdir(parents=True)
        (self.root / name / "config.pbtxt").write_text(f'name: "{name}" backend: "python" {config}')
        (self.root / name / "1/model.py").write_text(code)

    def findings(self, gpu_gib: float = 24.0, roles: Iterable[str] = USUAL) -> list[str]:
        repository = read_repository(self.root)
        found = [*repository.findings, *check_configuration(repository, models_of(roles))]
        found += check_client(self.client)
        found += check_memory(serving(repository, models_of(roles)), round(gpu_gib * GIB))
        return [str(finding) for finding in found]
