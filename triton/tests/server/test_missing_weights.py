"""What is missing is named, and the rest serves."""

import tritonclient.grpc as triton
from served_repository import served_repository
from triton_server import TritonServer


def test_a_model_without_its_vocabulary_says_how_to_get_it_and_the_others_serve(tmp_path):
    repository = served_repository(tmp_path, models=("silero_vad", "parakeet_tdt"))
    vocabulary = repository / "parakeet_tdt/1/vocab.txt"
    vocabulary.unlink()
    with TritonServer(repository, tmp_path) as server:
        index = server.client.get_model_repository_index()
        states = {model.name: model for model in index.models}
        assert states["silero_vad"].state == "READY"
        assert states["parakeet_tdt"].state == "UNAVAILABLE"
        assert str(vocabulary) in states["parakeet_tdt"].reason
        assert "python -m fetch parakeet_tdt" in states["parakeet_tdt"].reason
        with triton.InferenceServerClient(server.url) as client:
            assert not client.is_model_ready("parakeet_tdt")
