"""The voices on the disk become a parameter of the configuration, and nothing else of it changes."""

import json

import pytest
from paths import REPOSITORY, copy_repository

from report_voices.__main__ import main
from report_voices.errors import ReportError
from report_voices.parameter_text import with_parameter
from report_voices.report_voices import report_voices
from verify.repository import parameters_of, read_config


class Disk:
    """A copy of the repository, and folders for voices that are where it says."""

    def __init__(self, folder) -> None:
        self.repository = copy_repository(folder / "repository")
        self.cosyvoice2, self.chatterbox, self.t3 = (folder / name for name in ("cosy", "chatter", "t3"))
        for path in (self.cosyvoice2, self.chatterbox, self.t3):
            path.mkdir()
        self.say("cosyvoice2", "/models/voices/cosyvoice2", self.cosyvoice2)
        self.say("chatterbox", "/models/voices/chatterbox", self.chatterbox)
        self.say("chatterbox", "/models/weights/chatterbox-t3", self.t3)

    def config(self, model):
        return self.repository / model / "config.pbtxt"

    def say(self, model, old, new) -> None:
        text = self.config(model).read_text()
        assert str(old) in text
        self.config(model).write_text(text.replace(str(old), str(new)))

    def voices(self, model) -> str | None:
        return parameters_of(read_config(self.config(model))).get("voices")

    def register(self, *names) -> None:
        for name in names:
            (self.cosyvoice2 / f"{name}.npz").touch()
            (self.chatterbox / name).mkdir()
            (self.chatterbox / name / "voice.safetensors").touch()

    def export(self, *names) -> None:
        (self.t3 / "voxrail-t3.json").write_text(json.dumps({"voices": {name: {} for name in names}}))


@pytest.fixture
def disk(tmp_path) -> Disk:
    return Disk(tmp_path)


def test_a_new_voice_adds_a_line_and_the_next_changes_it(disk):
    before = disk.config("cosyvoice2").read_text()
    disk.config("cosyvoice2").chmod(0o640)
    disk.register("bert")
    assert report_voices(disk.repository, "cosyvoice2") == "default,bert"
    once = disk.config("cosyvoice2").read_text()
    assert once.startswith(before.rstrip())
    assert once.count("\n") == before.count("\n") + 2
    disk.register("anna", "default")
    assert report_voices(disk.repository, "cosyvoice2") == "default,anna,bert"
    assert disk.config("cosyvoice2").read_text() == once.replace("default,bert", "default,anna,bert")
    assert disk.config("cosyvoice2").stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in disk.config("cosyvoice2").parent.iterdir()) == ["1", "config.pbtxt"]


def test_a_voice_that_t3_does_not_have_is_not_named(disk):
    disk.register("anna", "ben")
    assert report_voices(disk.repository, "chatterbox") is None
    assert disk.voices("chatterbox") is None
    disk.export("anna", "gone")
    assert report_voices(disk.repository, "chatterbox") == "default,anna"
    assert disk.voices("chatterbox") == "default,anna"


def test_the_command_names_what_is_left_after_a_voice_was_taken_away(disk, capsys):
    disk.register("anna", "bert")
    disk.export("anna", "bert")
    assert main([f"--repository={disk.repository}"]) == 0
    (disk.cosyvoice2 / "anna.npz").unlink()
    assert main([f"--repository={disk.repository}"]) == 0
    assert disk.voices("cosyvoice2") == "default,bert"
    assert disk.voices("chatterbox") == "default,anna,bert"
    assert "cosyvoice2: default,bert" in capsys.readouterr().out


def test_names_that_no_session_can_ask_for_are_left_out(disk):
    disk.register('a"b', "a,b", "anna")
    assert report_voices(disk.repository, "cosyvoice2") == "default,anna"


def test_a_repository_without_the_model_is_left_alone(disk, tmp_path):
    assert report_voices(tmp_path / "nowhere", "cosyvoice2") is None
    assert main([f"--repository={tmp_path / 'nowhere'}"]) == 0


LONG = 'parameters {\n  key: "voices"\n  value {\n    string_value: "old"\n  }\n}\n'


@pytest.mark.parametrize(
    "text",
    [
        LONG,
        'parameters { key: "voices" value: { string_value: "old" } }\n',
        'parameters: {key:"voices", value:{string_value:""}}',
        'name: "a" # parameters { key: "voices" value: { string_value: "in a comment" } }\n' + LONG,
        '# parameters { key: "voices" value: { string_value: "in a comment" } }\nname: "a"\n',
        'parameters [ { key: "languages" value: { string_value: "en" } } ]',
        "",
    ],
)
def test_however_it_is_written_only_the_value_changes(text):
    changed = with_parameter(text, "voices", "new", "Voices.")
    assert '"new"' in changed
    assert ("in a comment" in changed) is ("in a comment" in text)
    assert with_parameter(changed, "voices", "new", "Voices.") == changed


@pytest.mark.parametrize(
    "text",
    [
        'parameters [ { key: "voices" value: { string_value: "old" } } ]',
        "parameters { key: \"voices\" value: { string_value: 'old' } }",
        LONG + LONG.replace("old", "older").replace('"voices"', "'voices'"),
    ],
)
def test_what_it_cannot_change_is_left_to_a_person(text):
    with pytest.raises(ReportError, match="set it to 'new' by hand"):
        with_parameter(text, "voices", "new", "Voices.")


def test_a_configuration_that_is_none_is_named(disk):
    disk.register("anna")
    disk.config("cosyvoice2").write_text("name: cosyvoice2 {")
    with pytest.raises(ReportError, match=r"cosyvoice2/config\.pbtxt: the voices are not named"):
        report_voices(disk.repository, "cosyvoice2")
    assert main([f"--repository={disk.repository}"]) == 1


def test_the_repository_of_the_project_names_none():
    for model in ("chatterbox", "cosyvoice2"):
        assert "voices" not in parameters_of(read_config(REPOSITORY / model / "config.pbtxt"))
