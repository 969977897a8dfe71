"""What is missing is named, and the rest serves."""

import pytest
from missing_files import reason_of
from served_repository import served_repository
from stand_ins import one_process
from triton_server import TritonServer
from tritonclient.utils import InferenceServerException

REMEDY = "python -m fetch parakeet_tdt"


def test_a_vocabulary_that_is_missing_cut_off_or_another_is_named_and_the_others_serve(tmp_path):
    repository = served_repository(tmp_path, models=("silero_vad", "parakeet_tdt"))
    one_process(repository / "parakeet_tdt")
    vocabulary = repository / "parakeet_tdt/1/vocab.txt"
    good = vocabulary.read_text()
    of_version_3 = "".join(f"p{index} {index}\n" for index in range(8_192)) + "<blk> 8192\n"
    vocabulary.unlink()
    with TritonServer(repository, tmp_path) as server:
        assert "missing" in reason_of(server, "parakeet_tdt", vocabulary, REMEDY)
        cut_off = "".join(good.splitlines(keepends=True)[:319])
        for content, message in ((cut_off, "319 pieces"), (of_version_3, "8193 pieces"), ("", "0 pieces")):
            vocabulary.write_text(content)
            with pytest.raises(InferenceServerException):
                server.client.load_model("parakeet_tdt")
            assert message in reason_of(server, "parakeet_tdt", vocabulary, REMEDY)
        vocabulary.write_text(good)
        server.client.load_model("parakeet_tdt")
        assert server.client.is_model_ready("parakeet_tdt")
