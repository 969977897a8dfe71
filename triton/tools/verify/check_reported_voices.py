"""The voices that a configuration names, against those that are there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from report_voices.registered_voices import VOICE_MODELS, registered_voices

from .finding import Finding
from .repository import Model, Repository, parameters_of


def check_reported_voices(repository: Repository) -> Iterator[Finding]:
    """Where the voices are on this machine. A model that names none takes any name."""
    for name in VOICE_MODELS:
        if name in repository.models:
            yield from _check(repository.models[name])


def _check(model: Model) -> Iterator[Finding]:
    parameters = parameters_of(model.config)
    reported = parameters.get("voices")
    if reported is None or not Path(parameters.get("voices_folder", "")).is_dir():
        return
    named = {entry.strip() for entry in reported.split(",")} - {""}
    there = set(registered_voices(model.name, parameters))
    again = "name what is there with `python -m report_voices`"
    for voice in sorted(named - there):
        yield Finding(model.name, f"parameter voices has {voice!r}, which is not there: {again}")
    for voice in sorted(there - named):
        yield Finding(model.name, f"parameter voices lacks {voice!r}: sessions are refused it; {again}")
