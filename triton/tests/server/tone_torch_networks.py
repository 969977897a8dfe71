"""In place of CosyVoice 2's flow and vocoder: tones (tests/tone_networks.py), 20 ms each call."""

import time
from pathlib import Path

from tone_networks import ToneNetworks

from cosy_speech.installed_files import FLOW, check_files, unusable

# What the stand-in's weights have in them.
CONTENT = b"tones"


class SlowToneNetworks(ToneNetworks):
    """Writes down how often it was asked, for a test to read."""

    def __init__(self, calls: Path) -> None:
        super().__init__()
        self._calls = calls

    def mel(self, voice, tokens, final):
        if voice.name != "quick":
            time.sleep(0.02)
        mel = super().mel(voice, tokens, final)
        self._calls.write_text(str(len(self.mel_calls)))
        return mel


def load_networks(weights, args, voices):
    check_files(weights)
    if (weights / FLOW).read_bytes() != CONTENT:
        raise unusable(weights / FLOW, ValueError("not what it should be"))
    return SlowToneNetworks(weights / "calls")
