"""A recording and its words to a voice file."""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np

from recording.check_recording import read_good_recording

from .errors import RegistrationError
from .features import SOUND_RATE_HZ, TOKEN_RATE_HZ, sound_features, speaker_features, token_features
from .resample import resample
from .voice_networks import VoiceNetworks

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
_FRAMES_PER_TOKEN = 2

# Shorter says too little of a voice; the network of speech tokens takes no more.
_SHORTEST_S, _LONGEST_S = 3.0, 30.0


def register(name: str, recording: Path, text: str, networks: VoiceNetworks, folder: Path) -> Path:
    """Where the voice is, in its place in one step. Raises RecordingError or RegistrationError."""
    if not _NAME.match(name):
        raise RegistrationError(f"{name!r} is no name: up to 64 of A-Z, a-z, 0-9, _ and -")
    if not text.strip():
        raise RegistrationError("the words that are said in the recording are missing")
    sound = read_good_recording(recording, _SHORTEST_S, _LONGEST_S)
    samples, rate_hz = sound.samples, sound.sample_rate_hz
    at_16_khz = resample(samples, rate_hz, TOKEN_RATE_HZ)
    mel = sound_features(resample(samples, rate_hz, SOUND_RATE_HZ))
    tokens = networks.tokens(token_features(at_16_khz))
    # Both are of the same time: to the shorter of them.
    count = min(len(tokens), len(mel) // _FRAMES_PER_TOKEN)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.npz"
    part = folder / f".{name}.part"
    with part.open("wb") as file:
        np.savez(
            file,
            text=np.array(text.strip()),
            tokens=tokens[:count],
            mel=mel[: _FRAMES_PER_TOKEN * count],
            speaker=networks.speaker(speaker_features(at_16_khz)),
        )
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
    return path
