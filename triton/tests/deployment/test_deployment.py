"""Dockerfile, compose files, configurations and documentation agree. No image is built here."""

import re

import pytest
import yaml
from deployment import (
    COMPOSE,
    ROLE_OF,
    VOICES,
    dockerfile,
    host_ports,
    loaded_models,
    project_services,
    read_compose,
    release,
    servers,
)
from paths import PROJECT, REPOSITORY, TRITON

from roles import models_of
from verify.check_vllm import VLLM_VERSION, read_engine_settings, vllm_models
from verify.repository import read_repository

MODELS = read_repository(REPOSITORY).models


@pytest.fixture(params=VOICES)
def voice(request):
    return request.param


@pytest.fixture(params=COMPOSE)
def compose(request, voice):
    return read_compose(request.param, voice)


def test_together_the_servers_load_each_model_once(compose, voice):
    loaded = [model for server in servers(compose).values() for model in loaded_models(server)]
    assert sorted(loaded) == sorted(models_of(["asr", "llm", f"tts-{voice}"]))
    assert set(loaded) <= MODELS.keys()


def test_models_that_call_each_other_are_on_one_server(compose):
    for server in servers(compose).values():
        loaded = set(loaded_models(server))
        for caller, called in {
            "parakeet_tdt": {"parakeet_encoder", "parakeet_decoder"},
            "cosyvoice2": {"cosyvoice2_llm"},
            "chatterbox": {"t3"},
        }.items():
            assert caller not in loaded or called <= loaded


def test_each_server_has_the_backends_of_what_it_loads(compose):
    for server in servers(compose).values():
        backends = {MODELS[model].config.backend for model in loaded_models(server)}
        build = server.get("build", {})
        if not build:
            assert server["image"] == f"nvcr.io/nvidia/tritonserver:{release()}-py3"
            assert "vllm" not in backends
        else:
            assert build["dockerfile"] == "triton/Dockerfile"
            # The stage `language` is the vLLM image, the last one has ONNX Runtime as well.
            assert "onnxruntime" not in backends or "target" not in build
            assert (
                f"FROM nvcr.io/nvidia/tritonserver:${{RELEASE}}-vllm-python-py3 AS {'language'}"
                in dockerfile()
            )


def test_each_service_finds_its_models_where_they_are_loaded(compose):
    places = {host_ports(server)[8001]: set(loaded_models(server)) for server in servers(compose).values()}
    for name, service in compose["services"].items():
        if name in servers(compose):
            continue
        assert name in project_services()
        for setting, value in service["environment"].items():
            if setting == "VOXRAIL_TTS_MODEL":
                assert value in MODELS
            elif ROLE_OF[setting] == "tts":
                assert service["environment"]["VOXRAIL_TTS_MODEL"] in places[value]
            else:
                wanted = {"VAD": "silero_vad", "ASR": "parakeet_tdt", "LLM": "qwen3"}
                assert wanted[setting.rpartition("_")[2]] in places[value]


def test_the_settings_are_those_of_the_services(compose):
    """`tritonAddressVad` in a service's configuration is VOXRAIL_TRITON_ADDRESS_VAD."""
    for name, service in compose["services"].items():
        if name in servers(compose):
            continue
        (config,) = (PROJECT / "apps" / name / "src").glob("*-config.ts")
        for setting in service["environment"]:
            words = setting.removeprefix("VOXRAIL_").lower().split("_")
            assert f" {words[0]}{''.join(map(str.title, words[1:]))}" in config.read_text()


def test_no_port_is_open_to_other_machines_or_taken_twice(compose):
    ports = [port for server in servers(compose).values() for port in host_ports(server).values()]
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert len(ports) == len(set(ports))
    model_server = project_services()["model-server"]["environment"]["VOXRAIL_GRPC_PORT"]
    assert f"127.0.0.1:{model_server}" not in ports


def test_a_model_that_does_not_load_stops_no_other(compose):
    for server in servers(compose).values():
        assert {"--exit-on-error=false", "--model-control-mode=explicit"} <= set(server["command"])


def test_who_has_not_the_key_can_load_and_unload_nothing(compose):
    for server in servers(compose).values():
        restricted = [flag for flag in server["command"] if "restricted" in flag]
        assert len(restricted) == 2
        for flag in restricted:
            assert re.search(r"=model-repository,shared-memory,trace,logging:admin-key=\$\{\w+:\?\}$", flag)


def test_shared_memory_suffices_for_tensors(compose):
    assert all(server["shm_size"] == "2gb" for server in servers(compose).values())


def test_vllm_models_are_loaded_one_after_another(compose):
    for server in servers(compose).values():
        if any(MODELS[model].config.backend == "vllm" for model in loaded_models(server)):
            assert "--model-load-thread-count=1" in server["command"]


def test_weights_and_voices_are_where_the_configurations_look_for_them(compose):
    for server in servers(compose).values():
        mounted = {volume.split(":")[-2] for volume in server["volumes"]}
        for name in loaded_models(server):
            model = MODELS[name]
            parameters = ("weights_folder", "voices_folder", "s3gen_weights", "t3_weights")
            paths = [model.parameter(key) for key in parameters]
            if model in vllm_models(read_repository(REPOSITORY)):
                paths.append(read_engine_settings(model)["model"])
            for path in filter(None, paths):
                assert any(path.startswith(f"{folder}/") for folder in mounted)


def test_one_release_is_pinned_everywhere():
    texts = [path.read_text() for path in (PROJECT / "docs/models.md", TRITON / "README.md")]
    texts += [(TRITON / name).read_text() for name in COMPOSE]
    for text in texts:
        assert set(re.findall(r"tritonserver:(\d\d\.\d\d)-", text)) <= {release()}
    assert f"{release()}: vLLM {VLLM_VERSION} (tools/verify)" in dockerfile()


def test_the_dockerfile_copies_what_is_there():
    for source in re.findall(r"^COPY (?!--from)(\S+) ", dockerfile(), re.MULTILINE):
        assert (PROJECT / source).exists()


def test_the_onnx_runtime_backend_comes_from_the_same_release_and_is_checked():
    text = dockerfile()
    assert "FROM nvcr.io/nvidia/tritonserver:${RELEASE}-py3 AS standard" in text
    backend = "/opt/tritonserver/backends/onnxruntime"
    assert f"COPY --from=standard {backend} {backend}" in text
    assert text.index(f"COPY --from=standard {backend}") < text.index("ldd ")
    assert "verify --config-only --backends /opt/tritonserver/backends" in text


def test_the_sources_of_the_networks_are_pinned_to_commits():
    for name in ("COSYVOICE", "MATCHA"):
        assert re.search(rf"^ARG {name}=[0-9a-f]{{40}}$", dockerfile(), re.MULTILINE)
    pins = (TRITON / "requirements-image.txt").read_text().split("onnxruntime")[0]
    assert all("==" in line for line in pins.splitlines() if line and not line.startswith("#"))


def test_compose_files_have_no_key_that_compose_would_merge_away(compose):
    """Overlays of the project's file: a service of both may only add to its environment."""
    for name, service in compose["services"].items():
        if name in project_services():
            assert service.keys() == {"environment"}
    assert yaml.safe_load((PROJECT / "docker-compose.yml").read_text())["services"].keys() >= {
        name for name in compose["services"] if name not in servers(compose)
    }
