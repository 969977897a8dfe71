"""Weights from a server that breaks off, lies, forgets and is out of date."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from file_server import FileServer
from paths import TRITON

from fetch.__main__ import wanted_models
from fetch.download import part_of
from fetch.errors import FetchError
from fetch.fetch_models import Places, fetch_models
from fetch.manifest import MANIFEST, read_manifest
from fetch.progress import Progress
from roles import ROLES

COMMIT = "0123456789abcdef0123456789abcdef01234567"
CONTENT = bytes(range(256)) * 9_000  # 2.3 MB: more than one block
SMALL = b'{"a": 1}\n'


def git_name(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Setting:
    """A hub with a model of two files, and the folders they go to."""

    def __init__(self, root: Path, server: FileServer) -> None:
        self.root, self.server = root, server
        self.waits: list[float] = []
        self.lines: list[str] = []
        self.free_bytes = 10**12
        self.more: dict[str, dict] = {}
        self.entry = {
            "title": "Ears",
            "role": "asr",
            "licence": "MIT",
            "hub": "ears/ears",
            "revision": COMMIT,
            "into": "repository",
            "files": [
                {
                    "from": "model.onnx",
                    "to": "ears/1/model.onnx",
                    "bytes": len(CONTENT),
                    "sha256": sha256(CONTENT),
                },
                {"from": "config.json", "to": "ears/1/config.json"},
            ],
        }
        server.files = {
            f"/ears/ears/resolve/{COMMIT}/model.onnx": CONTENT,
            f"/ears/ears/resolve/{COMMIT}/config.json": SMALL,
        }
        server.listing = [
            {
                "path": "model.onnx",
                "size": len(CONTENT),
                "oid": "1" * 40,
                "lfs": {"oid": sha256(CONTENT)},
            },
            {"path": "config.json", "size": len(SMALL), "oid": git_name(SMALL)},
        ]

    @property
    def target(self) -> Path:
        return self.root / "repository/ears/1/model.onnx"

    def fetch(self) -> None:
        path = self.root / "weights.json"
        path.write_text(json.dumps({"ears": self.entry} | self.more))
        places = Places(self.server.url, self.root / "repository", self.root / "weights")
        models = list(read_manifest(path).values())
        fetch_models(models, places, self.lines.append, self.waits.append, lambda path: self.free_bytes)

    def asked_for(self, name: str) -> list[str | None]:
        return [wanted for path, wanted in self.server.requests if path.endswith(name)]


@pytest.fixture
def setting(tmp_path):
    with FileServer() as server:
        yield Setting(tmp_path, server)


def test_files_come_to_their_places_with_their_licence_told(setting):
    setting.fetch()
    assert setting.target.read_bytes() == CONTENT
    assert setting.target.with_name("config.json").read_bytes() == SMALL
    assert not part_of(setting.target).exists()
    assert f"ears: Ears, licence MIT, revision {COMMIT}" in setting.lines


def test_what_is_there_is_not_got_again(setting):
    setting.fetch()
    setting.server.requests.clear()
    setting.fetch()
    assert setting.asked_for("model.onnx") == []


def test_what_is_there_but_damaged_is_got_again(setting):
    setting.fetch()
    setting.target.write_bytes(b"x" + CONTENT[1:])
    setting.fetch()
    assert setting.target.read_bytes() == CONTENT


def test_a_broken_connection_is_taken_up_where_it_broke(setting):
    setting.server.faults = ["", "cut", "cut", ""]
    setting.fetch()
    assert setting.target.read_bytes() == CONTENT
    half = len(CONTENT) // 2
    assert setting.asked_for("model.onnx") == [
        None,
        f"bytes={half}-",
        f"bytes={half + (len(CONTENT) - half) // 2}-",
    ]


def test_a_later_run_goes_on_where_an_earlier_one_was_stopped(setting):
    part = part_of(setting.target)
    part.parent.mkdir(parents=True)
    part.write_bytes(CONTENT[:1_000_000])
    setting.fetch()
    assert setting.target.read_bytes() == CONTENT
    assert setting.asked_for("model.onnx") == ["bytes=1000000-"]


def test_a_server_that_cannot_resume_starts_over(setting):
    setting.server.resumes = False
    setting.server.faults = ["", "cut"]
    setting.fetch()
    assert setting.target.read_bytes() == CONTENT


def test_a_server_in_trouble_is_asked_again_after_longer_and_longer_waits(setting):
    setting.server.faults = ["", "503", "429", "500"]
    setting.fetch()
    assert setting.target.read_bytes() == CONTENT
    assert setting.waits == [2.0, 4.0, 8.0]


def test_it_gives_up_when_nothing_comes_any_more(setting):
    setting.server.faults = ["", *["503"] * 20]
    with pytest.raises(FetchError, match="Run it again"):
        setting.fetch()
    assert len(setting.waits) < 10


def test_a_part_longer_than_the_file_is_not_believed(setting):
    part = part_of(setting.target)
    part.parent.mkdir(parents=True)
    part.write_bytes(CONTENT + b"more")
    with pytest.raises(FetchError, match="removed"):
        setting.fetch()
    assert not part.exists()
    setting.fetch()
    assert setting.target.read_bytes() == CONTENT


@pytest.mark.parametrize("content", [b"x" + CONTENT[1:], CONTENT + b"more"])
def test_another_content_never_reaches_its_place(setting, content):
    setting.server.files[f"/ears/ears/resolve/{COMMIT}/model.onnx"] = content
    with pytest.raises(FetchError, match=r"not what sha256|more than"):
        setting.fetch()
    assert not setting.target.exists()
    assert not part_of(setting.target).exists()


def test_a_small_file_is_checked_by_the_name_that_git_gives_it(setting):
    setting.server.files[f"/ears/ears/resolve/{COMMIT}/config.json"] = b'{"a": 2}\n'
    with pytest.raises(FetchError, match="not what git"):
        setting.fetch()


def test_a_file_that_is_not_in_the_revision_is_named(setting):
    setting.entry["files"].append({"from": "more.json", "to": "ears/1/more.json"})
    with pytest.raises(FetchError, match=f"more.json is not in revision {COMMIT}"):
        setting.fetch()


def test_a_hub_that_lists_another_checksum_than_the_pinned_one_is_not_used(setting):
    setting.server.listing[0]["lfs"]["oid"] = sha256(b"another")
    with pytest.raises(FetchError, match="not the one that is pinned"):
        setting.fetch()


def test_a_missing_page_is_not_asked_for_again(setting):
    setting.server.files.pop(f"/ears/ears/resolve/{COMMIT}/model.onnx")
    with pytest.raises(FetchError, match="404"):
        setting.fetch()
    assert len(setting.asked_for("model.onnx")) == 1


def test_a_disk_without_room_is_told_before_the_first_byte(setting):
    setting.free_bytes = 3_000_000
    with pytest.raises(FetchError, match=r"0\.0 GB are free"):
        setting.fetch()
    assert setting.asked_for("model.onnx") == []


def test_a_disk_without_room_for_the_second_model_is_told_before_the_first_is_got(setting):
    voice = {"from": "model.onnx", "to": "voice/model.onnx", "bytes": 10**9, "sha256": sha256(CONTENT)}
    setting.more["voice"] = setting.entry | {"files": [voice]}
    setting.free_bytes = 1_200_000_000
    with pytest.raises(FetchError, match=r"1\.2 GB are free; 1\.0 GB are needed and 0\.5 GB to spare"):
        setting.fetch()
    assert setting.asked_for("model.onnx") == []


@pytest.mark.parametrize("revision", ["main", "v1.0", COMMIT[:12]])
def test_a_revision_that_can_change_is_refused(setting, revision):
    setting.entry["revision"] = revision
    with pytest.raises(FetchError, match="is no commit"):
        setting.fetch()


def test_a_file_outside_of_the_hub_needs_its_checksum(setting):
    del setting.entry["hub"]
    setting.entry["source"] = setting.server.url
    with pytest.raises(FetchError, match="needs its size and sha256"):
        setting.fetch()


def test_progress_is_told_every_five_seconds():
    clock, lines = [0.0], []
    progress = Progress("model.onnx", 100_000_000, lines.append, lambda: clock[0])
    for second in range(12):
        clock[0] = float(second)
        progress.at(second * 2_000_000)
    assert lines == [
        "  model.onnx: 10 of 100 MB, 2.0 MB/s",
        "  model.onnx: 20 of 100 MB, 2.0 MB/s",
    ]


def test_all_weights_of_the_project_are_pinned_and_licensed():
    models = read_manifest(MANIFEST)
    assert models.keys() == {"silero_vad", "parakeet_tdt", "qwen3", "chatterbox", "cosyvoice2"}
    assert {model.licence for model in models.values()} <= {"MIT", "Apache-2.0", "CC-BY-4.0"}
    assert {model.role for model in models.values()} == ROLES.keys()
    for model in models.values():
        for file in model.files:
            assert file.digest is None or len(file.digest.value) == 64
            # Small files of Qwen3: their checksums come with the hub's list of the pinned commit.
            assert file.digest is not None or model.name == "qwen3"


@pytest.mark.parametrize(
    ("names", "models"),
    [
        (["asr", "llm"], ["silero_vad", "parakeet_tdt", "qwen3"]),
        (["tts-cosyvoice2"], ["cosyvoice2"]),
        (["qwen3", "llm"], ["qwen3"]),
        (["chatterbox", "asr"], ["silero_vad", "parakeet_tdt", "chatterbox"]),
    ],
)
def test_only_what_is_to_be_served_is_got(names, models):
    assert [model.name for model in wanted_models(read_manifest(), names)] == models


def test_the_command_explains_itself_and_ends_with_1_on_an_error(tmp_path):
    def run(*arguments):
        command = [sys.executable, "-m", "fetch", *arguments]
        return subprocess.run(command, cwd=TRITON / "tools", capture_output=True, text=True)

    assert "asr, llm, tts-chatterbox, tts-cosyvoice2" in " ".join(run("--help").stdout.split())
    assert run("unknown_model").returncode == 2
    assert run().returncode == 2
    # A port where nobody listens.
    failed = run("qwen3", "--hub", "http://127.0.0.1:9", "--weights", str(tmp_path))
    assert failed.returncode == 1
    assert failed.stderr.startswith("fetch: qwen3: no list of files")
