"""All files of the models that are wanted."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .digest import Digest
from .download import download, part_of
from .errors import FetchError
from .hub import complete
from .manifest import ModelWeights
from .progress import Progress

# A disk that is filled to its end stops more than this.
_SPARE_BYTES = 512 * 2**20


@dataclass(frozen=True, slots=True)
class Places:
    """Where files come from and go to."""

    hub: str
    repository: Path
    weights: Path

    def target(self, model: ModelWeights, path: str) -> Path:
        """Where a file of a model belongs."""
        return (self.repository if model.into == "repository" else self.weights) / path


@dataclass(frozen=True, slots=True)
class _Job:
    url: str
    target: Path
    bytes: int
    digest: Digest


def fetch_models(
    models: Sequence[ModelWeights],
    places: Places,
    write: Callable[[str], None] = print,
    wait_s: Callable[[float], None] = time.sleep,
    free_bytes: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free,
) -> None:
    """Gets what is missing or not what it should be. Raises FetchError."""
    jobs: list[_Job] = []
    for model in models:
        write(f"{model.name}: {model.title}, licence {model.licence}, revision {model.revision}")
        jobs += [job for job in _jobs(model, places) if not _is_there(job, write)]
    _check_space(jobs, free_bytes)
    for job in jobs:
        write(f"  {job.target.name}: {job.bytes / 1e6:,.1f} MB from {job.url}")
        progress = Progress(job.target.name, job.bytes, write)
        download(job.url, job.target, job.bytes, job.digest, progress, wait_s)


def _jobs(model: ModelWeights, places: Places) -> list[_Job]:
    jobs = []
    for file in complete(model, places.hub):
        if file.bytes is None or file.digest is None:
            raise FetchError(f"{model.name}: nothing says what {file.source} must be")
        target = places.target(model, file.target)
        jobs.append(_Job(model.url(file, places.hub), target, file.bytes, file.digest))
    return jobs


def _is_there(job: _Job, write: Callable[[str], None]) -> bool:
    if not job.target.is_file():
        return False
    if job.target.stat().st_size == job.bytes and job.digest.matches(job.target):
        write(f"  {job.target.name}: is there")
        return True
    write(f"  {job.target.name}: is there but is another file; got again")
    return False


def _check_space(jobs: Sequence[_Job], free_bytes: Callable[[Path], int]) -> None:
    """Before the first byte: all files of all models, what is there of them deducted."""
    needed: dict[Path, int] = {}
    for job in jobs:
        part = part_of(job.target)
        missing = job.bytes - (part.stat().st_size if part.exists() else 0)
        existing = next(path for path in job.target.absolute().parents if path.exists())
        needed[existing] = needed.get(existing, 0) + max(0, missing)
    for path in needed:
        free = free_bytes(path)
        # Folders may share a disk: each is asked for the whole, so that none is promised twice.
        if free < sum(needed.values()) + _SPARE_BYTES:
            raise FetchError(
                f"{path}: {free / 1e9:.1f} GB are free; {sum(needed.values()) / 1e9:.1f} GB are needed "
                f"and {_SPARE_BYTES / 1e9:.1f} GB to spare"
            )
