"""Weights and chat template."""

import hashlib
import json

import pytest
from paths import PROJECT, REPOSITORY, copy_repository

from fetch import manifest
from roles import ROLES
from verify import check_weights as module
from verify.__main__ import main
from verify.check_chat_template import check_chat_template
from verify.check_weights import check_weights
from verify.repository import read_repository

TEMPLATE = PROJECT / "apps/llm-service/src/prompt/qwen3-chat-template.jinja"


@pytest.fixture
def small_manifest(tmp_path, monkeypatch):
    """One file of nine bytes."""
    path = tmp_path / "weights.json"
    entry = {
        "title": "Ears v5",
        "role": "asr",
        "licence": "MIT",
        "source": "http://localhost",
        "revision": "v5",
        "into": "repository",
        "files": [
            {
                "from": "ears.onnx",
                "to": "ears/1/model.onnx",
                "bytes": 9,
                "sha256": hashlib.sha256(b"version 5").hexdigest(),
            }
        ],
    }
    path.write_text(json.dumps({"ears": entry}))
    monkeypatch.setattr(module, "read_manifest", lambda: manifest.read_manifest(path))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "model.onnx is missing"),
        (b"vers", "has 4 bytes instead of 9"),
        (b"version 4", "is not Ears v5 (v5)"),
    ],
    ids=["missing", "cut off", "another version"],
)
def test_5_weights_that_are_not_those_are_named_with_the_way_to_get_them(
    tmp_path, small_manifest, content, message
):
    file = tmp_path / "ears/1/model.onnx"
    if content is not None:
        file.parent.mkdir(parents=True)
        file.write_bytes(content)
    (finding,) = check_weights(tmp_path, tmp_path, ROLES)
    assert message in str(finding)
    assert str(file) in str(finding)
    assert "python -m fetch ears" in str(finding)


def test_the_right_weights_are_left_alone(tmp_path, small_manifest):
    file = tmp_path / "ears/1/model.onnx"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"version 5")
    assert list(check_weights(tmp_path, tmp_path, ROLES)) == []


def template_findings(tmp_path, tokenizer_config: str | None):
    root = copy_repository(tmp_path / "model_repository")
    weights = tmp_path / "Qwen3-4B-AWQ"
    weights.mkdir(parents=True)
    settings = root / "qwen3/1/model.json"
    settings.write_text(settings.read_text().replace("/models/weights/Qwen3-4B-AWQ", str(weights)))
    if tokenizer_config is not None:
        (weights / "tokenizer_config.json").write_text(tokenizer_config)
    return [str(finding) for finding in check_chat_template(read_repository(root), TEMPLATE)]


def test_9_the_rails_chat_template_is_accepted_and_another_is_named(tmp_path):
    _, _, template = TEMPLATE.read_text().partition("\n")
    good = json.dumps({"chat_template": template.rstrip("\n")})
    assert template_findings(tmp_path / "good", good) == []
    drifted = json.dumps({"chat_template": template.replace("<think>", "<thought>")})
    assert "is not the rail's" in template_findings(tmp_path / "drifted", drifted)[0]
    assert "is not the rail's" in template_findings(tmp_path / "none", "{}")[0]
    assert "is no JSON" in template_findings(tmp_path / "cut", good[:100])[0]
    assert "is missing" in template_findings(tmp_path / "missing", None)[0]


def test_weights_of_what_is_not_served_are_not_asked_for(tmp_path, small_manifest):
    assert list(check_weights(tmp_path, tmp_path, ["llm", "tts-cosyvoice2"])) == []


def test_the_command_tells_what_it_found_and_ends_with_1(capsys):
    roles = ["--serve", "asr,llm,tts-cosyvoice2"]
    assert main([str(REPOSITORY), "--config-only", "--memory", *roles]) == 0
    assert "7 models, 0 findings" in capsys.readouterr().out
    assert main([str(REPOSITORY), "--config-only", "--gpu-gib", "16", *roles]) == 1
    assert "GPU memory: 19.7 GiB" in capsys.readouterr().out
    assert main([str(REPOSITORY), "--config-only", "--gpu-gib", "16", "--serve", "asr,llm"]) == 0
    assert "5 models, 0 findings" in capsys.readouterr().out
    assert main([str(REPOSITORY), "--config-only", "--memory", "--serve", "asr,llm,tts-chatterbox"]) == 0
    assert "7 models, 0 findings" in capsys.readouterr().out
    assert main([str(REPOSITORY), "--config-only", "--serve", "asr,llm,tts-chatterbox,tts-cosyvoice2"]) == 1
    assert "GPU memory: 25.6 GiB" in capsys.readouterr().out


def test_the_command_knows_what_can_be_served(capsys):
    with pytest.raises(SystemExit):
        main([str(REPOSITORY), "--serve", "asr,tts"])
    assert "unknown: tts; known: asr, llm, tts-chatterbox, tts-cosyvoice2" in capsys.readouterr().err
