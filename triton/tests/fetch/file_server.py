"""A hub on the loopback interface that can be told to misbehave."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class FileServer:
    """`files` by path. `faults` are taken one for each request, in order, before it is answered well."""

    files: dict[str, bytes] = field(default_factory=dict)
    listing: list[dict] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    resumes: bool = True
    requests: list[tuple[str, str | None]] = field(default_factory=list)

    def __enter__(self):
        files = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                files._answer(self)

            def log_message(self, *arguments):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(self, *error):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        path = handler.path.split("?")[0]
        wanted = handler.headers.get("Range")
        self.requests.append((path, wanted))
        fault = self.faults.pop(0) if self.faults else ""
        if fault.isdigit():
            handler.send_error(int(fault))
        elif path.startswith("/api/"):
            self._send(handler, 200, json.dumps(self.listing).encode())
        elif path not in self.files:
            handler.send_error(404)
        else:
            self._send_file(handler, self.files[path], wanted, fault)

    def _send_file(self, handler, content: bytes, wanted: str | None, fault: str) -> None:
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and self.resumes else 0
        status = 206 if wanted and self.resumes else 200
        rest = content[start:]
        if fault == "cut":
            self._send(handler, status, rest, sent=rest[: len(rest) // 2])
            handler.connection.close()
        else:
            self._send(handler, status, rest)

    def _send(self, handler, status: int, body: bytes, sent: bytes | None = None) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body if sent is None else sent)
