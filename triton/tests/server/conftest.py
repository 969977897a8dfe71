"""One server for all tests that change nothing of it; it takes seconds to start.

Started as the compose file of one server starts it, with both voices.
"""

import time

import pytest
from chord_networks import spoken
from deployment import read_compose, server_flags, servers
from served_repository import served_repository
from triton_server import ADMIN_KEY, TritonServer
from utterance_client import Utterance

from roles import ROLES


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("triton")
    (deployed,) = servers(read_compose("compose.one-server.yml")).values()
    other_voice = [f"--load-model={model}" for model in ROLES["tts-chatterbox"]]
    flags = [*server_flags(deployed, ADMIN_KEY), *other_voice]
    with TritonServer(served_repository(folder), folder, flags) as running:
        yield running


@pytest.fixture(scope="session", autouse=True)
def silent_since(server):
    """When an utterance began of which nothing more is heard; early, so that nobody waits for its end."""
    Utterance(server.client, "silent").ask("start", spoken(["one"]))
    return time.monotonic()
