"""A real Triton on the CPU: the server binary inside the PyPI package nvidia-pytriton."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Sequence
from pathlib import Path

import tritonclient.grpc as triton
from tritonclient.utils import InferenceServerException

# Of it a busy machine needs half a minute.
_READY_WITHIN_S = 180.0

# What the compose files take from the environment.
ADMIN_KEY = "known-to-few"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# A model that does not load must not take the others with it.
ALL_MODELS = ("--model-control-mode=explicit", "--load-model=*", "--exit-on-error=false")


class _EndedByItself(RuntimeError):
    """Before it was ready."""


class TritonServer:
    """Serves a model repository until it is left as a context."""

    def __init__(self, repository: Path, folder: Path, flags: Sequence[str] = ALL_MODELS) -> None:
        self._repository, self.folder, self._flags = repository, folder, flags
        self._log = folder / "tritonserver.log"

    def __enter__(self) -> "TritonServer":
        try:
            self._start()
        except _EndedByItself:
            # Seen with 2.51 on a busy machine: it aborts with boost::interprocess::lock_exception.
            self._start()
        return self

    def _start(self) -> None:
        site_packages = Path(sysconfig.get_paths()["purelib"])
        package = site_packages / "pytriton/tritonserver"
        ports = {name: _free_port() for name in ("grpc", "http", "metrics")}
        command = [package / "bin/tritonserver", f"--model-repository={self._repository}"]
        command += [f"--backend-directory={self._backends(package)}"]
        command += [f"--{name}-port={port}" for name, port in ports.items()]
        command += [f"--{name}-address=127.0.0.1" for name in ("grpc", "http", "metrics")]
        command += [*self._flags, "--strict-readiness=false", "--allow-gpu-metrics=false"]
        # A model call that was given up is waited for at the end; 30 s is Triton's default.
        command += ["--exit-timeout-secs=3"]
        environment = {
            **os.environ,
            "LD_LIBRARY_PATH": str(site_packages / "nvidia_pytriton.libs"),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "OPENBLAS_NUM_THREADS": "1",
        }
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        self.url = f"127.0.0.1:{ports['grpc']}"
        self.client = triton.InferenceServerClient(self.url)
        try:
            self._wait_until_ready()
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *error: object) -> None:
        self.client.close()
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        # The processes of Python models outlive a server that was killed.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    @property
    def log(self) -> str:
        """What the server has written."""
        return self._log.read_text(errors="replace")

    def _backends(self, package: Path) -> Path:
        """The Python backend with the stub for this Python, which the package keeps elsewhere."""
        backend = self.folder / "backends/python"
        if backend.exists():
            return backend.parent
        backend.mkdir(parents=True)
        for file in (package / "backends/python").iterdir():
            (backend / file.name).symlink_to(file)
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        name = "triton_python_backend_stub"
        (backend / name).symlink_to(package / "python_backend_stubs" / version / name)
        return backend.parent

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + _READY_WITHIN_S
        while True:
            try:
                if self.client.is_server_ready():
                    return
            except InferenceServerException:
                pass  # not listening yet
            complaint = f"Triton did not start:\n{self.log[-6000:]}"
            if self._process.poll() is not None:
                raise _EndedByItself(complaint)
            if time.monotonic() > deadline:
                raise RuntimeError(complaint)
            time.sleep(0.1)
