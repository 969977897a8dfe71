"""What a server says of a model that did not load."""

from pathlib import Path

from triton_server import TritonServer


def reason_of(server: TritonServer, model: str, file: Path, remedy: str) -> str:
    """Why it does not serve, which names the file and the way to get it, while Silero serves."""
    states = {state.name: state for state in server.client.get_model_repository_index().models}
    assert states["silero_vad"].state == "READY"
    assert states[model].state == "UNAVAILABLE"
    assert not server.client.is_model_ready(model)
    assert str(file) in states[model].reason
    assert remedy in states[model].reason
    return states[model].reason
