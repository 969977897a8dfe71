"""`cosyvoice2` as the test server can load it: itself, on the CPU, with tones for networks."""

from pathlib import Path

from google.protobuf import text_format
from paths import TRITON
from stand_ins import stand_in
from tone_networks import tone_voice, write_voice

from report_voices.report_voices import report_voices
from verify.repository import read_config

# Beside the repository.
WEIGHTS = "CosyVoice2-0.5B"
VOICES = "voices"

_HERE = Path(__file__).parent


def serve_cosyvoice2(repository: Path, folder: Path) -> None:
    """With weights and voices in `folder`."""
    stand_in(repository / "cosyvoice2_llm", "speech_token_model.py", instances=4)
    model = repository / "cosyvoice2"
    config = read_config(model / "config.pbtxt")
    for group in config.instance_group:
        group.kind = group.KIND_CPU
    config.parameters["weights_folder"].string_value = str(folder / WEIGHTS)
    config.parameters["voices_folder"].string_value = str(folder / VOICES)
    (model / "config.pbtxt").write_text(text_format.MessageToString(config))
    source = (_HERE / "tone_torch_networks.py").read_text()
    paths = [str(TRITON / "tests")]
    (model / "1/torch_networks.py").write_text(f"import sys\nsys.path[:0] = {paths!r}\n{source}")
    (folder / WEIGHTS).mkdir()
    (folder / WEIGHTS / "flow.pt").write_bytes(b"tones")
    (folder / WEIGHTS / "hift.pt").touch()
    (folder / WEIGHTS / "calls").write_text("0")
    for name in ("anna", "bert"):
        write_voice(folder / VOICES, tone_voice(name))
    # The stand-ins take no time for it: what is left is the orchestrator's.
    write_voice(folder / VOICES, tone_voice("quick", text="I am quick."))
    report_voices(repository, "cosyvoice2")
