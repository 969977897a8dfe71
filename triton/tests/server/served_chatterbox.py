"""`chatterbox` as the test server can load it: itself, with a small S3Gen and voices of noise."""

import hashlib
import json
import shutil
from pathlib import Path

from google.protobuf import text_format
from paths import TRITON
from stand_ins import stand_in
from tiny_t3 import write_voice

from report_voices.report_voices import report_voices
from verify.repository import read_config

# Beside the repository.
VOICES = "chatterbox-voices"
T3_WEIGHTS = "chatterbox-t3"

_HERE = Path(__file__).parent


def serve_chatterbox(repository: Path, folder: Path) -> None:
    """With voices, and what the exporter says of T3, in `folder`."""
    stand_in(repository / "t3", "speaking_t3_model.py")
    model = repository / "chatterbox"
    voices, t3 = folder / VOICES, folder / T3_WEIGHTS
    t3.mkdir()
    exported = {}
    for name in ("anna", "ben"):
        write_voice(voices, name, 4)
        sha256 = hashlib.sha256((voices / name / "voice.safetensors").read_bytes()).hexdigest()
        exported[name] = {"rows": 5, "sha256": sha256}
    (t3 / "voxrail-t3.json").write_text(json.dumps({"stop_token_id": 1, "voices": exported}))
    config = read_config(model / "config.pbtxt")
    config.parameters["voices_folder"].string_value = str(voices)
    config.parameters["t3_weights"].string_value = str(t3)
    config.instance_group[0].kind = config.instance_group[0].KIND_CPU
    (model / "config.pbtxt").write_text(text_format.MessageToString(config))
    report_voices(repository, "chatterbox")
    shutil.copy(TRITON / "tests/small_s3gen.py", model / "1")
    shutil.copy(_HERE / "small_s3gen_networks.py", model / "1/s3gen_networks.py")
