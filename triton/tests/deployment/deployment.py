"""Dockerfile and compose files, read."""

import re

import yaml
from paths import PROJECT, TRITON

COMPOSE = ("compose.one-server.yml", "compose.two-servers.yml")

# A service of the project by the role of the models that its address is for.
ROLE_OF = {
    "VOXRAIL_TRITON_ADDRESS_VAD": "asr",
    "VOXRAIL_TRITON_ADDRESS_ASR": "asr",
    "VOXRAIL_TRITON_ADDRESS_LLM": "llm",
    "VOXRAIL_TRITON_ADDRESS_TTS": "tts",
}


# The voices that a server can load, by the environment that asks for them.
VOICES = {
    "cosyvoice2": {},
    "chatterbox": {"VOXRAIL_TTS_MODEL": "chatterbox", "VOXRAIL_TTS_TOKEN_MODEL": "t3"},
}


def read_compose(name: str, voice: str = "cosyvoice2") -> dict:
    """With the environment's values, or the defaults for what it does not say."""

    def value(match: re.Match[str]) -> str:
        return VOICES[voice].get(match[1], match[2])

    text = re.sub(r"\$\{(\w+):-([^}]*)\}", value, (TRITON / name).read_text())
    return yaml.safe_load(text)


def project_services() -> dict:
    return yaml.safe_load((PROJECT / "docker-compose.yml").read_text())["services"]


def servers(compose: dict) -> dict[str, dict]:
    """Those that run Triton."""
    return {name: service for name, service in compose["services"].items() if "triton" in name}


def loaded_models(server: dict) -> list[str]:
    prefix = "--load-model="
    return [flag.removeprefix(prefix) for flag in server["command"] if flag.startswith(prefix)]


def host_ports(server: dict) -> dict[int, str]:
    """`address:port` on the machine by the port in the container."""
    mappings = [mapping.rsplit(":", 1) for mapping in server["ports"]]
    return {int(inside): outside for outside, inside in mappings}


def dockerfile() -> str:
    return (TRITON / "Dockerfile").read_text()


def release() -> str:
    """Of Triton, as pinned in the Dockerfile."""
    return re.search(r"^ARG RELEASE=(\S+)$", dockerfile(), re.MULTILINE)[1]


def server_flags(server: dict, admin_key: str) -> list[str]:
    """Of tritonserver, but for where its models are."""
    flags = [re.sub(r"\$\{\w+:\?\}", admin_key, flag) for flag in server["command"][1:]]
    return [flag for flag in flags if not flag.startswith("--model-repository=")]
