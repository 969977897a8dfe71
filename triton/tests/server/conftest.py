"""One server for all tests that change nothing of it; it takes seconds to start."""

import time

import pytest
from chord_networks import spoken
from served_repository import served_repository
from triton_server import TritonServer
from utterance_client import Utterance


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("triton")
    with TritonServer(served_repository(folder), folder) as running:
        yield running


@pytest.fixture(scope="session", autouse=True)
def silent_since(server):
    """When an utterance began of which nothing more is heard; early, so that nobody waits for its end."""
    Utterance(server.client, "silent").ask("start", spoken(["one"]))
    return time.monotonic()
