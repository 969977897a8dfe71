"""One server for all tests that change nothing of it; it takes seconds to start."""

import pytest
from served_repository import served_repository
from triton_server import TritonServer


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("triton")
    with TritonServer(served_repository(folder), folder) as running:
        yield running
